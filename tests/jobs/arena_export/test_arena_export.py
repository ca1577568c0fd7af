"""arena-export-job in its own process folder, on a small certified scene in a bucket."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "domain" / "arena"))

from arena_rooms import bare, kitchen, path_of, place, task, tasks_for, usual_tasks

from blueprint.contracts import arena, assets
from blueprint.contracts.certificate import CERTIFICATE, Certificate, Metric, ObjectCounts
from blueprint.contracts.geniesim import TASKS
from blueprint.core.errors import ContractError, GateFailed, ObjectMissing
from blueprint.core.job import JobRequest, Resources
from blueprint.domain.documents.stage1 import manifest
from blueprint.domain.physics.world import load
from blueprint.jobs.arena_export import Input
from blueprint.jobs.arena_export.main import PROPOSED, main
from blueprint.runtimes.process import JobContext
from blueprint.runtimes.run_folder import RunFolder
from blueprint.store.store import Store

HAND_MADE = ObjectCounts(total=0, requested=0, free=0, static=0, manipulable=0, articulated=0, joints=0, colliders=0)


class Bench:
    """A scene in a bucket as usd-assembly leaves it: files, manifest and a certificate with the scene file's own digest."""

    def __init__(self, folder: Path, scene) -> None:
        self.folder, self.scene, self.id = folder, scene, scene.scene_id
        self.store = Store.at(folder / "bucket")
        usd = path_of(scene, folder / "made")
        self.world = load(usd)
        self.store.upload_tree(f"scenes/{self.id}/usd", usd.parent)
        self.store.upload_tree(f"scenes/{self.id}/assets", folder / "made" / "assets")
        self.store.write(assets.SCENE_MANIFEST, manifest(scene), self.id)
        self.certify()

    def certify(self, digest: str = "", passed: bool = True) -> None:
        missed = Metric(name="STB", value=0.9, unit="", definition="", comparison=">=", threshold=1, passed=passed, status="passed", source="")
        certificate = Certificate(
            scene_id=self.id, digest=digest or self.world.digest, simulator="MuJoCo", objects=HAND_MADE, passed=passed, metrics=(missed,), rows=()
        )
        self.store.write(CERTIFICATE, certificate, self.id)

    def run(self, request: str = "one", **given):
        folder = RunFolder.of(self.folder / "runs", f"arena-export-job-{request}")
        folder.workdir.mkdir(parents=True, exist_ok=True)
        made = JobRequest(id=folder.path.name, job="arena-export-job", bucket=str(self.folder / "bucket"), run_id="r", inputs={}, resources=Resources())
        return main(JobContext(made, folder), Input(scene_id=self.id, **given))

    def give_tasks(self, tasks=None) -> int:
        return self.store.write(TASKS, tasks or usual_tasks(self.scene, self.world), self.id).generation

    def names(self) -> set[str]:
        return {info.name.removeprefix(f"scenes/{self.id}/") for info in self.store.list(f"scenes/{self.id}/arena/")}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, kitchen())


def test_the_files_of_the_contract_appear_together(bench: Bench):
    generation = bench.give_tasks()
    made = bench.run()
    assert made.tasks == 10
    assert made.tasks_generation == generation
    assert made.scene_digest == bench.world.digest
    names = bench.names()
    assert {"arena/arena_manifest.json", "arena/asset_registry.json", "arena/scene_module.py", "arena/room.usda", "arena/tasks/__init__.py"} <= names
    assert sum(name.startswith("arena/env_graphs/") for name in names) == made.env_graphs > 0
    assert "arena/hub_config.yaml" not in names
    found = bench.store.read(arena.ARENA_MANIFEST, bench.id).value
    assert found.task_count == len(found.tasks) == made.tasks
    assert sum(len(thing.affordances) for thing in found.objects) == made.affordances == found.scene.metadata.known_affordance_count
    assert bench.store.read(arena.MANIFEST_ENHANCED, bench.id).value.scene_id == bench.id


def test_ws47_what_is_announced_is_there_with_that_digest(bench: Bench):
    import hashlib

    bench.give_tasks()
    made = bench.run()
    assert {output.name for output in made.outputs} == bench.names() | {"assets/scene_manifest_enhanced.json"}
    for output in made.outputs:
        content = bench.store.bucket.get(f"scenes/{bench.id}/{output.name}")[0]
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (output.sha256, output.size)


def test_ws47_a_second_try_of_one_request_announces_what_the_first_published(bench: Bench):
    bench.give_tasks()
    assert bench.run().outputs == bench.run().outputs


def test_hub_config_when_asked(bench: Bench):
    bench.give_tasks()
    bench.run(enable_hub_registration=True, hub_namespace="us")
    assert "arena/hub_config.yaml" in bench.names()


def test_a_language_model_is_never_asked_and_that_is_said(bench: Bench):
    bench.give_tasks()
    bench.run(use_llm_affordances=True)
    assert "no model was used" in bench.store.read(arena.ARENA_MANIFEST, bench.id).value.scene.metadata.notes[0]


def test_a_scene_without_certificate_is_refused(bench: Bench):
    bench.store.delete(bench.store.read(CERTIFICATE, bench.id).ref)
    with pytest.raises(ObjectMissing, match=r"certificate\.json"):
        bench.run()
    assert bench.names() == set()


def test_a_scene_changed_after_it_was_certified_is_refused(bench: Bench):
    name = f"scenes/{bench.id}/usd/scene.usda"
    text = bench.store.bucket.get(name)[0]
    bench.store.bucket.put(name, text.replace(b"(-0.3, 0, ", b"(-0.31, 0, ", 1))
    with pytest.raises(ContractError, match="digest"):
        bench.run()
    assert bench.names() == set()


def test_a_scene_whose_asset_changed_is_refused(bench: Bench):
    name = next(info.name for info in bench.store.list(f"scenes/{bench.id}/assets/mug") if "physics" in info.name or info.name.endswith(".usda"))
    bench.store.bucket.put(name, bench.store.bucket.get(name)[0] + b"\n# another\n")
    with pytest.raises(ContractError, match="digest"):
        bench.run()


def test_a_certificate_that_did_not_pass_is_a_gate(bench: Bench):
    bench.certify(passed=False)
    with pytest.raises(GateFailed, match="STB"):
        bench.run()


def test_an_unknown_robot_is_refused_with_the_known_ones(bench: Bench):
    with pytest.raises(ContractError, match="franka"):
        bench.run(robot_type="r2d2")


def test_a_broken_task_set_is_named(bench: Bench):
    bench.store.bucket.put(f"scenes/{bench.id}/geniesim/tasks.json", b"{")
    with pytest.raises(ContractError, match=r"tasks\.json"):
        bench.run()


def test_a_foreign_task_set_is_refused(bench: Bench):
    bench.give_tasks(usual_tasks(bench.scene, bench.world).model_copy(update={"scene_id": "another"}))
    with pytest.raises(ContractError, match="scene_id"):
        bench.run()


@pytest.mark.parametrize("field", ["assets_prefix", "usd_prefix", "arena_prefix", "geniesim_prefix"])
def test_ws37_a_prefix_of_another_scene_is_refused(bench: Bench, field: str):
    with pytest.raises(ContractError, match=field.upper()):
        bench.run(**{field: "scenes/another/x"})
    folder = field.removesuffix("_prefix")
    bench.give_tasks()
    assert bench.run(**{field: f"scenes/{bench.id}/{folder}/"}).tasks == 10


@pytest.mark.parametrize("name", ["assets", "test_seat", "state", "kitchen_test", "a"])
def test_ws37_scenes_of_any_name_keep_it(tmp_path: Path, name: str):
    bench = Bench(tmp_path, kitchen(name))
    bench.give_tasks()
    made = bench.run(assets_prefix=f"scenes/{name}/assets")
    assert made.scene_id == name
    assert bench.store.read(arena.ARENA_MANIFEST, name).value.scene_id == name
    assert {info.name.split("/")[1] for info in bench.store.list("scenes/")} == {name}


def test_no_task_that_can_be_done_publishes_nothing_and_says_why(bench: Bench):
    bench.give_tasks(tasks_for(bench.scene, bench.world, task(bench.id, "pick_place", place("island", "counter"))))
    made = bench.run()
    assert (made.tasks, made.outputs) == (0, ())
    assert "island is fixed" in made.no_tasks_reason
    assert bench.names() == set()


def test_without_the_data_stages_tasks_they_are_proposed(bench: Bench):
    made = bench.run()
    assert made.tasks > 0
    assert made.tasks_generation == 0
    assert bench.store.read(arena.ARENA_MANIFEST, bench.id).value.tasks_source == PROPOSED


def test_tasks_of_an_older_scene_file_are_not_used(bench: Bench):
    generation = bench.give_tasks(usual_tasks(bench.scene, bench.world).model_copy(update={"scene_digest": "older"}))
    made = bench.run()
    assert made.tasks_generation == generation
    assert bench.store.read(arena.ARENA_MANIFEST, bench.id).value.tasks_source == PROPOSED


def test_a_room_in_which_nothing_can_be_moved_or_opened_has_no_tasks(tmp_path: Path):
    bench = Bench(tmp_path, bare())
    made = bench.run()
    assert (made.tasks, made.outputs) == (0, ())
    assert made.no_tasks_reason
