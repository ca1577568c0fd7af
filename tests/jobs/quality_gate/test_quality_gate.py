"""quality-gate-job judges what stands in the bucket, not what the collection says (orchestration-b.md B12, WS-54)."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from blueprint.contracts.episode_generation import GENERATION_GATE_REPORT, GENERATION_MANIFEST, QUALITY_CERTIFICATE
from blueprint.contracts.import_manifest import SCENE_GATE_REPORT
from blueprint.core.errors import ContractError, GateFailed
from blueprint.domain.datasets.durable import sha256_of
from blueprint.jobs.catalogue import find
from tests.jobs.generated import Bench, copied


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    bench = Bench(tmp_path_factory.mktemp("judged"))
    bench.put()
    bench.generate()
    return bench


@pytest.fixture
def bench(made, tmp_path):
    return copied(made.root, tmp_path)


def manifest(bench):
    return bench.store.read(GENERATION_MANIFEST, bench.scene_id).value


def rewrite_manifest(bench, **changed):
    bench.store.write(GENERATION_MANIFEST, manifest(bench).model_copy(update=changed), bench.scene_id)


def refused(bench, match, **given):
    with pytest.raises(GateFailed, match=match):
        bench.judge(**given)
    report = bench.store.read(GENERATION_GATE_REPORT, bench.scene_id).value
    assert (report.judged_by, report.summary.can_proceed) == ("quality-gate-job", False)
    assert report.summary.blocking_failures >= 1
    return report


def test_it_is_in_the_catalogue():
    assert find("quality-gate-job").resources.timeout_s == 1800


def test_a_sound_dataset_passes_and_the_report_says_whose_it_is(bench):
    output = bench.judge(replays=5)
    assert (output.can_proceed, output.physics_validated, output.episodes, output.replayed, output.same_bytes) == (True, True, 2, 2, 2)
    report = bench.store.read(GENERATION_GATE_REPORT, bench.scene_id).value
    found = manifest(bench)
    assert (report.job_id, report.key, report.judged_by) == (found.job_id, found.key, "quality-gate-job")
    evidence = bench.store.read(SCENE_GATE_REPORT, bench.scene_id).value
    assert (evidence.summary.can_proceed, evidence.summary.blocking_failures) == (True, 0)
    assert {result.gate_id for result in report.results if not result.passed} == {"qg-6-volume", "data-pack"}


def test_ws54_one_certificate_of_several_that_says_no_blocks(bench):
    last = manifest(bench).episodes[-1].episode_id
    path = bench.scene / "episodes" / "quality" / last / "quality_certificate.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"validation_passed": False, "validation_errors": ["REPLAY_DIFFERS"]}))
    report = refused(bench, "1 of 2 episodes have a certificate that passed")
    assert any("REPLAY_DIFFERS" in result.message for result in report.results)


def test_ws54_a_name_that_only_ends_so_is_no_certificate(bench):
    first = manifest(bench).episodes[0].episode_id
    path = bench.scene / "episodes" / "quality" / first / "quality_certificate.json"
    path.rename(path.with_name("old_quality_certificate.json"))
    refused(bench, "expected a file, found none")


def test_ws54_a_dataset_of_another_run_is_not_the_one_that_is_meant(bench):
    with pytest.raises(ContractError, match="job_id"):
        bench.judge(job_id="own-000000000000")
    with pytest.raises(ContractError, match="key"):
        bench.judge(key="0" * 64)


def test_the_collections_word_counts_for_nothing(bench):
    """A manifest that claims more than there is."""
    rewrite_manifest(bench, accepted=9, frames=10_000)
    report = refused(bench, "the manifest says 9, the dataset has 2")
    assert any("10000" in result.message for result in report.results)


def test_a_file_with_other_bytes_is_named(bench):
    path = next((bench.scene / "episodes" / "lerobot" / "data").rglob("*.parquet"))
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    refused(bench, "its bytes are not those that were published|dataset-check")


def test_a_stranger_in_the_dataset_is_named(bench):
    folder = next((bench.scene / "episodes" / "lerobot" / "data").iterdir())
    (folder / "file-007.parquet").write_bytes(b"old")
    refused(bench, "belongs to no episode")


def test_a_recording_that_is_gone_is_named(bench):
    found = manifest(bench)
    (bench.scene / "episodes" / found.recordings / f"{found.episodes[0].episode_id}.json").unlink()
    refused(bench, "no whole recording stands")


def test_a_recording_that_says_it_failed_counts_as_failed(bench):
    found = manifest(bench)
    path = bench.scene / "episodes" / found.recordings / f"{found.episodes[0].episode_id}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"success": False}))
    refused(bench, "1 of 2 attempts succeeded", min_success_rate=0.75)


def test_actions_that_do_not_lead_to_the_goal_are_found_by_the_replay(bench):
    """A few degrees off, which the frames alone do not betray; digests, header, manifest and certificate agree. The simulator does not."""
    found = manifest(bench)
    row = found.episodes[0]
    frames = bench.scene / "episodes" / found.recordings / f"{row.episode_id}.parquet"
    table = pq.read_table(frames)
    actions = np.array(table["action"].to_pylist(), np.float32)
    actions[:, 0] += 0.06
    turned = pa.FixedSizeListArray.from_arrays(pa.array(actions.ravel(), pa.float32()), actions.shape[1])
    pq.write_table(table.set_column(table.column_names.index("action"), "action", turned), frames)
    digest = sha256_of(frames)
    for path, name in ((frames.with_suffix(".json"), "frames_sha256"), (bench.scene / "episodes/quality" / row.episode_id / "quality_certificate.json", "data_hash")):
        path.write_text(json.dumps(json.loads(path.read_text()) | {name: digest}))
    rewrite_manifest(bench, episodes=tuple(each.model_copy(update={"frames_sha256": digest}) if each == row else each for each in found.episodes))
    report = refused(bench, f"replay: {row.episode_id}", replays=2)
    assert {result.gate_id for result in report.results if not result.passed and result.severity == "error"} >= {"replay"}


def test_a_scene_that_changed_since_is_refused(bench):
    usd = bench.scene / "usd" / "scene.usda"
    usd.write_text(usd.read_text() + "\n# a person's own\n")
    with pytest.raises(ContractError, match="changed after certification"):
        bench.judge()
    bench.certify()
    with pytest.raises(ContractError, match="collect again"):
        bench.judge()


def test_no_manifest_is_named(bench):
    bench.store.delete(bench.store.exists(GENERATION_MANIFEST, bench.scene_id))
    with pytest.raises(ContractError, match=r"generation_manifest\.json"):
        bench.judge()


def test_limits_are_the_callers(bench):
    refused(bench, "2 of 2 recordings pass; at least 3 must", min_episodes=3)


def test_a_certificate_that_cannot_be_read_is_named(bench):
    episode = manifest(bench).episodes[0].episode_id
    bench.store.upload(QUALITY_CERTIFICATE, b"{}", bench.scene_id, episode=episode)
    refused(bench, "cannot be read")


def test_another_scenes_prefix_is_refused(bench):
    with pytest.raises(ContractError, match="EPISODES_PREFIX"):
        bench.judge(episodes_prefix="scenes/other/episodes")
