"""`blueprint serve`: requests that people put into the bucket in every way a file can get there are served by themselves."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from blueprint.contracts.certificate import Certificate
from blueprint.contracts.prompts import SCENE_REQUEST
from blueprint.store.store import Store
from tests.journeys.commands import blueprint, request
from tests.journeys.service import COMPLETE, FAILED, Service, wait_until

FIRST, SECOND = "a small dining room with a table and four chairs", "a hallway with a console table and a mirror"


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service into which everything was put at once."""
    folder = tmp_path_factory.mktemp("serve")
    with Service(folder) as service:
        assert service.get("/healthz").text == "ok\n"
        service.drop("broken", '{"schema_version": "v1", "scene_id": "broken"')
        service.drop("loft_9", request("loft_9"))
        _in_two_halves_held_open(service, "halves", request("halves", FIRST).encode())
        _moved_into_place(service, "moved", request("moved", SECOND))
        yield service


def _in_two_halves_held_open(service: Service, scene_id: str, content: bytes) -> None:
    """As a slow `cp`: half of it, a pause of two seconds, the rest, and only then closed."""
    path = service.drop(scene_id, b"")
    path.unlink()

    def slowly() -> None:
        with path.open("wb", buffering=0) as out:
            out.write(content[: len(content) // 2])
            time.sleep(2)
            assert not (service.scene(scene_id) / FAILED).exists(), "half a file was taken for a whole one"
            out.write(content[len(content) // 2 :])

    threading.Thread(target=slowly).start()


def _moved_into_place(service: Service, scene_id: str, content: str) -> None:
    outside = service.folder / "written.json"
    outside.write_text(content)
    place = service.scene(scene_id) / "prompts"
    place.mkdir(parents=True)
    os.rename(outside, place / "scene_request.json")


@pytest.mark.parametrize("scene_id", ["loft_9", "halves", "moved"])
def test_a_request_is_served(busy: Service, scene_id: str):
    assert busy.served(scene_id) == "complete"
    certificate = Certificate.model_validate_json((busy.scene(scene_id) / "usd" / "certificate.json").read_bytes())
    assert certificate.passed
    assert not (busy.scene(scene_id) / FAILED).exists()


def test_a_broken_request_fails_alone(busy: Service):
    said = busy.served("broken")
    assert "scenes/broken/prompts/scene_request.json" in said
    assert "JSON" in said
    assert sorted(path.name for path in busy.scene("broken").rglob("*") if path.is_file()) == [FAILED, "scene_request.json"]


def test_stages_that_nobody_asked_for_are_reported(busy: Service):
    busy.served("loft_9")
    marker = json.loads((busy.scene("loft_9") / COMPLETE).read_text())
    assert marker["stages"] == {
        "usd_assembly": "SUCCESS", "variation_assets": "not_asked", "geniesim_export": "not_asked", "arena_export": "not_asked",
    }  # fmt: skip
    assert not (busy.scene("loft_9") / "variation_assets").exists(), "the markers of stage 2 started what was not asked for"


def test_each_line_of_the_log_is_json_with_its_run(busy: Service):
    busy.served("loft_9")
    lines = [json.loads(line) for line in busy.err.read_text().splitlines()]
    assert all({"time", "severity"} <= set(line) and {"message", "bp_metric"} & set(line) for line in lines)
    assert any("loft_9" in str(line.get("scene_id")) for line in lines)
    assert not [line for line in lines if line["severity"] in ("ERROR", "CRITICAL")]


def test_the_command_line_sees_the_services_runs(busy: Service):
    busy.served("loft_9")
    done = blueprint("workflow", "list", "--json", cwd=busy.folder)
    ended = {run["scene_id"]: run["outcome"] for run in json.loads(done.stdout)["runs"] if run["workflow"] == "source-orchestrator"}
    assert ended["loft_9"]["status"] == "SUCCESS"
    assert ended["broken"]["status"] == "FAILED"


def test_a_request_overwritten_while_its_run_is_going_ends_as_the_newer_one(tmp_path: Path):
    with Service(tmp_path) as service:
        service.drop("loft_9", request("loft_9", FIRST))
        wait_until(lambda: list(service.bucket.glob(".blueprint/runs/text-scene-gen-job-*/process.json")), 60, "the first stage")
        service.drop("loft_9", request("loft_9", SECOND))
        store = Store.at(str(service.bucket))
        newest = store.exists(SCENE_REQUEST, "loft_9")
        assert newest is not None
        wait_until(lambda: _answered(service) == newest.generation, 240, "the newer request's end")
        package = json.loads((service.scene("loft_9") / "textgen" / "package.json").read_text())
        certificate = json.loads((service.scene("loft_9") / "usd" / "certificate.json").read_text())
        assert package["prompt"] == SECOND
        assert certificate["passed"]
        assert certificate["objects"]["total"] == len(package["objects"]), certificate["repairs"]
        assert not (service.scene("loft_9") / FAILED).exists()


def _answered(service: Service) -> int:
    """The generation of the request that the completion marker answers."""
    marker = service.scene("loft_9") / COMPLETE
    return json.loads(marker.read_text())["input_generation"] if marker.exists() else 0


@pytest.mark.slow
def test_a_request_mended_after_its_failure_is_served(tmp_path: Path):
    """Also what a program does that writes a file in two steps, closing it in between."""
    content = request("loft_9").encode()
    with Service(tmp_path) as service:
        path = service.drop("loft_9", content[:40])
        wait_until(lambda: (service.scene("loft_9") / FAILED).exists(), 30, "the failure marker")
        with path.open("ab") as out:
            out.write(content[40:])
        wait_until(lambda: (service.scene("loft_9") / COMPLETE).exists(), 180, "the scene")
        assert not (service.scene("loft_9") / FAILED).exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_asked_to(tmp_path: Path, number: int):
    with Service(tmp_path) as service:
        assert service.get("/").status_code == 200
        assert service.interrupt(number) == 0
        assert "Traceback" not in service.err.read_text()


def test_without_a_dashboard_too(tmp_path: Path):
    with Service(tmp_path, "--no-web") as service:
        service.drop("broken", "[]")
        assert "SceneRequest" in service.served("broken") or "object" in service.served("broken")
        assert service.interrupt(signal.SIGTERM) == 0


def test_a_port_in_use_is_a_configuration_error(tmp_path: Path):
    with Service(tmp_path) as service:
        port = service.url.rpartition(":")[2]
        done = blueprint("serve", "--port", port, "--bucket", str(tmp_path / "other"), cwd=tmp_path, timeout_s=60)
        assert done.returncode == 78
        assert "BLUEPRINT_PORT" in done.stderr
        assert port in done.stderr
