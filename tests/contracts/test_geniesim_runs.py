"""The canonical form and the identity of a submission (orchestration-a.md §14.2, W-40)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprint.contracts.geniesim_runs import canonical, content_hash, episodes_folder, job_id_of, submission_hash, submission_inputs

BODY = {
    "episodes_per_task": "12", "quality_thresholds": {"min_quality_score": 0.9}, "robot_types": ["franka"], "scene_id": "kitchen_7",
    "task_config": {"suggested_tasks": [{"task_id": "t1"}]},
}  # fmt: skip


def test_the_documented_vectors():
    assert submission_hash(BODY) == "689409f2217d23f659db68d14774c30e"
    assert submission_hash({**BODY, "episodes_per_task": 12}) == "2addb62df5e679d7e4a615749778fd7d"


@pytest.mark.parametrize("count", [12, 12.0, "12", "12.0"])
def test_a_number_is_one_number_however_it_is_written(count):
    made = submission_inputs("kitchen_7", BODY["task_config"], ["franka"], count, {"min_quality_score": 0.9})
    assert submission_hash(made) == "689409f2217d23f659db68d14774c30e"
    assert submission_hash(made.model_dump(mode="json")) == submission_hash(made)


def test_half_an_episode_is_refused():
    with pytest.raises(ValueError, match="whole number"):
        submission_inputs("s", {}, ["franka"], 1.5, {})


def test_the_order_of_robots_does_not_matter():
    one, other = (submission_inputs("s", {}, robots, 1, {}) for robots in (["ur10", "franka", "ur10"], ["franka", "ur10"]))
    assert submission_hash(one) == submission_hash(other)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=12,
)  # fmt: skip


@given(JSON)
def test_the_canonical_form_survives_reading_it_again(value):
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=6))
def test_the_order_of_keys_does_not_matter(value):
    assert canonical(dict(reversed(list(value.items())))) == canonical(value)


@given(st.sampled_from(["scene_id", "task_config", "robot_types", "episodes_per_task", "quality_thresholds"]))
def test_w41_each_input_changes_the_hash(field):
    other = {"scene_id": "k", "task_config": {}, "robot_types": ["ur10"], "episodes_per_task": "13", "quality_thresholds": {}}[field]
    assert submission_hash({**BODY, field: other}) != submission_hash(BODY)


def test_the_time_of_an_export_is_no_part_of_its_content():
    one = {"a": 1, "export_info": {"timestamp": "2031", "exporter_version": "1"}}
    assert content_hash(one) == content_hash({**one, "export_info": {"timestamp": "2032", "exporter_version": "1"}})
    assert content_hash(one) != content_hash({**one, "a": 2})


def test_one_submission_is_one_job_and_robots_have_folders():
    assert job_id_of("689409f2217d23f659db68d14774c30e") == "local-689409f2217d"
    assert episodes_folder("local-1", "franka", ("franka",)) == "geniesim_local-1"
    assert episodes_folder("local-1", "ur10", ("franka", "ur10")) == "geniesim_local-1_ur10"
