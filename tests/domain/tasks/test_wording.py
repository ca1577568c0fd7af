"""No two things, and no two tasks about different things, are called the same."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scene import ROOM, placed

from blueprint.contracts.scene import PlacedObject, Role, Scene
from blueprint.domain.assets.asset import AssetSpec
from blueprint.domain.assets.catalogue import all_categories, build, info_of
from blueprint.domain.tasks.wording import Wording

THINGS = st.lists(
    st.tuples(
        st.sampled_from(["mug", "plate", "blue_mug", "toy_block", "apple", "mug_1", "red_apple"]), st.sampled_from(["", "red", "blue"]),
        st.sampled_from(["table_1", "table_2", "shelf", "floor"]), st.sampled_from(["mug", "plate", "blue_mug", "red_mug", "toy_block", "apple", "mug_on_the_table"]),
    ), min_size=1, max_size=9,
)  # fmt: skip


def _thing(name: str, category: str, color: str, support: str) -> PlacedObject:
    return PlacedObject(
        id=name, name=name, category=category, spec=AssetSpec(category="mug"), role=Role.MANIPULABLE, placement=build(AssetSpec(category="mug")).placement,
        position_m=(0.0, 0.0, 0.0), support=support, color=color,
    )  # fmt: skip


def _scene(things: list[PlacedObject]) -> Scene:
    tables = [_thing("table_1", "table", "oak", "floor"), _thing("table_2", "table", "oak", "floor"), _thing("shelf", "shelf_unit", "", "floor")]
    return Scene(scene_id="words", prompt="", seed=0, room=ROOM, objects=(*tables, *things))


@settings(max_examples=300)
@given(THINGS)
def test_no_two_things_are_called_the_same(drawn: list[tuple[str, str, str, str]]) -> None:
    used: dict[str, int] = defaultdict(int)
    things = []
    for category, color, support, name in drawn:
        used[name] += 1
        things.append(_thing(name if used[name] == 1 else f"{name}_{used[name]}", category, color, support))
    scene = _scene(things)
    words = Wording(scene)
    said = [words.of(one.id) for one in scene.objects]
    assert len(set(said)) == len(said), said
    assert all(said)
    assert not any("_" in one for one in said)


def test_a_thing_is_called_as_plainly_as_it_can_be() -> None:
    words = Wording(_scene([
        _thing("mug_1", "mug", "blue", "table_1"), _thing("mug_2", "mug", "red", "table_1"), _thing("bowl_1", "bowl", "white", "table_1"),
        _thing("cup_1", "cup", "red", "shelf"), _thing("cup_2", "cup", "red", "table_1"), _thing("egg_1", "egg", "", "shelf"), _thing("egg_2", "egg", "", "shelf"),
    ]))  # fmt: skip
    said = {name: words.of(name) for name in ("mug_1", "mug_2", "bowl_1", "cup_1", "cup_2", "egg_1", "egg_2")}
    assert said == {
        "mug_1": "blue mug", "mug_2": "red mug", "bowl_1": "bowl", "cup_1": "cup on the shelf unit", "cup_2": "cup on the table", "egg_1": "egg 1", "egg_2": "egg 2",
    }  # fmt: skip


@pytest.mark.parametrize(("joint", "said"), [
    ("bay_1_drawer_2_slide", "second drawer of bay 1"), ("drawer_slide", "drawer"), ("door_1_hinge", "first door"), ("lid_hinge", "lid"),
    ("bay_2_door_1_hinge", "first door of bay 2"), ("drawer_9_slide", "drawer 9"),
])  # fmt: skip
def test_a_part_is_called_as_a_person_would(joint: str, said: str) -> None:
    assert Wording(_scene([])).part(joint) == said


def test_no_two_parts_of_a_thing_are_called_the_same() -> None:
    """Over the catalogue: what can be opened, and what can be pressed, apart."""
    words, seen = Wording(_scene([])), 0
    for name in all_categories():
        if info_of(name).role is not Role.ARTICULATED:
            continue
        parts: dict[tuple[bool, str], list[str]] = defaultdict(list)
        for joint in build(AssetSpec(category=name, seed=1)).joints:
            if joint.handle is not None:
                seen += 1
                parts[joint.name.endswith("_push"), words.part(joint.name)].append(joint.name)
        alike = [names for names in parts.values() if len(names) > 1 and not all(name.endswith(("_turn", "_lever")) for name in names)]
        assert not alike, name
    assert seen > 100


def test_one_puts_things_on_a_plate_but_in_a_bowl() -> None:
    words = Wording(_scene([_thing("plate_1", "plate", "", "table_1"), _thing("bowl_1", "bowl", "", "table_1")]))
    assert words.inside("plate_1") == "on the plate"
    assert words.inside("bowl_1") == "in the bowl"
    assert words.beyond("plate_1") == "to another place on the plate"


def test_the_small_room_says_what_is_in_it() -> None:
    scene = Scene(scene_id="one", prompt="", seed=0, room=ROOM, objects=(placed("nightstand_4", "nightstand", (0.0, 0.0, 0.0)),))
    assert Wording(scene).of("nightstand_4") == "nightstand"
