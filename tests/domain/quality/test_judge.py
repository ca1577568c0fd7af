"""What may become training data is decided by the frames; each refusal names what was expected and what was found (jobs.md §3.17.2)."""

from __future__ import annotations

import numpy as np
import pytest
from tests.recorded_episodes import FAILED, SCENE, T, columns, record

from blueprint.contracts.tasks import Step
from blueprint.domain.quality.frames import read_frames
from blueprint.domain.quality.judge import Demand, Judged, evidence, judge, judge_one
from blueprint.domain.quality.score import score
from blueprint.domain.robots import catalogue
from blueprint.domain.robots.franka import FRANKA

DEMAND = Demand(SCENE)


def judged(tmp_path, **how):
    record(tmp_path, "e1", **how)
    return judge_one(tmp_path / "e1.json", DEMAND, catalogue.find)


def test_a_good_episode_is_kept_and_scored_from_its_frames(tmp_path):
    found = judged(tmp_path, cameras=True)
    assert isinstance(found, Judged), found
    assert found.quality.score > 0.95
    assert found.header.quality == 0.1  # what the recording says of itself is not asked
    assert found.videos.keys() == {"front"}


def jump(made):
    made["object_position"][60, :3] += 0.2


def set_pose(made):
    made["object_velocity"][:] = 0


def elsewhere(made):
    made["object_position"][:, 1] += 0.3
    made["ee_position"][:, 1] += 0.3


def untouched(made):
    made["contacts"] = [[] for _ in made["contacts"]]


def hand_away(made):
    made["ee_position"] = made["ee_position"] + 1.0


def stale(made):
    made["joint_effort"] = np.ones_like(made["joint_effort"])


def no_turn(made):
    made["object_wxyz"] = made["object_wxyz"] * 0.5


def back(made):
    made["object_position"][:, :3] = made["object_position"][0, :3] + np.sin(np.linspace(0, np.pi, T))[:, None] * [0, 0, 0.2]
    made["object_velocity"][:, :3] = np.gradient(made["object_position"][:, :3], 1 / 30, axis=0)
    made["ee_position"] = made["object_position"][:, :3] + 0.02


@pytest.mark.parametrize(("edit", "code"), [
    (jump, "SNAPBACK_OR_TELEPORT_DETECTED"), (set_pose, "KINEMATIC_OBJECT_POSE_USED"), (elsewhere, "TASK_SUCCESS_CONTRADICTION"),
    (untouched, "CONTACT_PLACEHOLDER_OR_EMPTY"), (hand_away, "EE_TARGET_GEOMETRY_IMPLAUSIBLE"), (stale, "CHANNEL_INCOMPLETE"),
    (no_turn, "TARGET_SCHEMA_INCOMPLETE"), (back, "RETURNED_TO_START"),
])  # fmt: skip
def test_each_gate_closes(tmp_path, edit, code):
    found = judged(tmp_path, edit=edit)
    assert found.category == "certification", found
    assert any(reason.startswith(code) for reason in found.reasons), found.reasons


def test_a_success_whose_replay_differs_is_none(tmp_path):
    assert judged(tmp_path, replay_sha256="other").reasons[0].startswith("REPLAY_DIFFERS")


def test_a_failed_attempt_says_where_and_why(tmp_path):
    found = judged(tmp_path, **FAILED)
    assert (found.category, found.reasons) == ("failed_attempt", ("grasp: slipped the mug fell",))


def shake(made):
    made["joint_velocity"] = made["joint_velocity"] + np.where(np.arange(T) % 2, 1.0, -1.0)[:, None]


def too_far(made):
    made["joint_position"] = made["joint_position"] + 6


def never_there(made):
    made["action"] = made["action"] + 1


def rolling(made):
    made["object_velocity"][-10:, 0] = 0.5


@pytest.mark.parametrize(("edit", "component"), [
    (shake, "trajectory_smoothness"), (too_far, "joint_limits"), (never_there, "action_following"), (rolling, "stillness_at_end"),
])  # fmt: skip
def test_each_component_falls_with_its_fault(tmp_path, edit, component):
    found = judged(tmp_path, edit=edit)
    assert found.category == "low_quality", found
    assert any(reason.startswith(component) for reason in found.reasons), found.reasons


def test_what_is_not_measured_has_no_score(tmp_path):
    header = record(tmp_path, "e1")
    turned = header.task.model_copy(update={"kind": "open", "steps": (Step(kind="open", object="cabinet", joint="/World/j", share=0.8),)})
    found = score(header.model_copy(update={"task": turned}), read_frames(tmp_path / "e1.parquet", header), FRANKA)
    assert found.components["grasp_contact"] is None
    assert found.components["stillness_at_end"] is None
    assert found.score > 0.95


def drop_column(made):
    del made["action"]


def hole(made):
    made["timestamp"] = made["timestamp"] + np.where(np.arange(T) > 40, 0.5, 0)


def not_a_number(made):
    made["joint_position"][5, 2] = np.nan


def narrow(made):
    made["joint_velocity"] = made["joint_velocity"][:, :5]


@pytest.mark.parametrize(("edit", "named"), [(drop_column, "action"), (hole, "timestamp"), (not_a_number, "joint_position"), (narrow, "joint_velocity")])
def test_frames_that_cannot_be_read_name_their_column(tmp_path, edit, named):
    found = judged(tmp_path, edit=edit)
    assert found.category == "unreadable"
    assert named in found.reasons[0]


@pytest.mark.parametrize(("how", "named"), [
    ({"frames_sha256": "0" * 64}, "frames_sha256"), ({"scene_id": "other"}, "scene_id"), ({"robot": "nobody"}, "robot"), ({"frame_count": 7}, "frame_count"),
])  # fmt: skip
def test_a_header_that_is_not_of_its_frames_is_refused(tmp_path, how, named):
    found = judged(tmp_path, **how)
    assert found.category == "unreadable"
    assert named in found.reasons[0]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe"])
def test_a_torn_header_spoils_no_other_episode(tmp_path, content):
    record(tmp_path, "e2")
    (tmp_path / "e1.json").write_bytes(content)
    found = judge(tmp_path, DEMAND, catalogue.find)
    assert [each.header.episode_id for each in found.accepted] == ["e2"]
    assert [(each.episode_id, each.category) for each in found.rejected] == [("e1", "unreadable")]


def test_missing_frames_and_films_are_told(tmp_path):
    record(tmp_path, "e1")
    record(tmp_path, "e2", cameras=True)
    (tmp_path / "e1.parquet").unlink()
    (tmp_path / "e2_front.mp4").unlink()
    found = judge(tmp_path, DEMAND, catalogue.find)
    assert [each.category for each in found.rejected] == ["unreadable", "unreadable"]
    assert "e1.parquet" in found.rejected[0].reasons[0]
    assert "e2_front.mp4" in found.rejected[1].reasons[0]


def test_the_evidence_blocks_only_when_nothing_passes(tmp_path):
    record(tmp_path, "e1", **FAILED)
    bad = evidence("local-1", DEMAND, judge(tmp_path, DEMAND, catalogue.find))
    assert (bad.summary.can_proceed, bad.summary.blocking_failures, bad.job_id) == (False, 1, "local-1")
    record(tmp_path, "e2")
    good = evidence("local-1", DEMAND, judge(tmp_path, DEMAND, catalogue.find))
    assert (good.summary.can_proceed, good.summary.blocking_failures) == (True, 0)


def test_the_model_episode_moves_within_the_robots_limits():
    made = columns()
    assert (np.abs(made["joint_velocity"]) < FRANKA.velocity_rad_s).all()
