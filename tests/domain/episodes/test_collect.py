"""Episodes are made once, the same by whoever makes them, and what comes out is counted and kept, the failures too."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from small_scene import ROOM, placed, small_room, write_settled

from blueprint.contracts.episodes import CollectionReport, Recording
from blueprint.contracts.scene import Scene
from blueprint.contracts.tasks import TaskSet
from blueprint.contracts.variations import Look
from blueprint.core.errors import ContractError
from blueprint.domain.episodes.attempt import replay
from blueprint.domain.episodes.collect import SceneFile, Wish, collect
from blueprint.domain.episodes.workcell import build_workcell
from blueprint.domain.physics.world import World, load
from blueprint.domain.quality.frames import read_frames
from blueprint.domain.robots.catalogue import NAMES, find

WISH = Wish(episodes_per_task=2, cameras=False, workers=1)
ENDS = ("pick_place::mug_1::on_table_1", "open::drawers_1::drawer_slide")


class Collected:
    """One run, and everything that it told."""

    def __init__(
        self, usd: Path, tasks: TaskSet | None, wish: Wish, folder: Path, done: Mapping[str, Recording] | None = None, scenes: Sequence[SceneFile] = ()
    ) -> None:
        self.published: dict[str, tuple[Recording, list[Path]]] = {}
        self.progress: list[tuple[int, int, str]] = []
        self.folder = folder / "recordings"
        self.report: CollectionReport = collect(
            "small_room", scenes or [SceneFile("base", usd, Look())], wish, folder, code_version="test", done=done or {},
            publish=self._publish, progress=lambda *given: self.progress.append(given), tasks=tasks,
        )  # fmt: skip

    def _publish(self, recording: Recording, files: Sequence[Path]) -> None:
        assert recording.episode_id not in self.published
        assert files[-1] == self.folder / f"{recording.episode_id}.json", "the header is the last"
        assert all(path.is_file() for path in files)
        self.published[recording.episode_id] = (recording, list(files))

    def bytes(self) -> dict[str, str]:
        """Digests of the frames, and of the headers without their seconds."""
        found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in self.folder.glob("*.parquet")}
        for name, (recording, _) in self.published.items():
            found[name] = recording.model_copy(update={"seconds": None}).model_dump_json()
        return found


@pytest.fixture(scope="module")
def two(small_tasks: TaskSet) -> TaskSet:
    """One that moves the mug, one that opens the drawer, and one whose goal is out of the room."""
    tasks = [next(task for task in small_tasks.tasks if task.task_id.endswith(end)) for end in ENDS]
    goal = tasks[0].steps[0].model_copy(update={"goal_m": (9.0, 0.0, 0.8)})
    impossible = tasks[0].model_copy(update={"task_id": "small_room::pick_place::mug_1::on_moon", "steps": (goal,)})
    return small_tasks.model_copy(update={"tasks": (*tasks, impossible)})


@pytest.fixture(scope="module")
def collected(small_usd: Path, two: TaskSet, tmp_path_factory: pytest.TempPathFactory) -> Collected:
    return Collected(small_usd, two, WISH, tmp_path_factory.mktemp("collected"))


def test_what_comes_out_is_counted_task_by_task(collected: Collected, two: TaskSet) -> None:
    report = collected.report
    assert (report.attempted, report.succeeded, report.replayed) == (6, 4, 6)
    assert [tally.task_id for tally in report.tasks] == [task.task_id for task in two.tasks]
    assert [(tally.attempted, tally.succeeded) for tally in report.tasks] == [(2, 2), (2, 2), (2, 0)]
    assert report.episodes == tuple(sorted(collected.published))
    assert report.skipped_reason == ""
    assert [(at, whole) for at, whole, _ in collected.progress] == [(n, 6) for n in range(7)]


def test_failures_are_kept_with_their_names(collected: Collected) -> None:
    failed = [recording for recording, _ in collected.published.values() if not recording.success]
    assert len(failed) == 2
    for recording in failed:
        assert recording.failure is not None
        assert (recording.failure.phase, recording.failure.cause) == ("plan", "unreachable")
        frames = read_frames(collected.folder / f"{recording.episode_id}.parquet", recording)
        assert len(frames) == recording.frame_count == 0


def test_recordings_keep_the_contract_and_are_read_by_those_who_judge_them(collected: Collected, small_world: World) -> None:
    for recording, files in collected.published.values():
        assert Recording.model_validate_json(files[-1].read_bytes()) == recording
        frames = read_frames(files[0], recording)
        assert len(frames) == recording.frame_count
        assert recording.scene_digest == small_world.digest
        assert recording.joint_names == find("franka").joints
        assert set(recording.objects) == {"mug_1", "box_1", "bowl_1", "apple_1"}
        assert len(recording.joints) == frames.scene_joints.shape[1]
        if recording.success:
            assert recording.failure is None
            assert recording.final_sha256 == recording.replay_sha256
            assert 0.5 < recording.quality <= 1.0


def test_a_recording_is_replayed_from_its_files_alone(collected: Collected, small_usd: Path) -> None:
    recording, files = next(each for each in collected.published.values() if each[0].success)
    cell = build_workcell(load(small_usd), find(recording.robot), recording.task.base, recording.fps)
    actions = list(read_frames(files[0], recording).action.astype(np.float32))
    verdict, final = replay(cell, recording.task, recording.seed, recording.draw, actions)
    assert verdict.done
    assert final == recording.final_sha256


def test_neither_order_nor_the_number_of_workers_matters(collected: Collected, small_usd: Path, two: TaskSet, tmp_path: Path) -> None:
    beside = Collected(small_usd, two, WISH.model_copy(update={"workers": 2}), tmp_path / "beside")
    assert beside.bytes() == collected.bytes()
    other = two.model_copy(update={"tasks": two.tasks[:2][::-1]})
    backwards = Collected(small_usd, other, WISH, tmp_path / "backwards")
    assert backwards.bytes().items() <= collected.bytes().items()
    assert len(backwards.published) == 4


def test_what_is_done_is_not_made_again(collected: Collected, small_usd: Path, two: TaskSet, tmp_path: Path) -> None:
    """Also when more episodes are asked for than last time: those that were made are the first ones of the larger wish."""
    done = {name: recording for name, (recording, _) in list(collected.published.items())[:5]}
    rest = Collected(small_usd, two, WISH, tmp_path / "rest", done)
    assert set(rest.published) == set(collected.published) - set(done)
    assert rest.report.episodes == collected.report.episodes
    assert (rest.report.attempted, rest.report.succeeded, rest.report.replayed) == (6, 4, 6)
    whole = {name: recording for name, (recording, _) in collected.published.items()}
    none = Collected(small_usd, two, WISH, tmp_path / "none", whole)
    assert none.published == {}
    assert none.report.attempted == 6
    drawer = two.model_copy(update={"tasks": two.tasks[2:]})
    more = Collected(small_usd, drawer, WISH.model_copy(update={"episodes_per_task": 3}), tmp_path / "more", {n: r for n, r in whole.items() if "moon" in n})
    assert [name[-4:] for name in more.published] == ["0002"]


def test_another_seed_makes_other_episodes_under_the_same_names(collected: Collected, small_usd: Path, two: TaskSet, tmp_path: Path) -> None:
    drawer = two.model_copy(update={"tasks": two.tasks[1:2]})
    other = Collected(small_usd, drawer, WISH.model_copy(update={"seed": 2, "episodes_per_task": 1}), tmp_path)
    ((name, (recording, _)),) = other.published.items()
    assert recording.final_sha256 != collected.published[name][0].final_sha256
    again = Collected(small_usd, drawer, WISH.model_copy(update={"episodes_per_task": 1}), tmp_path / "again", {name: recording})
    assert again.bytes()[name] == collected.bytes()[name], "what another seed made is not taken for it"
    assert again.report.attempted == 1


def test_a_publication_that_fails_ends_the_collection(small_usd: Path, two: TaskSet, tmp_path: Path) -> None:
    def refuse(recording: Recording, _: Sequence[Path]) -> None:
        raise OSError(f"no room for {recording.episode_id}")

    for workers in (1, 2):
        with pytest.raises(OSError, match="no room for"):
            collect("small_room", [SceneFile("base", small_usd, Look())], WISH.model_copy(update={"workers": workers}), tmp_path / str(workers),
                    code_version="test", done={}, publish=refuse, progress=lambda *_: None, tasks=two)  # fmt: skip


def test_an_unknown_robot_is_refused_with_the_names_there_are(small_usd: Path, tmp_path: Path) -> None:
    with pytest.raises(ContractError) as refused:
        Collected(small_usd, None, WISH.model_copy(update={"robot": "hal"}), tmp_path)
    assert all(name in str(refused.value) for name in (*NAMES, "hal"))
    assert not list(tmp_path.iterdir())


def test_tasks_of_another_scene_are_refused(small_usd: Path, two: TaskSet, tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="scene_digest"):
        Collected(small_usd, two.model_copy(update={"scene_digest": "f" * 64}), WISH, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("things", [(), ("sofa",)])
def test_a_room_with_nothing_to_move_is_skipped_with_the_reason(things: tuple[str, ...], tmp_path: Path) -> None:
    objects = tuple(placed(f"{name}_1", name, (0.0, 0.5, 0.0)) for name in things)
    usd = write_settled(Scene(scene_id="bare", prompt="nothing", seed=0, room=ROOM, objects=objects), tmp_path / "scene")
    bare = Collected(usd, None, WISH, tmp_path / "episodes")
    assert bare.published == {}
    assert bare.report.attempted == 0
    assert bare.report.skipped_reason.startswith("no task: nothing in the scene can be moved or opened")


def test_where_no_task_is_possible_the_reasons_are_told(tmp_path: Path) -> None:
    """An apple in the middle of a table on which every place is too far from the floor that is left."""
    table = placed("table_1", "table", (0.0, 0.0, 0.0))
    apple = placed("apple_1", "apple", (0.0, 0.0, 0.735), "table_1", "top")
    room = ROOM.model_copy(update={"width_m": 1.55, "depth_m": 0.9})
    usd = write_settled(Scene(scene_id="full", prompt="a table", seed=0, room=room, objects=(table, apple)), tmp_path / "scene")
    full = Collected(usd, None, WISH, tmp_path / "episodes")
    assert full.report.attempted == 0
    assert "no free floor" in full.report.skipped_reason


def test_episodes_take_turns_over_the_variations(small_usd: Path, small_world: World, two: TaskSet, tmp_path: Path) -> None:
    """The task is made anew for each, on the variation's own file; where a variation does not allow it, the scene itself serves."""
    scene = small_room()
    without = tuple(one for one in scene.objects if one.id != "bowl_1")
    other = write_settled(scene.model_copy(update={"objects": without}), tmp_path / "v1")
    scenes = [SceneFile("base", small_usd, Look()), SceneFile("v1", other, Look())]
    assert load(other).digest != small_world.digest
    tasks = two.model_copy(update={"tasks": two.tasks[:1]})
    found = Collected(small_usd, tasks, WISH, tmp_path / "episodes", scenes=scenes)
    there = {recording.variation: recording for recording, _ in found.published.values()}
    assert there["base"].scene_digest == small_world.digest
    assert there["v1"].scene_digest == load(other).digest
    assert "bowl_1" not in there["v1"].objects
    into = two.tasks[0].steps[0].model_copy(update={"reference": "bowl_1", "relation": "in"})
    gone = two.model_copy(update={"tasks": (two.tasks[0].model_copy(update={"steps": (into,)}),)})
    served = [recording for recording, _ in Collected(small_usd, gone, WISH, tmp_path / "gone", scenes=scenes).published.values()]
    assert [recording.variation for recording in served] == ["base", "base"]
    assert len({recording.final_sha256 for recording in served}) == 2
