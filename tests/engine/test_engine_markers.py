"""The pair of markers under any history of writers: at most one live, a newer answer stays, nothing else is touched (WS-04, WS-05, W-32)."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from engine_world import BAD, DONE
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.contracts.markers import FailureContent, MarkerContent, completion, failure
from blueprint.core.artifact import File, ObjectRef
from blueprint.core.event import Event
from blueprint.engine.failure import Cause, Origin, failure_content, find_completion, write_completion, write_failure
from blueprint.store.store import Store

OTHER = File("scenes/{scene_id}/out/kept.bin")
NOW = datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC)


def _origin(workflow: str, generation: int) -> Origin:
    ref = ObjectRef("bucket", "scenes/s/doc.json", generation)
    event = Event(id=f"{ref.name}#{generation}", type="object_finalized", scene_id="s", object=ref, occurred_at=NOW)
    return Origin(workflow, f"{workflow}:{event.id}", f"{workflow}:{event.id}", event, "v1")


def _completed(origin: Origin) -> MarkerContent:
    return MarkerContent(
        scene_id="s", timestamp=NOW, workflow=origin.workflow, run_id=origin.run_id, driver="", code_version="v1",
        input_object=origin.input_object, input_generation=origin.input_generation,
    )  # fmt: skip


def _failed(origin: Origin) -> FailureContent:
    return failure_content(origin, Cause("code", "message", "Type"), NOW, None, {})


writes = st.lists(st.tuples(st.booleans(), st.integers(1, 4)), min_size=1, max_size=8)


@settings(max_examples=40, deadline=None)
@given(writes)
def test_ws05_after_any_history_one_marker_is_live_and_it_is_of_the_newest_generation_that_was_written(history: list[tuple[bool, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.at(Path(folder))
        kept = store.upload(OTHER, b"someone else's", "s")
        newest, expected = 0, True
        for success, generation in history:
            origin = _origin("demo", generation)
            if success:
                made = write_completion(store, DONE, BAD, _completed(origin), {})
            else:
                made = write_failure(store, BAD, DONE, _failed(origin), {})
            assert (made is None) == (generation < newest)
            if generation >= newest:
                newest, expected = generation, success
            done, bad = find_completion(store, DONE, "s", {}), store.find(failure(BAD), "s")
            assert (done is not None, bad is not None) == (expected, not expected)
            live = done.value.input_generation if done else bad.value.context.input_generation  # type: ignore[union-attr]
            assert live == newest
        assert store.exists(OTHER, "s") == kept


@settings(max_examples=15, deadline=None)
@given(st.booleans(), st.integers(1, 3))
def test_ws04_what_another_workflow_or_a_person_wrote_is_not_removed(success: bool, generation: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.at(Path(folder))
        strange = store.write(failure(BAD), _failed(_origin("other", generation)), "s") if success else store.upload(DONE, b"by hand", "s")
        mine = _origin("demo", generation)
        if success:
            write_completion(store, DONE, BAD, _completed(mine), {})
            assert store.exists(BAD, "s") == strange
        else:
            write_failure(store, BAD, DONE, _failed(mine), {})
            assert store.exists(DONE, "s") == strange


def test_a_step_that_is_repeated_after_a_crash_writes_no_new_generation(tmp_path: Path) -> None:
    store = Store.at(tmp_path)
    content = _completed(_origin("demo", 1)).model_copy(update={"seconds": {"a": 1.0}, "extra_field": (1, 2)})
    first = write_completion(store, DONE, BAD, MarkerContent.model_validate(content.model_dump()), {})
    again = _completed(_origin("demo", 1)).model_copy(update={"timestamp": datetime.now(UTC), "extra_field": (1, 2)})
    assert write_completion(store, DONE, BAD, MarkerContent.model_validate(again.model_dump()), {}) == first


def test_ws34_a_marker_without_our_fields_answers_nothing(tmp_path: Path) -> None:
    store = Store.at(tmp_path)
    store.upload(DONE, b'{"scene_id": "s", "status": "completed", "timestamp": "2031-01-01T00:00:00Z"}', "s")
    assert find_completion(store, DONE, "s", {}) is None
    assert store.exists(completion(DONE), "s") is not None
