"""What a run does to objects: compare-and-swap, judging many, walking through scenes; each a durable step of small answers."""

from __future__ import annotations

import threading

import pytest
from engine_world import DOC, Doc, World, manual

from blueprint.core.artifact import File
from blueprint.core.change import Drop, Keep, Put
from blueprint.core.errors import ContractError
from blueprint.core.event import Custom
from blueprint.core.outcome import Status, succeeded
from blueprint.engine.objects import scenes_with
from blueprint.engine.run import Run
from blueprint.engine.workflow import workflow
from blueprint.store.store import Store
from blueprint.store.swap import swap


@workflow("counts")
def counts(run: Run):
    made = run.update(DOC, lambda doc: Put(Doc(n=doc.n + 1 if doc else 1), {"n": doc.n + 1 if doc else 1}))
    return succeeded(**made)


def test_nobodys_count_is_lost(sqlite_world: World):
    engine = sqlite_world.launch(counts)
    runs = [engine.start("counts", manual(f"m{number}")) for number in range(12)]
    assert sorted(engine.wait(run, 30).details["n"] for run in runs) == list(range(1, 13))
    assert sqlite_world.store.read(DOC, "loft_1").value.n == 12


def test_what_stands_already_is_no_new_generation_and_drop_removes(tmp_path):
    store = Store.at(tmp_path)
    before = store.write(DOC, Doc(n=1), "s")
    assert swap(store, DOC, "s", {}, lambda doc: Put(doc, "same"), False) == "same"
    assert store.exists(DOC, "s") == before
    assert swap(store, DOC, "s", {}, lambda doc: Keep(doc.n), False) == 1
    swap(store, DOC, "s", {}, lambda _: Drop(), False)
    assert store.exists(DOC, "s") is None
    swap(store, DOC, "s", {}, lambda _: Drop(), False)


def test_what_cannot_be_parsed_is_an_error_unless_it_is_to_be_mended(tmp_path):
    store = Store.at(tmp_path)
    store.upload(DOC, b"{broken", "s")
    with pytest.raises(ContractError):
        swap(store, DOC, "s", {}, lambda _: Put(Doc(n=1)), False)
    swap(store, DOC, "s", {}, lambda doc: Put(Doc(n=7 if doc is None else 0)), True)
    assert store.read(DOC, "s").value.n == 7


def test_a_writer_in_between_is_seen(tmp_path):
    store = Store.at(tmp_path)
    store.write(DOC, Doc(n=1), "s")
    seen = []

    def change(doc):
        seen.append(doc.n)
        if len(seen) == 1:
            store.write(DOC, Doc(n=10), "s")
        return Put(Doc(n=doc.n + 1))

    swap(store, DOC, "s", {}, change, False)
    assert seen == [1, 10]
    assert store.read(DOC, "s").value.n == 11


@workflow("surveys")
def surveys(run: Run):
    def judge(scene, doc):
        return "bad" if isinstance(doc, ContractError) else "none" if doc is None else doc.n

    return succeeded(found=run.survey(["a", "b", "c"], [DOC], judge), looked=run.look(DOC, lambda doc: doc.n * 2 if doc else None), there=run.exists(DOC))


def test_a_survey_isolates_what_is_bad_and_remembers_answers_only(sqlite_world: World):
    sqlite_world.store.write(DOC, Doc(n=3), "a")
    sqlite_world.store.upload(DOC, b"{", "b")
    sqlite_world.store.write(DOC, Doc(n=4), "loft_1")
    sqlite_world.launch(surveys)
    assert sqlite_world.run(surveys, manual("m")).details == {"found": {"a": 3, "b": "bad", "c": "none"}, "looked": 8, "there": True}


@pytest.mark.parametrize("pattern", ["scenes/{scene_id}/doc.json", "index/{scene_id}.json"])
def test_walking_through_the_scenes_finds_each_once_in_any_pieces(tmp_path, pattern):
    store, file = Store.at(tmp_path), File(pattern)
    wanted = {"a", "a-b", "a.b", "ab", "b", "z_9", "A"}
    for scene in wanted:
        store.bucket.put(file.at(scene), b"{}")
        store.bucket.put(f"scenes/{scene}/deep/er/x", b"")
        store.bucket.put(f"scenes/{scene}/zz", b"")
    store.bucket.put("scenes/without/usd/x", b"")
    for limit in (1, 2, 3, 100):
        found, after, rounds = [], "", 0
        while rounds < 50:
            some, after = scenes_with(store, file, after, limit)
            found += some
            rounds += 1
            if not after:
                break
        assert sorted(found) == sorted(wanted)


heard: list[str] = []


@workflow("hears", on=(Custom("said"),))
def hears(run: Run):
    heard.append(run.scene_id)
    return succeeded()


@workflow("says")
def says(run: Run):
    run.emit("said", {"scene_id": "other"}, event_id="said:once")
    return succeeded()


def test_an_event_with_an_identity_of_its_own_starts_once_and_is_of_its_payloads_scene(sqlite_world: World):
    heard.clear()
    engine = sqlite_world.launch(says, hears)
    for key in ("m1", "m2"):
        sqlite_world.run(says, manual(key))
    [run] = engine.runs(workflow="hears")
    assert engine.wait(run.run_id, 10).status is Status.SUCCESS
    assert heard == ["other"]


def test_two_databases_are_two_holders(tmp_path):
    """The same event in two services is a run of one name in each; the marker of one answers the other (W-38)."""
    found = []
    for name in ("a", "b"):
        world = World(tmp_path / name, f"sqlite:///{tmp_path}/{name}.sqlite", Store.at(tmp_path / "bucket"))
        holder: list[str] = []

        @workflow("holds")
        def holds(run: Run, holder=holder):
            holder.append(run.holder)
            return succeeded()

        world.launch(holds)
        world.run(holds, manual("m"))
        world.run(holds, manual("m2"))
        world.stop()
        assert holder[0].partition("@")[2] == holder[1].partition("@")[2]
        found.append(holder[0])
    assert found[0] != found[1]
    assert found[0].partition("@")[0] == found[1].partition("@")[0]
    assert threading.active_count() < 100
