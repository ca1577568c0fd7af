"""The dashboard over HTTP, on a real service: what each page shows, and what it refuses."""

from __future__ import annotations

import html
import http.client
import json
import re
from urllib.parse import urlsplit

import httpx
import pytest

from tests.journeys.made import Made
from tests.journeys.service import Service, wait_until
from tests.web.conftest import HOSTILE


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)))


def raw(service: Service, target: str) -> http.client.HTTPResponse:
    """A request whose target no client has tidied up."""
    parts = urlsplit(service.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    connection.putrequest("GET", target, skip_host=False)
    connection.endheaders()
    return connection.getresponse()


def test_the_list_shows_every_scene_with_its_picture_and_how_it_ended(service: Service, made: Made):
    page = service.get("/").text
    cards = {found[1]: found[0] for found in re.findall(r'(<a class="card" href="/scenes/([^"]+)">.*?</a>)', page, re.S)}
    assert set(cards) == {made.scene_id, "refused", "hostile"}
    assert "complete" in text_of(cards[made.scene_id])
    assert "failed" in text_of(cards["refused"])
    picture = re.search(r'<img src="(/files/[^"]+perspective[^"]*)"', cards[made.scene_id])
    assert picture
    found = service.get(picture[1])
    assert found.headers["content-type"] == "image/png"
    assert found.content.startswith(b"\x89PNG")


def test_a_scene_shows_stages_certificate_pictures_and_files(service: Service, made: Made):
    page = service.get(f"/scenes/{made.scene_id}").text
    said = text_of(page)
    assert made.answer["certificate"]["passed"]
    for metric in made.answer["certificate"]["metrics"]:
        assert metric["name"] in said
        assert metric["definition"] in said
    for stage in made.answer["stages"]:
        assert re.search(rf"{re.escape(stage['name'])} success \d+\.\d", said)
    assert page.count('alt="the room') == 2
    assert 'id="viewer"' in page
    assert 'id="failure"' not in page
    for name in ("usd/scene.usda", "usd/scene.usdz", "usd/scene.glb", "usd/certificate.json"):
        assert f"/files/scenes/{made.scene_id}/{name}" in page


def test_what_was_not_provided_is_told_with_its_reason(service: Service, made: Made, tmp_path):
    scene = service.bucket / "scenes" / "unmet_1"
    package = json.loads((made.scene / "textgen" / "package.json").read_text())
    package |= {"scene_id": "unmet_1", "unmet": [{"word": "unicorn", "reason": "no such thing in the library"}]}
    (scene / "textgen").mkdir(parents=True)
    (scene / "textgen" / "package.json").write_text(json.dumps(package))
    said = text_of(service.get("/scenes/unmet_1").text)
    assert "unicorn no such thing in the library" in said


def test_a_failed_scene_shows_cause_advice_and_a_retry_button(service: Service):
    page = service.get("/scenes/refused").text
    said = text_of(page)
    assert "seed_count" in said
    assert "expected 1 to 16 (TEXT_GEN_MAX_SEEDS), found 17" in said
    assert "Mend the field that is named" in said
    form = re.search(r'<form method="post" action="/runs/retry">.*?</form>', page, re.S)
    assert form
    assert 'name="run_id"' in form[0]


def test_retry_goes_on_with_the_run(service: Service):
    page = service.get("/scenes/refused").text
    run_id = html.unescape(re.search(r'name="run_id" value="([^"]+)"', page)[1])  # type: ignore[index]
    before = (service.scene("refused") / ".source_orchestrator_failed").read_bytes()
    answer = httpx.post(service.url + "/runs/retry", data={"run_id": run_id, "scene_id": "refused"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/scenes/refused"
    wait_until(lambda: (service.scene("refused") / ".source_orchestrator_failed").read_bytes() != before, 30, "the second attempt")
    assert json.loads((service.scene("refused") / ".source_orchestrator_failed").read_text())["context"]["attempt_number"] == 2


@pytest.mark.parametrize(("run_id", "status"), [("no-such-run", 400), ("", 400), ("<script>", 400)])
def test_retrying_what_is_no_run_is_refused_in_words(service: Service, run_id: str, status: int):
    answer = httpx.post(service.url + "/runs/retry", data={"run_id": run_id})
    assert answer.status_code == status
    assert "the id of a run" in text_of(answer.text)
    assert "<script>" not in answer.text


def test_retrying_a_success_is_a_conflict(service: Service, made: Made):
    run_id = json.loads((made.scene / ".source_orchestrator_complete").read_text())["run_id"]
    answer = httpx.post(service.url + "/runs/retry", data={"run_id": run_id})
    assert answer.status_code == 409
    assert "succeeded" in answer.text


def test_a_hostile_sentence_stays_text(service: Service):
    for path in ("/", "/scenes/hostile"):
        page = service.get(path).text
        assert "<script>document" not in page
        assert "<img src=x" not in page
        assert HOSTILE in text_of(page.replace("&lt;", "‹").replace("&gt;", "›")).replace("‹", "<").replace("›", ">")


def test_a_folder_with_a_hostile_name_is_no_scene(service: Service):
    folder = service.bucket / "scenes" / '"><img src=x onerror=alert(1)>'
    folder.mkdir(exist_ok=True)
    (folder / "note.txt").write_text("x")
    page = service.get("/").text
    assert "onerror=alert" not in page


@pytest.mark.parametrize("path", ["/scenes/none", "/scenes/..%2f..%2fetc", "/scenes/%00", "/scenes/.blueprint", "/scenes/%ff", "/none", "/scenes/a/b/c"])
def test_what_is_not_there_is_not_found(service: Service, path: str):
    assert raw(service, path).status in (400, 404)


@pytest.mark.parametrize(
    "target",
    [
        "/files/../../../../etc/passwd", "/files/..%2f..%2f..%2fetc%2fpasswd", "/files/%2e%2e/%2e%2e/etc/passwd", "/files//etc/passwd",
        "/files/%2fetc%2fpasswd", "/files/.blueprint/blueprint.sqlite", "/files/scenes/../.blueprint/blueprint.sqlite",
        "/files/scenes/%2e%2e/.blueprint/service.log", "/files/scenes/SCENE/../../.blueprint/blueprint.sqlite", "/files/scenes/SCENE/usd/%00",
        "/files/scenes/SCENE/usd/", "/files/scenes", "/files/", "/files/scenes/SCENE\\..\\..\\x", "/files/file:///etc/passwd", "/files/secret.txt",
        "/static/../server.py", "/static/%2e%2e/server.py", "/static//etc/passwd", "/files/scenes/link/passwd", "/files/scenes/SCENE/usd/link.usda",
    ],
)  # fmt: skip
def test_no_file_outside_the_scenes_is_given_away(service: Service, made: Made, target: str):
    (service.bucket / "secret.txt").write_text("root: secret")
    for link, to in ((service.bucket / "scenes" / "link", "/etc"), (service.scene(made.scene_id) / "usd" / "link.usda", "/etc/passwd")):
        if not link.is_symlink():
            link.symlink_to(to)
    answer = raw(service, target.replace("SCENE", made.scene_id))
    assert answer.status in (400, 404)
    body = answer.read()
    assert b"root:" not in body
    assert b"SQLite" not in body
    assert b"import" not in body


def test_a_file_is_streamed_whole_and_not_twice(service: Service, made: Made):
    path = f"/files/scenes/{made.scene_id}/usd/scene.glb"
    found = service.get(path)
    assert found.content == (made.scene / "usd" / "scene.glb").read_bytes()
    assert found.headers["content-type"] == "model/gltf-binary"
    assert found.headers["x-content-type-options"] == "nosniff"
    again = httpx.get(service.url + path, headers={"if-none-match": found.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_scene_file_is_never_a_page(service: Service, made: Made):
    (service.scene(made.scene_id) / "usd" / "evil.html").write_text("<script>alert(1)</script>")
    (service.scene(made.scene_id) / "usd" / "evil.svg").write_text("<svg onload='alert(1)'/>")
    for name in ("evil.html", "evil.svg"):
        found = service.get(f"/files/scenes/{made.scene_id}/usd/{name}")
        assert found.headers["content-type"] == "application/octet-stream"
        assert "default-src 'self'" in found.headers["content-security-policy"]


def test_every_page_forbids_foreign_content(service: Service, made: Made):
    for path in ("/", f"/scenes/{made.scene_id}", "/scenes/refused", "/scenes/none"):
        policy = service.get(path).headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_another_sites_form_is_refused(service: Service, origin: str):
    for path, data in (("/scenes", {"prompt": "a hallway from elsewhere"}), ("/runs/retry", {"run_id": "x"})):
        answer = httpx.post(service.url + path, data=data, headers={"origin": origin})
        assert answer.status_code == 403
    assert not list(service.bucket.glob("scenes/hallway_from*"))


def test_another_name_for_this_address_is_refused(service: Service):
    assert httpx.get(service.url + "/", headers={"host": "evil.example"}).status_code == 400
    port = service.url.rpartition(":")[2]
    assert httpx.get(service.url + "/", headers={"host": f"localhost:{port}"}).status_code == 200


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"prompt": ""}, "field prompt: expected a sentence"), ({}, "field prompt: expected a sentence"),
        ({"prompt": "é" * 4001}, "at most 8000 bytes"), ({"prompt": "a\x00b"}, "control characters"),
        ({"prompt": "a room", "quality": "best"}, "quality_tier"),
    ],
)  # fmt: skip
def test_a_bad_sentence_is_refused_in_words(service: Service, data: dict[str, str], said: str):
    before = sorted(service.bucket.glob("scenes/*"))
    answer = httpx.post(service.url + "/scenes", data=data)
    assert answer.status_code == 400
    assert said in text_of(answer.text)
    assert sorted(service.bucket.glob("scenes/*")) == before


@pytest.mark.parametrize("body", [b"x" * 100_000, b"\xff\xfe=1", b"prompt", b"prompt=%ff", b"&".join(b"a=1" for _ in range(50))])
def test_a_body_that_is_no_form_is_refused(service: Service, body: bytes):
    answer = httpx.post(service.url + "/scenes", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 400
    assert "form" in answer.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
def test_pages_are_only_read(service: Service, method: str):
    assert httpx.request(method, service.url + "/").status_code == 405


def test_a_sentence_of_the_form_becomes_a_request_once(service: Service):
    data = {"prompt": "a hallway with a mirror and a bench", "quality": "standard"}
    first = httpx.post(service.url + "/scenes", data=data, headers={"origin": service.url})
    assert first.status_code == 303
    place = service.bucket / "scenes" / first.headers["location"].rpartition("/")[2] / "prompts" / "scene_request.json"
    written = place.stat().st_mtime_ns
    assert json.loads(place.read_text())["prompt"] == data["prompt"]
    again = httpx.post(service.url + "/scenes", data=data)
    assert again.headers["location"] == first.headers["location"]
    assert place.stat().st_mtime_ns == written
    page = service.get(first.headers["location"]).text
    assert 'data-live="/scenes/' in page
    assert service.get(first.headers["location"] + "/stages").headers["x-running"] == "1"
