"""genie-sim-import-job: recordings in, a checked LeRobot dataset with its manifest out (jobs.md §2.17, §3.18)."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile

import pyarrow.parquet as pq
import pytest

from blueprint.contracts.import_manifest import EPISODE_TABLE, IMPORT_MANIFEST, QUARANTINE
from blueprint.core.errors import ContractError, GateFailed
from blueprint.domain.datasets.check import check
from blueprint.jobs.genie_sim_import import Input
from blueprint.jobs.genie_sim_import.main import main
from blueprint.store.store import Store
from tests.jobs.job_bench import context, names
from tests.recorded_episodes import FAILED, SCENE, T, record

JOB = "local-1"
PREFIX = f"scenes/{SCENE}/episodes/geniesim_{JOB}/"


@pytest.fixture
def bucket(tmp_path):
    """Six good episodes of three variations, one failed attempt, one of low quality, one torn."""
    made = tmp_path / "made"
    for number in range(6):
        record(made, f"e{number}", variation=("base", "v1", "v2")[number % 3], seed=number, cameras=True)
    record(made, "e6", cameras=True, **FAILED)
    record(made, "e7", cameras=True, edit=lambda columns: columns.update(action=columns["action"] + 1))
    (made / "e8.json").write_bytes(b'{"episode_id": "e8"')
    store = Store.at(tmp_path / "bucket")
    store.upload_tree(f"{PREFIX}recordings", made)
    return store


def run(store, tmp_path, request="r1", **options):
    return main(context(store, tmp_path / "runs", "genie-sim-import-job", request), Input(scene_id=SCENE, job_id=JOB, **options))


def dataset(store, tmp_path):
    folder = tmp_path / "loaded"
    shutil.rmtree(folder, ignore_errors=True)
    store.download_tree(f"{PREFIX}lerobot/", folder)
    return folder


def test_what_is_good_becomes_a_dataset_and_the_rest_has_its_reasons(bucket, tmp_path):
    output = run(bucket, tmp_path)
    assert (output.downloaded, output.passed_validation, output.filtered, output.robot) == (9, 6, 3, "franka")
    report = check(dataset(bucket, tmp_path))
    assert report.good, report
    assert (report.episodes, report.frames) == (6, 6 * T)
    left_out = {each.episode_id: each.category for each in bucket.read(QUARANTINE, SCENE, folder=f"geniesim_{JOB}").value.episodes}
    assert left_out == {"e6": "failed_attempt", "e7": "low_quality", "e8": "unreadable"}
    manifest = bucket.read(IMPORT_MANIFEST, SCENE, folder=f"geniesim_{JOB}").value
    assert (manifest.schema_version, manifest.job_id, manifest.success) == ("1.3", JOB, True)
    assert manifest.episodes.downloaded == manifest.episodes.passed_validation + manifest.episodes.filtered
    assert manifest.quality.average_score == output.average_quality > 0.9
    assert manifest.lerobot.converted_count == 6


def test_no_variation_is_in_two_splits(bucket, tmp_path):
    run(bucket, tmp_path)
    rows = bucket.read(EPISODE_TABLE, SCENE, folder=f"geniesim_{JOB}").value.episodes
    splits: dict[str, set[str]] = {}
    for row in rows:
        splits.setdefault(row.variation, set()).add(row.split)
    assert all(len(found) == 1 for found in splits.values())
    assert {row.split for row in rows} == {"train", "val", "test"}
    assert {row.frames_sha256 for row in rows} == {hashlib.sha256(bucket.bucket.get(f"{PREFIX}recordings/{row.episode_id}.parquet")[0]).hexdigest() for row in rows}


def test_frames_are_the_recordings_own(bucket, tmp_path):
    run(bucket, tmp_path)
    rows = bucket.read(EPISODE_TABLE, SCENE, folder=f"geniesim_{JOB}").value.episodes
    table = pq.read_table(next((dataset(bucket, tmp_path) / "data").rglob("*.parquet")))
    raw = pq.read_table(bucket.bucket.open(f"{PREFIX}recordings/{rows[0].episode_id}.parquet"))
    assert table["action"][0].as_py() == pytest.approx(raw["action"][0].as_py())
    assert table["observation.state"][5].as_py() == pytest.approx([*raw["joint_position"][5].as_py(), raw["gripper"][5].as_py()])
    assert len(table["observation.environment_state"][0].as_py()) == 14


def test_every_digest_is_of_the_file_that_stands_there(bucket, tmp_path):
    run(bucket, tmp_path)
    manifest = json.loads(bucket.bucket.get(f"{PREFIX}import_manifest.json")[0])
    listed = json.loads(bucket.bucket.get(f"{PREFIX}checksums.json")[0])["files"]
    assert listed == manifest["checksums"]
    for name, digest in listed.items():
        content = bucket.bucket.get(PREFIX + name)[0]
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (digest["sha256"], digest["size_bytes"])
    written = {name for name in names(bucket, PREFIX) if not name.startswith("recordings/")}
    assert written == set(listed) | {"import_manifest.json", "checksums.json"}


def test_the_bundle_is_the_same_bytes_for_the_same_files(bucket, tmp_path):
    run(bucket, tmp_path)
    name = f"{PREFIX}lerobot_bundle_{JOB}.tar.gz"
    first = bucket.bucket.get(name)[0]
    for info in list(bucket.list(PREFIX)):
        if "/recordings/" not in info.name:
            bucket.bucket.delete(info.name)
    run(bucket, tmp_path, "r2")
    assert bucket.bucket.get(name)[0] == first
    path = tmp_path / "bundle.tar.gz"
    path.write_bytes(first)
    with tarfile.open(path) as archive:
        members = archive.getmembers()
    assert {member.mtime for member in members} == {0}
    assert "lerobot/meta/info.json" in {member.name for member in members}


def test_the_same_import_again_does_nothing(bucket, tmp_path):
    run(bucket, tmp_path)
    before = {info.name: info.generation for info in bucket.list(PREFIX)}
    again = run(bucket, tmp_path, "r2")
    assert again.duplicate
    assert {info.name: info.generation for info in bucket.list(PREFIX)} == before


def test_another_threshold_is_another_import_and_leaves_no_file_of_the_old_one(bucket, tmp_path):
    run(bucket, tmp_path)
    bucket.bucket.put(f"{PREFIX}notes.txt", b"a person's own")
    output = run(bucket, tmp_path, "r2", lerobot_export_format="lerobot_v2", bundle=False)
    assert not output.duplicate
    assert check(dataset(bucket, tmp_path)).good
    found = names(bucket, PREFIX)
    assert "notes.txt" in found
    assert f"lerobot_bundle_{JOB}.tar.gz" not in found


def test_a_file_that_is_missing_is_made_again(bucket, tmp_path):
    run(bucket, tmp_path)
    bucket.bucket.delete(f"{PREFIX}lerobot/meta/info.json")
    assert not run(bucket, tmp_path, "r2").duplicate
    assert check(dataset(bucket, tmp_path)).good


def test_too_few_episodes_write_their_reasons_and_nothing_else(bucket, tmp_path):
    with pytest.raises(GateFailed, match="6 of 9 episodes pass, at least 7 must"):
        run(bucket, tmp_path, min_episodes_required=7)
    assert {name for name in names(bucket, PREFIX) if not name.startswith("recordings/")} == {"quarantine.json"}


def test_w52_the_place_may_be_named(bucket, tmp_path):
    output = run(bucket, tmp_path, local_episodes_prefix=PREFIX)
    assert output.output_path == PREFIX.rstrip("/")


def test_an_unknown_job_is_named(bucket, tmp_path):
    with pytest.raises(ContractError, match="recordings of job local-2"):
        main(context(bucket, tmp_path / "runs", "genie-sim-import-job"), Input(scene_id=SCENE, job_id="local-2"))


def test_recordings_of_another_scene_are_refused(bucket, tmp_path):
    bucket.upload_tree("scenes/other/episodes/geniesim_local-1/recordings", tmp_path / "made")
    with pytest.raises(GateFailed, match="scene_id"):
        main(context(bucket, tmp_path / "runs", "genie-sim-import-job"), Input(scene_id="other", job_id=JOB))


def test_no_filter_keeps_low_quality_but_never_a_failed_attempt(bucket, tmp_path):
    assert run(bucket, tmp_path, filter_low_quality=False).passed_validation == 7
