"""episode-generation-job on a small real scene: what it makes, what it refuses, what it does not make again (jobs.md §2.18, §3.17.3, §3.17.5, §5.10)."""

from __future__ import annotations

import json
import shutil

import pytest
from pydantic import ValidationError

from blueprint.cli.results import outputs_of, tallies, task_table
from blueprint.contracts.certificate import CERTIFICATE
from blueprint.contracts.episode_generation import GENERATION_GATE_REPORT, GENERATION_MANIFEST, QUALITY_CERTIFICATE, generation_folder
from blueprint.contracts.variations import VARIATION_INDEX, Look, VariationIndex, VariationScene
from blueprint.core.errors import ConfigurationError, ContractError, GateFailed, ObjectMissing
from blueprint.domain.datasets.check import check
from blueprint.domain.physics.world import load
from blueprint.domain.quality.judge import Judgement
from blueprint.jobs.catalogue import find
from blueprint.jobs.episode_generation import Input
from blueprint.jobs.episode_generation import main as job
from tests.domain.geniesim.kitchenette import kitchenette
from tests.jobs.generated import Bench, copied


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two episodes, made once. Nobody writes into it."""
    bench = Bench(tmp_path_factory.mktemp("generated"))
    bench.put()
    bench.output = bench.generate()
    return bench


@pytest.fixture
def bench(made, tmp_path):
    return copied(made.root, tmp_path)


@pytest.fixture
def bare(tmp_path):
    """The scene alone, not collected on."""
    bench = Bench(tmp_path)
    bench.put()
    return bench


def put_variation(bench, name="v01", base=""):
    """The scene with its mug a little further on; base: the digest that the index speaks of."""
    usd = bench.scene / "usd" / "scene.usda"
    folder = bench.scene / "variation_assets" / "scenes" / name
    folder.mkdir(parents=True)
    text = usd.read_text().replace("@../assets/", "@../../../assets/").replace("(-0.5, -0.2,", "(-0.44, -0.17,")
    assert text != usd.read_text()
    (folder / "scene.usda").write_text(text)
    one = VariationScene(
        variation_id=name, seed=1, usd=f"variation_assets/scenes/{name}/scene.usda", certificate="c", preview="p",
        digest=load(folder / "scene.usda").digest, passed=True, look=Look(),
    )  # fmt: skip
    index = VariationIndex(scene_id=bench.scene_id, base_digest=base or load(usd).digest, asked=1, variations=(one,))
    bench.store.write(VARIATION_INDEX, index, bench.scene_id)
    return one


def test_it_is_in_the_catalogue_with_the_env_names_of_the_contract():
    assert find("episode-generation-job").resources.timeout_s == 21600
    names = {field.json_schema_extra["env"] for field in Input.model_fields.values() if isinstance(field.json_schema_extra, dict)}
    assert {
        "SCENE_ID", "USD_PREFIX", "EPISODES_PREFIX", "EPISODES_PER_VARIATION", "MAX_VARIATIONS", "FPS", "ROBOT_TYPE", "IMAGE_RESOLUTION",
        "MIN_QUALITY_SCORE", "MIN_SUCCESS_RATE", "DATA_PACK_TIER", "BUNDLE_TIER", "LEROBOT_EXPORT_FORMAT", "BP_SPLIT_TRAIN", "BP_SPLIT_VAL",
        "BP_SPLIT_TEST", "BP_SPLIT_SEED", "REQUIRE_REAL_PHYSICS", "ISAAC_SIM_REQUIRED", "DATA_QUALITY_LEVEL", "SENSOR_CAPTURE_MODE", "USE_MOCK_CAPTURE",
        "AUDIO_NARRATION_ENABLED", "SUBTITLE_GENERATION_ENABLED",
    } <= names  # fmt: skip


def test_episodes_become_a_dataset_with_its_documents(made):
    output = made.output
    assert (output.attempted, output.succeeded, output.accepted, output.tasks, output.duplicate) == (2, 2, 2, 2, False)
    report = check(made.scene / "episodes" / "lerobot")
    assert report.good, report
    assert (report.episodes, report.frames) == (2, output.frames)
    manifest = made.store.read(GENERATION_MANIFEST, made.scene_id).value
    assert (manifest.job_id, manifest.key, manifest.accepted) == (output.job_id, output.key, 2)
    assert manifest.scene_digest == load(made.scene / "usd" / "scene.usda").digest
    assert manifest.lineage.sim_backend == "mujoco"
    assert sum(manifest.splits.values()) == 2
    assert {each.name for each in output.outputs} <= made.names()
    coverage = made.document("episodes/manifests/task_coverage.json")
    assert [task["accepted"] for task in coverage["tasks"]] == [1, 1]
    validation = made.document("episodes/quality/validation_report.json")
    assert len(validation["accepted"]) == 2


def test_the_dataset_is_a_pure_lerobot_tree_and_recordings_stand_beside_it(made):
    names = made.names()
    below = {name.split("/")[2] for name in names if name.startswith("episodes/lerobot/")}
    assert below == {"meta", "data"}
    folder = f"episodes/{generation_folder(made.output.job_id)}"
    assert sum(name.startswith(f"{folder}/recordings/") and name.endswith(".json") for name in names) == 2
    assert f"{folder}/collection.json" in names


def test_every_digest_of_the_manifest_is_of_the_file_that_stands_there(made):
    from blueprint.domain.datasets.durable import sha256_of

    manifest = made.store.read(GENERATION_MANIFEST, made.scene_id).value
    for name, digest in manifest.files.items():
        assert sha256_of(made.scene / "episodes" / name) == digest.sha256
    own = {name.removeprefix("episodes/") for name in made.names() if "/generated_" not in name} - {"manifests/generation_manifest.json"}
    assert set(manifest.files) == own


def test_certificates_hold_measurements_and_nulls_and_no_perfect_constants(made):
    """§5.10: the reference filled in 1.0 where nothing was computed."""
    manifest = made.store.read(GENERATION_MANIFEST, made.scene_id).value
    for row in manifest.episodes:
        found = made.store.read(QUALITY_CERTIFICATE, made.scene_id, episode=row.episode_id).value
        assert (found.data_hash, found.frame_count, found.physics_backend, found.isaac_sim_version) == (row.frames_sha256, row.frames, "mujoco", None)
        assert found.overall_quality_score == row.quality
        assert (found.visual_metrics, found.camera_count) == (None, 0)
        assert found.confidence_score is found.task_metrics.goal_achievement_score is found.trajectory_metrics.time_efficiency is None
        assert set(found.diversity_metrics.model_dump().values()) == {None}
        assert found.trajectory_metrics.trajectory_length_meters > 0.1
        assert 0 < found.trajectory_metrics.path_efficiency < 1
        assert found.task_metrics.final_state_error_meters < 0.1
        assert found.recommended_use == "fine_tuning"
        assert found.validation_passed
    assert len(manifest.episodes) == 2


def test_with_pictures_each_episode_has_its_films_and_a_certificate_that_has_looked_at_them(bare):
    """Also: whether pictures can be taken is found out without opening OpenGL where processes are forked."""
    output = bare.generate(cameras=True, image_resolution=(64, 48))
    if not job._pictures(Input(scene_id="s")):
        pytest.skip("no OpenGL here")
    assert output.missing == ()
    report = check(bare.scene / "episodes" / "lerobot")
    assert report.good, report
    manifest = bare.store.read(GENERATION_MANIFEST, bare.scene_id).value
    assert manifest.lineage.image_resolution == (64, 48)
    for row in manifest.episodes:
        found = bare.store.read(QUALITY_CERTIFICATE, bare.scene_id, episode=row.episode_id).value
        assert (found.camera_count, found.partial_camera_coverage, found.recommended_use) == (2, False, "production_training")
        assert 0 < found.visual_metrics.mean_brightness < 1
        assert found.visual_metrics.mean_sharpness > 0
        assert found.visual_metrics.target_visibility_ratio is None


def test_ws54_the_jobs_own_report_lets_nobody_through(made):
    """What the gate job has not judged yet is not passed."""
    report = made.store.read(GENERATION_GATE_REPORT, made.scene_id).value
    assert (report.judged_by, report.job_id, report.key) == ("episode-generation-job", made.output.job_id, made.output.key)
    assert report.summary.can_proceed is False
    assert report.skipped_checkpoints == ("quality_gate",)


def test_the_same_again_makes_nothing_twice(bench):
    before = {info.name: info.generation for info in bench.store.list("scenes/") if "/collection.json" not in info.name}
    output = bench.generate()
    assert output.duplicate
    assert {info.name: info.generation for info in bench.store.list("scenes/") if "/collection.json" not in info.name} == before


def test_a_broken_off_collection_goes_on_after_its_finished_episodes(bench):
    """Content equal to the undisturbed one: same key."""
    manifest = bench.store.read(GENERATION_MANIFEST, bench.scene_id).value
    folder = bench.scene / "episodes" / manifest.recordings
    kept, lost = sorted(path.stem for path in folder.glob("*.json"))
    (folder / f"{lost}.json").unlink()
    (folder / f"{lost}.parquet").write_bytes(b"torn")
    for name in ("lerobot", "manifests", "quality"):
        shutil.rmtree(bench.scene / "episodes" / name)
    generation = next(info.generation for info in bench.store.list("scenes/") if info.name.endswith(f"{kept}.json"))
    output = bench.generate()
    assert (output.key, output.accepted, output.duplicate) == (manifest.key, 2, False)
    assert next(info.generation for info in bench.store.list("scenes/") if info.name.endswith(f"{kept}.json")) == generation
    again = bench.store.read(GENERATION_MANIFEST, bench.scene_id).value
    assert [row.model_dump(exclude={"seconds"}) for row in again.episodes] == [row.model_dump(exclude={"seconds"}) for row in manifest.episodes]


def test_a_smaller_wish_leaves_no_file_of_the_larger_dataset_and_every_recording(bench):
    recordings = {name for name in bench.names() if "/recordings/" in name}
    bench.store.bucket.put(f"scenes/{bench.scene_id}/episodes/lerobot_notes.txt", b"a person's own")
    output = bench.generate(max_tasks=1)
    assert (output.accepted, output.duplicate) == (1, False)
    assert check(bench.scene / "episodes" / "lerobot").good
    names = bench.names()
    assert sum(name.endswith("quality_certificate.json") for name in names) == 1
    assert recordings <= names
    assert "episodes/lerobot_notes.txt" in names


def test_what_a_killed_run_left_of_the_replaced_dataset_goes_with_the_next(bench, monkeypatch):
    monkeypatch.setattr(job, "remove_replaced", lambda *_: None)
    bench.generate(max_tasks=1)
    assert sum(name.endswith("quality_certificate.json") for name in bench.names()) == 2
    monkeypatch.undo()
    assert bench.generate(max_tasks=1).duplicate
    assert sum(name.endswith("quality_certificate.json") for name in bench.names()) == 1


def test_another_seed_is_another_collection(bench):
    first = bench.store.read(GENERATION_MANIFEST, bench.scene_id).value
    output = bench.generate(seed=2, max_tasks=1)
    assert output.job_id != first.job_id
    assert {name.split("/")[1] for name in bench.names() if "/recordings/" in name} == {generation_folder(first.job_id), generation_folder(output.job_id)}


def test_variations_take_turns_and_none_is_in_two_splits(bare):
    variation = put_variation(bare)
    output = bare.generate(max_tasks=1)
    assert (output.attempted, output.variations) == (2, 1)
    manifest = bare.store.read(GENERATION_MANIFEST, bare.scene_id).value
    assert [(scene.variation, scene.digest) for scene in manifest.scenes][1] == ("v01", variation.digest)
    splits = {row.variation: row.split for row in manifest.episodes}
    assert splits == {"base": "train", "v01": "test"} or splits == {"base": "test", "v01": "train"}


@pytest.mark.parametrize(("given", "count"), [({"episodes_per_variation": 3}, 6), ({"episodes_per_variation": 3, "episodes_per_task": 5}, 5)])
def test_episodes_are_asked_for_by_scene_file_or_over_all_of_them(bare, monkeypatch, given, count):
    put_variation(bare)
    asked = []

    def collect(scene_id, scenes, wish, folder, **more):
        asked.append((len(scenes), wish.episodes_per_task))
        raise GateFailed("enough", ["seen"])

    monkeypatch.setattr(job, "collect", collect)
    with pytest.raises(GateFailed, match="enough"):
        bare.generate(max_variations=1, **given)
    assert asked == [(2, count)]


def test_a_scene_without_certificate_is_told_before_its_variations_are_looked_at(bare):
    put_variation(bare)
    (bare.scene / "variation_assets" / "scenes" / "v01" / "scene.usda").write_text("no usd")
    bare.store.bucket.delete(CERTIFICATE.at(bare.scene_id))
    with pytest.raises(ObjectMissing, match=r"certificate\.json"):
        bare.generate(max_variations=1)


def test_what_a_person_is_shown_of_it(made):
    folder = f"scenes/{made.scene_id}/episodes/{generation_folder(made.output.job_id)}"
    shown = outputs_of(made.store, made.scene_id)
    assert shown["dataset"] == f"scenes/{made.scene_id}/episodes/lerobot"
    assert shown["episodes"] == f"{folder}/collection.json"
    told = tallies(made.store, made.scene_id)
    assert [(task.attempted, task.succeeded) for task in told] == [(1, 1), (1, 1)]
    assert task_table(told)[-2].split()[1:4] == ["2", "2", "2"]


def test_variations_of_an_older_scene_are_left_out(bare):
    put_variation(bare, base="0" * 64)
    assert bare.generate(max_tasks=1).variations == 0


def test_a_variation_that_was_changed_is_named(bare):
    put_variation(bare)
    path = bare.scene / "variation_assets" / "scenes" / "v01" / "scene.usda"
    path.write_text(path.read_text() + "\n# a person's own\n")
    with pytest.raises(ContractError, match=r"v01/scene\.usda, field digest"):
        bare.generate()


def test_a_scene_without_certificate_is_named(bare):
    bare.store.delete(bare.store.exists(CERTIFICATE, bare.scene_id))
    with pytest.raises(ContractError, match=r"certificate\.json"):
        bare.generate()
    assert bare.names() == set()


def test_a_scene_that_changed_after_its_certificate_is_refused(bare):
    usd = bare.scene / "usd" / "scene.usda"
    usd.write_text(usd.read_text() + "\n# a person's own\n")
    with pytest.raises(ContractError, match="changed after certification"):
        bare.generate()
    assert bare.names() == set()


def test_a_certificate_that_did_not_pass_is_a_gate(bare):
    bare.certify(passed=False)
    with pytest.raises(GateFailed, match="STB"):
        bare.generate()


def test_nothing_to_move_is_skipped_with_the_reason_and_nothing_is_published(bare):
    scene = kitchenette()
    bare.put(scene.model_copy(update={"objects": tuple(each for each in scene.objects if each.id == "table")}))
    output = bare.generate()
    assert output.skipped_reason.startswith("no task")
    assert bare.names() == set()


@pytest.mark.parametrize(("given", "says"), [
    ({"isaac_sim_required": True}, "ISAAC_SIM_REQUIRED.*REQUIRE_REAL_PHYSICS=true accepts"), ({"sensor_capture_mode": "isaac_sim"}, "SENSOR_CAPTURE_MODE"),
    ({"use_mock_capture": True}, "there are no mock sensors"),
])  # fmt: skip
def test_what_only_isaac_could_do_is_refused_before_work_with_the_way_out(bare, given, says):
    with pytest.raises(ConfigurationError, match=says):
        bare.generate(**given)
    assert bare.names() == set()


def test_real_physics_is_ours(bench):
    assert bench.generate(require_real_physics=True).duplicate


def test_an_unknown_robot_lists_the_known(bare):
    with pytest.raises(ContractError, match="franka"):
        bare.generate(robot_type="r2d2")


@pytest.mark.parametrize("field", ["assets_prefix", "usd_prefix", "episodes_prefix"])
def test_another_scenes_prefix_is_refused(bare, field):
    with pytest.raises(ContractError, match=field.upper()):
        bare.generate(**{field: "scenes/other/x"})


@pytest.mark.parametrize("value", ["640", "640,many", "0,480", "1,2,3"])
def test_a_picture_size_that_is_none_is_refused(value):
    with pytest.raises(ValidationError):
        Input(scene_id="s", image_resolution=value)
    assert Input(scene_id="s", image_resolution="640, 480").image_resolution == (640, 480)


@pytest.mark.parametrize("tier", ["Standard ", "gold", ""])
def test_ws62_an_unknown_tier_is_no_rich_one(tier):
    with pytest.raises(ValidationError):
        Input(scene_id="s", bundle_tier=tier)


def test_too_few_episodes_write_their_reasons_and_the_older_dataset_stays(bench):
    before = {name: (bench.scene / name).read_bytes() for name in bench.names("episodes/lerobot/") | bench.names("episodes/manifests/")}
    with pytest.raises(GateFailed, match="2 of 2 recordings pass; at least 3 must"):
        bench.generate(min_episodes=3)
    assert {name: (bench.scene / name).read_bytes() for name in before} == before
    report = bench.store.read(GENERATION_GATE_REPORT, bench.scene_id).value
    assert report.summary.blocking_failures == 1
    assert report.summary.can_proceed is False


def test_gates_that_are_bypassed_still_let_no_empty_dataset_through(bench, monkeypatch):
    assert bench.generate(min_episodes=3, bypass_quality_gates=True).accepted == 2
    monkeypatch.setattr(job, "judge", lambda *_: Judgement((), ()))
    with pytest.raises(GateFailed, match="qg-6-count"):
        bench.generate(max_tasks=1, bypass_quality_gates=True)


def test_a_data_pack_that_promises_more_says_what_is_missing(bench):
    output = bench.generate(bundle_tier="pro", data_pack_tier="plus")
    assert set(output.missing) == {"rgb", "depth", "segmentation"}
    manifest = bench.store.read(GENERATION_MANIFEST, bench.scene_id).value
    assert manifest.tier_compliance.missing == output.missing
    assert not output.duplicate


def test_what_was_asked_for_and_is_not_made_is_named(bench):
    assert bench.generate(audio_narration_enabled=True, subtitle_generation_enabled=True).left_out == ("audio_narration", "subtitles")


def test_a_manifest_that_cannot_be_read_is_written_anew(bench):
    bench.store.upload(GENERATION_MANIFEST, b"{broken", bench.scene_id)
    assert not bench.generate().duplicate
    assert json.loads((bench.scene / "episodes" / "manifests" / "generation_manifest.json").read_text())["accepted"] == 2
