"""A key is handed to the process that needs it and is written nowhere: not into the bucket, the state folder, a log, a page or an error."""

from __future__ import annotations

import base64
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.commands import blueprint, request
from tests.journeys.made import CANARY, WITH_KEY, Made
from tests.journeys.service import Service

SPELLINGS = (CANARY.encode(), base64.b64encode(CANARY.encode())[:-4], CANARY[3:].encode(), CANARY.encode().hex().encode())


def told(content: bytes) -> bool:
    return any(spelling in content for spelling in SPELLINGS)


def leaks(folder: Path) -> list[str]:
    return [str(path) for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and told(path.read_bytes())]


def test_a_whole_run_with_a_key_writes_it_nowhere(made: Made):
    assert made.code == 0, made.stderr
    assert json.loads((made.scene / "textgen" / "package.json").read_text())["llm_attempts"] >= 1, "the key was not used"
    assert leaks(made.folder) == []
    assert not told(made.stdout.encode() + made.stderr.encode())


@pytest.mark.parametrize("command", [["doctor"], ["doctor", "--json"], ["workflow", "list", "--json"], ["scene", "list", "--json"]])
def test_no_command_prints_it(made: Made, command: list[str]):
    done = blueprint(*command, cwd=made.folder, env=WITH_KEY)
    assert done.returncode == 0
    assert not told(done.stdout.encode() + done.stderr.encode())


def test_no_page_and_no_log_of_the_service_shows_it(made: Made, tmp_path: Path):
    shutil.copytree(made.bucket, tmp_path / "blueprint-data")
    with Service(tmp_path, env=WITH_KEY) as service:
        service.drop("refused", request("refused", seed_count=17))
        service.served("refused")
        for path in ("/", f"/scenes/{made.scene_id}", f"/scenes/{made.scene_id}/stages", "/scenes/refused", "/none"):
            assert not told(service.get(path).content)
        assert leaks(tmp_path) == []


class Model(http.server.BaseHTTPRequestHandler):
    """A model that answers as the test says; `KEY` in an answer becomes what the client sent as its key."""

    answer: tuple[int, bytes] = (200, b"")
    asked: list[str]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        key = self.headers.get("authorization", "")
        type(self).asked.append(key)
        status, content = type(self).answer
        content = content.replace(b"KEY", key.encode())
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def model() -> Iterator[tuple[str, type[Model]]]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1", Model
    server.shutdown()


def said(content: str) -> bytes:
    return json.dumps({"choices": [{"message": {"content": content}, "finish_reason": "stop"}]}).encode()


ANSWERS = {
    "refuses_with_the_key": (401, b'{"error": {"message": "Incorrect API key provided: KEY"}}'),
    "echoes_the_key_as_a_plan": (200, said("KEY")),
    "plans_outside_of_its_schema": (200, said(json.dumps({"room_type": "../../etc/passwd", "objects": [{"category": "__import__('os').system('true')"}]}))),
    "nests_deeply": (200, said("[" * 50_000)),
    "is_no_json": (200, b"<html>KEY</html>"),
}


IN_CI = ("refuses_with_the_key", "echoes_the_key_as_a_plan")


@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name in IN_CI else pytest.mark.slow) for name in ANSWERS])
def test_whatever_the_model_answers_the_room_is_planned_and_the_key_stays_secret(tmp_path: Path, model: tuple[str, type[Model]], name: str):
    url, kind = model
    kind.answer, kind.asked = ANSWERS[name], []
    (tmp_path / "blueprint-data" / "scenes" / "a" / "prompts").mkdir(parents=True)
    (tmp_path / "blueprint-data" / "scenes" / "a" / "prompts" / "scene_request.json").write_text(request("a", "a hallway with a console table"))
    done = blueprint(
        "job", "text-scene-gen-job", "--set", "scene_id=a", "--set", "request_object=scenes/a/prompts/scene_request.json", "--json",
        cwd=tmp_path, env=WITH_KEY | {"OPENAI_BASE_URL": url, "OPENAI_MODEL": "test"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"Bearer {CANARY}" in kind.asked, "the model was not asked"
    assert json.loads(done.stdout)["output"]["generation_mode"] == "deterministic_fallback"
    gate = json.loads((tmp_path / "blueprint-data" / "scenes" / "a" / "textgen" / "quality_gate_report.json").read_text())
    assert gate["llm_failure_reasons"]
    assert leaks(tmp_path) == []
    assert not told(done.stdout.encode() + done.stderr.encode())
