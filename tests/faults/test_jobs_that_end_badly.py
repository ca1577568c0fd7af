"""A job that is killed, that takes too much memory or too long: a FAILED outcome with its log, or another try; and the service goes on."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.faults import tight_service
from tests.journeys.commands import request
from tests.journeys.service import COMPLETE, FAILED, Service, wait_until


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    command = [sys.executable, tight_service.__file__]
    with Service(tmp_path_factory.mktemp("tight"), command=command) as service:
        assert service.get("/healthz").status_code == 200
        yield service


def failure(service: Service, scene_id: str) -> dict:
    wait_until(lambda: (service.scene(scene_id) / FAILED).exists(), 60, f"the failure of {scene_id}")
    return json.loads((service.scene(scene_id) / FAILED).read_text())


@pytest.mark.parametrize(
    ("scene_id", "limits", "code"), [("too_big", {"memory_gib": 0.02}, "out_of_memory"), ("too_slow", {"timeout_s": 0.2}, "timeout")]
)
def test_a_job_over_its_limit_fails_with_its_log_and_the_retry_ends_well(service: Service, scene_id: str, limits: dict, code: str):
    tight = service.folder / "limits.json"
    tight.write_text(json.dumps(limits))
    time.sleep(0.2)
    service.drop(scene_id, request(scene_id))
    said = failure(service, scene_id)
    tight.unlink()
    assert said["error"]["code"] == code
    assert said["job_name"] == "text-scene-gen-job"
    assert "limit" in said["error"]["message"]
    assert Path(said["debugging"]["logs_url"]).is_file()
    assert said["recommendations"]
    assert not (service.scene(scene_id) / "textgen").exists(), "something half-made is visible"
    time.sleep(0.2)
    answer = httpx.post(service.url + "/runs/retry", data={"run_id": said["context"]["run_id"], "scene_id": scene_id})
    assert answer.status_code == 303
    wait_until(lambda: (service.scene(scene_id) / COMPLETE).exists(), 120, "the retried scene")
    assert not (service.scene(scene_id) / FAILED).exists()


def test_a_job_killed_from_outside_is_done_again(service: Service):
    service.drop("killed", request("killed"))
    killed: list[Path] = []

    def kill() -> bool:
        for path in service.bucket.glob(".blueprint/runs/text-scene-gen-job-*/process.json"):
            if not (path.parent / "report.json").exists() and "killed" in (path.parent / "request.json").read_text():
                os.kill(json.loads(path.read_text())["pid"], signal.SIGKILL)
                killed.append(path.parent)
        return bool(killed)

    wait_until(kill, 30, "the job's process")
    assert service.served("killed") == "complete"
    assert json.loads((killed[0] / "report.1.json").read_text())["error"]["code"] == "killed"
    assert json.loads((killed[0] / "report.json").read_text())["exit_code"] == 0


def test_the_warm_server_killed_is_begun_again(service: Service):
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
            parent = int((path.parent / "stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if b"blueprint.runtimes.server" in words and parent == service.process.pid:
            os.kill(int(path.parent.name), signal.SIGKILL)
            break
    else:
        pytest.fail("the service has no warm server")
    service.drop("after_all", request("after_all"))
    assert service.served("after_all") == "complete"
