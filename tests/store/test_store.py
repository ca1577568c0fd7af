"""Typed values in and out; what cannot be read says where and why."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprint.core.artifact import Artifact, File, Value
from blueprint.core.errors import Conflict, ContractError, GenerationMoved, ObjectMissing
from blueprint.store.documents import from_json, to_json
from blueprint.store.store import Store


class Size(Value):
    width_m: float
    depth_m: float = 1.0


class Room(Value):
    name: str
    sizes: list[Size] = []
    tags: dict[str, float] = {}


ROOM = Artifact("scenes/{scene_id}/rooms/{room}.json", Room)
PICTURE = File("scenes/{scene_id}/picture.png")
KITCHEN = Room(name="kitchen", sizes=[Size(width_m=3)], tags={"b": 1, "a": 2})


def test_round_trip(store: Store) -> None:
    assert store.find(ROOM, "s", room="k") is None
    with pytest.raises(ObjectMissing, match=r"scenes/s/rooms/k\.json"):
        store.read(ROOM, "s", room="k")
    ref = store.create(ROOM, KITCHEN, "s", room="k")
    assert (ref.name, ref.bucket) == ("scenes/s/rooms/k.json", store.bucket.url)
    found = store.find(ROOM, "s", room="k")
    assert found == (KITCHEN, ref)
    with pytest.raises(Conflict):
        store.create(ROOM, KITCHEN, "s", room="k")
    second = store.write(ROOM, Room(name="other"), "s", room="k")
    with pytest.raises(GenerationMoved):
        store.replace(ROOM, KITCHEN, "s", ref.generation, room="k")
    with pytest.raises(GenerationMoved):
        store.read(ROOM, "s", generation=ref.generation, room="k")
    third = store.replace(ROOM, KITCHEN, "s", second.generation, room="k")
    assert store.read(ROOM, "s", generation=third.generation, room="k").value == KITCHEN
    assert store.exists(ROOM, "s", room="k") == third
    with pytest.raises(GenerationMoved):
        store.delete(second)
    assert store.delete(third) is True
    assert store.delete(third) is False


@pytest.mark.parametrize(
    ("content", "field", "expected", "found"),
    [
        (b'{"sizes": []}', "name", "a value", "nothing"),
        (b'{"name": "k", "colour": 1}', "colour", "no such field", "1"),
        (b'{"name": "k", "sizes": [{"width_m": 1}, {"width_m": "wide"}]}', "sizes.1.width_m", "valid number", "wide"),
        (b'{"name": 3}', "name", "a valid string", "3"),
        (b'{"name": "k"', "", "JSON", "delimiter"),
        (b"", "", "JSON", "Expecting value"),
        (b"\xff\xfe{}", "", "JSON", ""),
        (b'{"name": "k", "tags": {"a": NaN}}', "", "JSON", "NaN"),
        (b"[" * 200_000, "", "JSON", ""),
        (b"[1]", "", "object", "1"),
        (b'{"name": "a", "name": "b"}', "", "each key once", "name"),
    ],
)
def test_malformed_documents_say_what_is_wrong(store: Store, content: bytes, field: str, expected: str, found: str) -> None:
    store.bucket.put(ROOM.at("s", room="k"), content)
    with pytest.raises(ContractError) as caught:
        store.find(ROOM, "s", room="k")
    assert caught.value.subject == "scenes/s/rooms/k.json"
    assert caught.value.field == field
    assert expected in str(caught.value)
    assert found in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_the_other_faults_are_named_too(store: Store) -> None:
    store.bucket.put(ROOM.at("s", room="k"), b'{"sizes": [{}], "x": 1}')
    with pytest.raises(ContractError, match=r"and 2 more: sizes\.0\.width_m, x"):
        store.read(ROOM, "s", room="k")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_a_number_is_refused(store: Store, value: float) -> None:
    with pytest.raises(ContractError, match=r"tags\.a: expected a finite number"):
        store.write(ROOM, Room(name="k", tags={"a": value}), "s", room="k")
    with pytest.raises(ContractError, match="Room"):
        store.write(ROOM, Size(width_m=1), "s", room="k")  # type: ignore[arg-type]
    assert list(store.list()) == []


@given(st.builds(Room, name=st.text(), tags=st.dictionaries(st.text(), st.floats(allow_nan=False, allow_infinity=False))))
def test_one_value_has_one_spelling(room: Room) -> None:
    shuffled = room.model_copy(update={"tags": dict(reversed(room.tags.items()))})
    content = to_json(room)
    assert to_json(shuffled) == content
    assert content.endswith(b"}\n")
    assert from_json("x", content, Room) == room


def test_files_and_trees(store: Store, tmp_path: Path) -> None:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "a").write_bytes(b"a" * 3_000_000)
    (tmp_path / "in" / "sub" / "b").write_bytes(b"b")
    (tmp_path / "in" / "link").symlink_to("/etc/hostname")
    ref = store.upload(PICTURE, tmp_path / "in" / "a", "s")
    store.download(ref.name, tmp_path / "new" / "picture", ref.generation)
    assert (tmp_path / "new" / "picture").read_bytes() == b"a" * 3_000_000
    with pytest.raises(GenerationMoved):
        store.download(ref.name, tmp_path / "never", ref.generation + 1)
    with pytest.raises(ObjectMissing):
        store.download("nothing", tmp_path / "never")
    assert not (tmp_path / "never").exists()
    assert [made.name for made in store.upload_tree("scenes/s/tree/", tmp_path / "in")] == ["scenes/s/tree/a", "scenes/s/tree/sub/b"]
    store.download_tree("scenes/s/tree", tmp_path / "out")
    assert sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()) == ["a", "sub/b"]
    assert (tmp_path / "out" / "sub" / "b").read_bytes() == b"b"


def test_list_goes_through_all_pages(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for index in range(7):
        store.bucket.put(f"a/{index}", b"")
    whole = store.bucket.list
    monkeypatch.setattr(store.bucket, "list", lambda prefix, start_after: whole(prefix, start_after, 3))
    assert [info.name for info in store.list("a/")] == [f"a/{index}" for index in range(7)]
