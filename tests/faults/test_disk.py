"""A disk that is full or read-only: the cause in words, nothing half-visible, and the service goes on when there is room again."""

from __future__ import annotations

import json
import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from blueprint.contracts.variations import VARIATION_INDEX
from blueprint.core.errors import BlueprintError
from blueprint.domain.datasets.check import check
from blueprint.jobs import genie_sim_import, variation_gen
from blueprint.jobs.genie_sim_import import main as genie_sim_import_main
from blueprint.store.store import Store
from tests.domain.variations.variation_rooms import kitchen, settled
from tests.jobs.job_bench import context
from tests.jobs.variation_gen.bench import certified_bucket
from tests.journeys.commands import SENTENCE, blueprint, one_object, request
from tests.journeys.compare import scene_files
from tests.journeys.data import SMALL, episodes_of
from tests.journeys.made import WITH_KEY, Made
from tests.journeys.service import COMPLETE, FAILED, Service, wait_until
from tests.recorded_episodes import SCENE, record


@pytest.fixture
def disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A disk of its own, of 40 MiB or of as many as the test asks for."""
    place = tmp_path / "disk"
    place.mkdir()
    size = f"size={getattr(request, 'param', 40)}m"
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", str(place)], capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a disk; test_a_file_that_must_not_grow does its part")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path, leave_kib: int) -> Path:
    """Take all the room but `leave_kib`."""
    free = os.statvfs(place)
    ballast = place / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as out:  # others write meanwhile: then it is full already
        for _ in range(max(0, free.f_bavail * free.f_frsize // 1024 - leave_kib)):
            out.write(bytes(1024))
    return ballast


def test_a_full_disk_does_not_end_the_service(disk: Path, tmp_path: Path):
    """The state folder shares the disk: not even the engine's database can grow. What was left undone is done after a restart."""
    bucket = disk / "bucket"
    with Service(tmp_path / "service", bucket=bucket) as service:
        assert service.get("/healthz").status_code == 200
        ballast = fill(disk, 64)
        service.drop("loft_9", request("loft_9"))
        wait_until(lambda: "ERROR" in service.err.read_text(), 60, "a word about the full disk")
        assert service.process.poll() is None
        assert not [path for path in service.scene("loft_9").rglob("*") if path.is_file() and path.name != "scene_request.json"]
        ballast.unlink()
        service.drop("loft_10", request("loft_10"))
        assert service.served("loft_10") == "complete"
        assert service.get("/scenes/loft_9").status_code == 200
    with Service(tmp_path / "service", bucket=bucket) as service:
        assert service.served("loft_9") == "complete"


def test_a_run_that_the_full_disk_stopped_goes_on_when_there_is_room(disk: Path, tmp_path: Path):
    with Service(tmp_path / "service", bucket=disk / "bucket") as service:
        assert service.get("/healthz").status_code == 200
        ballast = fill(disk, 64)
        service.drop("loft_9", request("loft_9"))
        wait_until(lambda: "ERROR" in service.err.read_text(), 60, "a word about the full disk")
        ballast.unlink()
        assert service.served("loft_9", 240) == "complete"


@pytest.mark.slow
def test_a_disk_that_fills_up_during_a_job_fails_that_job_only(disk: Path, tmp_path: Path):
    with Service(tmp_path / "service", bucket=disk / "bucket") as service:
        assert service.get("/healthz").status_code == 200
        ballast = fill(disk, 1500)
        service.drop("loft_9", request("loft_9"))
        wait_until(lambda: "No space left" in _told(service) or "disk is full" in _told(service), 90, "a word about the full disk")
        assert service.process.poll() is None
        assert not (service.scene("loft_9") / COMPLETE).exists()
        assert not (service.scene("loft_9") / "usd" / "scene.usda").exists()
        ballast.unlink()
        service.drop("loft_10", request("loft_10"))
        assert service.served("loft_10", 240) == "complete"


@pytest.mark.slow
@pytest.mark.parametrize("disk", [200], indirect=True)
@pytest.mark.parametrize("leave_kib", [0, 300])
def test_a_disk_that_fills_up_among_the_episodes(disk: Path, tmp_path: Path, leave_kib: int):
    """What is finished stays, what is not does not show; when there is room the same run goes on after the last finished episode."""
    few = SMALL | {"NUM_VARIATIONS": "0", "EPISODES_PER_TASK": "3"}

    def recordings() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in service.scene("loft_9").glob("episodes/*/recordings/*.json")}

    with Service(tmp_path / "service", bucket=disk / "bucket", env=few) as service:
        service.drop("loft_9", request("loft_9"))
        wait_until(recordings, 300, "the first episode")
        ballast = fill(disk, leave_kib)
        wait_until(lambda: "No space left" in _told(service), 120, "a word about the full disk")
        finished = recordings()
        assert all(json.loads(path.read_text())["success"] is not None for path in finished)
        assert not list(service.scene("loft_9").glob("episodes/*/lerobot"))
        assert service.process.poll() is None
        assert service.get("/scenes/loft_9").status_code == 200
        ballast.unlink()
        wait_until(lambda: service.ended("loft_9"), 300, "the end of the run")
        if not (service.scene("loft_9") / COMPLETE).exists():
            said = json.loads((service.scene("loft_9") / FAILED).read_text())
            assert "No space left" in said["error"]["message"]
            answer = httpx.post(service.url + "/runs/retry", data={"run_id": said["context"]["run_id"], "scene_id": "loft_9"})
            assert answer.status_code == 303
            wait_until((service.scene("loft_9") / COMPLETE).exists, 300, "the end of the retried run")
        made = recordings()
        assert len(made) == 6
        assert {path: made[path] for path in finished} == finished, "an episode was made twice"
        report = check(episodes_of(service.bucket, service.scene("loft_9")) / "lerobot")
        assert report.good, report.findings


@pytest.mark.slow
def test_a_disk_that_fills_up_during_the_variations_shows_whole_ones_only(disk: Path, tmp_path: Path):
    bench = certified_bucket(disk, settled(kitchen(), tmp_path / "settled"))
    given = {"num_variations": 2, "max_assets": 3, "seed": 3}
    ballast = fill(disk, 1600)
    with pytest.raises((BlueprintError, OSError), match=r"space|full"):
        bench.run(variation_gen.JOB, **given)
    seen = bench.names("variation_assets/")
    assert bench.store.find(VARIATION_INDEX, bench.scene_id) is None
    for name in seen:
        folder = name.rsplit("/", 1)[0]
        whole = "variation.json" if "/scenes/" in name else "asset.json"
        assert any(f"{parent}/{whole}" in seen for parent in (folder, folder.rsplit("/", 1)[0], folder.rsplit("/", 2)[0])), name
    before = bench.bytes_of(seen)
    ballast.unlink()
    assert bench.run(variation_gen.JOB, **given).variations == 2
    assert bench.bytes_of(seen) == before


def _told(service: Service) -> str:
    """Everything that a person can find: the service's log, the jobs' logs and reports, the failure marker."""
    places = [service.err, *service.bucket.glob(".blueprint/runs/*/log"), *service.bucket.glob(".blueprint/runs/*/report*.json")]
    return "\n".join(path.read_text(errors="replace") for path in [*places, service.scene("loft_9") / FAILED] if path.exists())


def test_a_disk_that_fills_up_during_an_import_shows_nothing_of_it_and_keeps_the_recordings(disk: Path, tmp_path: Path):
    for number in range(3):
        record(tmp_path / "made", f"e{number}", seed=number, cameras=True)
    prefix = f"scenes/{SCENE}/episodes/geniesim_local-1/"
    found: dict[str, dict[str, str]] = {}
    for name, bucket in (("full", disk / "bucket"), ("undisturbed", tmp_path / "bucket")):
        store = Store.at(bucket)
        store.upload_tree(f"{prefix}recordings", tmp_path / "made")
        before = {info.name for info in store.list(prefix)}
        asked = genie_sim_import.Input(scene_id=SCENE, job_id="local-1")
        if name == "full":
            ballast = fill(disk, 100)
            with pytest.raises(BlueprintError, match="No space left"):
                genie_sim_import_main.main(context(store, tmp_path / "runs", "genie-sim-import-job", "r1"), asked)
            assert {info.name for info in store.list(prefix)} == before
            ballast.unlink()
        assert genie_sim_import_main.main(context(store, tmp_path / "runs", "genie-sim-import-job", name), asked).passed_validation == 3
        found[name] = {each: digest["sha256"] for each, digest in json.loads(store.bucket.get(f"{prefix}checksums.json")[0])["files"].items()}
    assert found["full"] == found["undisturbed"]


def test_a_read_only_disk_is_a_configuration_error(disk: Path, tmp_path: Path):
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    for command in (["make", SENTENCE, "--through", "scene", "--json"], ["serve", "--port", "0"]):
        done = blueprint(*command, "--bucket", str(disk / "bucket"), cwd=tmp_path, timeout_s=60)
        assert done.returncode == 78, done.stderr
        assert "BLUEPRINT_BUCKET" in done.stderr
        assert "Read-only file system" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_bucket_that_became_read_only_is_told(disk: Path, tmp_path: Path, made: Made):
    assert blueprint("scene", "list", "--bucket", str(disk / "bucket"), cwd=tmp_path).returncode == 0
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    done = blueprint("make", SENTENCE, "--through", "scene", "--json", "--bucket", str(disk / "bucket"), cwd=tmp_path, timeout_s=60)
    assert done.returncode == 78, done.stderr
    assert one_object(done.stdout)["error"]["code"] == "configuration_error"
    assert "Traceback" not in done.stderr
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


@pytest.mark.slow
def test_a_file_that_must_not_grow(tmp_path: Path, made: Made):
    """The bucket is a disk on which no file may exceed 300 KB; without the limit the same command goes on to the end."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))

    state = WITH_KEY | {"BLUEPRINT_STATE_DIR": str(tmp_path / "state")}
    before = blueprint("workflow", "list", cwd=tmp_path, env=state)
    assert before.returncode == 0
    done = blueprint("make", SENTENCE, "--through", "scene", "--json", cwd=tmp_path, env=state, preexec_fn=limited)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    scene = tmp_path / "blueprint-data" / "scenes" / made.scene_id
    assert not (scene / COMPLETE).exists()
    again = blueprint("make", SENTENCE, "--through", "scene", "--json", cwd=tmp_path, env=state)
    if again.returncode != 0:  # it has gone on with the failed release of the lock; the next one goes on with the job
        again = blueprint("make", SENTENCE, "--through", "scene", "--json", cwd=tmp_path, env=state)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["status"] == "SUCCESS"
    found, expected = scene_files(scene), scene_files(made.scene)
    for files in (found, expected):
        files.pop(COMPLETE)  # it names the failure that it took the place of, if that could still be written
    assert found == expected
