"""Standing, lifting, opening, overlapping, being inside, being supported."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms import Block, write_room

from blueprint.domain.physics.overlap import inside_share, overlaps, room_box
from blueprint.domain.physics.support import rests_on_what_it_says, supports
from blueprint.domain.physics.trials import LIFT_MAX_N, equilibrium, lifts, openings, stability
from blueprint.domain.physics.world import World, load

Rooms = Callable[..., World]
TABLE = Block("table", (1.0, 0.6, 0.7), (0, 0, 0), "static")


@pytest.fixture
def room(tmp_path: Path) -> Rooms:
    return lambda *blocks: load(write_room(tmp_path / "room.usda", list(blocks)))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rooms") / "room.usda"


@settings(max_examples=20, deadline=None)
@given(st.floats(0.002, 0.05), st.sampled_from(["static", "manipulable"]), st.sampled_from(["static", "manipulable"]))
def test_an_overlap_is_found_with_its_depth(shared: Path, depth: float, first: str, second: str) -> None:
    """Whichever of the two is fixed: fixed ones do not touch in the simulator, and are checked all the same."""
    a, b = Block("a", (0.3, 0.3, 0.3), (0, 0, 0), first), Block("b", (0.2, 0.3, 0.3), (0.25 - depth, 0, 0), second)
    found = overlaps(load(write_room(shared, [a, b])))
    assert [(pair.a, pair.b) for pair in found.colliding] == [("a", "b")]
    assert found.colliding[0].depth_m == pytest.approx(depth, abs=1e-5)


@settings(max_examples=10, deadline=None)
@given(st.floats(0.0005, 0.1))
def test_what_is_apart_does_not_collide(shared: Path, gap: float) -> None:
    a, b = Block("a", (0.3, 0.3, 0.3), (0, 0, 0)), Block("b", (0.2, 0.3, 0.3), (0.25 + gap, 0, 0))
    assert overlaps(load(write_room(shared, [a, b]))).colliding == ()


def test_carpets_do_not_collide_and_the_floor_is_apart(room: Rooms) -> None:
    rug = Block("rug", (2, 2, 0.02), (0, 0, 0), "static", category="rug")
    found = overlaps(room(rug, TABLE, Block("sunk", (0.2, 0.2, 0.2), (2, 0, -0.03))))
    assert found.colliding == ()
    assert [(pair.a, pair.b, round(pair.depth_m, 4)) for pair in found.with_architecture] == [("sunk", "Floor", 0.03)]


def test_a_standing_box_is_stable_and_a_tilted_tower_is_not(room: Rooms) -> None:
    tilt = math.radians(15)
    tower = Block("tower", (0.08, 0.08, 0.6), (1, 0, 0.015), quat=(math.cos(tilt / 2), math.sin(tilt / 2), 0, 0))
    world = room(TABLE, Block("mug", (0.08, 0.08, 0.1), (0, 0, 0.7), support="table"), tower)
    found = equilibrium(world)
    assert set(found) == {"mug", "tower"}
    assert found["mug"].moved_m < 1e-3
    assert found["tower"].turned_rad > 0.1
    watched = stability(world)
    assert watched.motions["mug"].path_m < 1e-3


def test_freed_furniture_is_simulated_too(room: Rooms) -> None:
    tilt = math.radians(12)
    leaning = Block("shelf", (0.8, 0.1, 1.8), (-1, 0, 0.02), "static", quat=(math.cos(tilt / 2), math.sin(tilt / 2), 0, 0))
    cabinet = Block("cabinet", (0.5, 0.4, 0.8), (1.5, 1, 0), "articulated", door_deg=100)
    world = room(TABLE, leaning, cabinet)
    assert equilibrium(world) == {}
    found = equilibrium(world, free_furniture=True)
    assert set(found) == {"table", "shelf", "cabinet"}
    assert found["table"].moved_m < 1e-3
    assert found["cabinet"].moved_m < 1e-2
    assert found["shelf"].turned_rad > 0.5


def test_a_balance_that_tips_slowly_is_not_put_to_sleep(room: Rooms) -> None:
    """A rod on its end, a hair beyond balance, hardly moves at first; it must still be seen to fall."""
    world = room(Block("rod", (0.01, 0.01, 0.5), (0, 0, 0.0001), quat=(math.cos(0.0115), math.sin(0.0115), 0, 0)))
    assert equilibrium(world)["rod"].turned_rad > 0.5


def test_light_things_are_lifted_with_what_they_carry(room: Rooms) -> None:
    tray = Block("tray", (0.4, 0.3, 0.02), (0, 0, 0.7), mass=0.5, support="table")
    cup = Block("cup", (0.08, 0.08, 0.1), (0, 0, 0.72), mass=0.3, support="tray")
    heavy = Block("crate", (0.3, 0.3, 0.3), (1.5, 0, 0), mass=20.0)
    found = lifts(room(TABLE, tray, cup, heavy))
    assert found.heavy == {"crate": pytest.approx(20.0)}
    assert found.trials["tray"].lifted
    assert found.trials["cup"].lifted
    assert found.trials["tray"].load_kg == pytest.approx(0.8)
    assert found.trials["tray"].force_n == pytest.approx(0.8 * (9.81 + 0.3) + 0.5)
    assert all(one.force_n <= LIFT_MAX_N for one in found.trials.values())


def test_a_thing_that_is_shut_in_cannot_be_lifted(room: Rooms) -> None:
    lid = Block("lid", (0.6, 0.6, 0.05), (0, 0, 0.82), "static", support="table")
    found = lifts(room(TABLE, Block("book", (0.2, 0.15, 0.1), (0, 0, 0.7), support="table"), lid))
    assert not found.trials["book"].lifted
    assert found.trials["book"].rose_m < 0.03


def test_company_does_not_change_a_lift(room: Rooms) -> None:
    """A row of boxes on a table, lifted in groups, gives what each gives alone."""
    row = [Block(f"box_{k}", (0.08, 0.08, 0.1), (-0.4 + 0.09 * k, 0, 0.7), support="table") for k in range(8)]
    together = lifts(room(TABLE, *row)).trials
    for k in (0, 3, 7):
        alone = lifts(room(TABLE, row[k])).trials[f"box_{k}"]
        assert together[f"box_{k}"].lifted == alone.lifted
        assert together[f"box_{k}"].rose_m == pytest.approx(alone.rose_m, abs=2e-3)


def test_a_door_opens_unless_something_blocks_it(room: Rooms) -> None:
    cabinet = Block("cabinet", (0.5, 0.4, 0.8), (0, 0, 0), "articulated", door_deg=90)
    free = openings(room(cabinet))
    assert [one.object_id for one in free.values()] == ["cabinet"]
    assert all(one.opened for one in free.values())
    assert all(one.lever_m == pytest.approx(0.5, abs=0.01) for one in free.values())
    blocked = openings(room(cabinet, Block("wardrobe", (0.6, 0.4, 1.0), (0, -0.6, 0), "static")))
    assert not any(one.opened for one in blocked.values())


def test_out_of_the_room_is_measured_by_volume(room: Rooms) -> None:
    world = room(TABLE, Block("half", (0.4, 0.4, 0.4), (2.5, 0, 0)), Block("out", (0.4, 0.4, 0.4), (3.5, 0, 0)))
    assert room_box(world).low.tolist() == pytest.approx([-2.5, -2.5, 0.0])
    found = inside_share(world)
    assert found["table"] == 1.0
    assert found["half"] == pytest.approx(0.5, abs=0.03)
    assert found["out"] == 0.0


def test_support_needs_contact_under_the_centre(room: Rooms) -> None:
    mug = Block("mug", (0.08, 0.08, 0.1), (0, 0, 0.7), support="table")
    world = room(
        TABLE, mug,
        Block("floating", (0.1, 0.1, 0.1), (1, 1, 0.3)),
        Block("overhanging", (0.3, 0.1, 0.1), (0.6, 0.2, 0.7), support="table"),
        Block("stranger", (0.1, 0.1, 0.1), (-0.3, 0, 0.7), support="floor"),
    )  # fmt: skip
    found = supports(world)
    assert found["mug"].held
    assert found["mug"].on == ("table",)
    assert found["table"].held
    assert not found["floating"].held
    assert not found["overhanging"].held
    true = rests_on_what_it_says(world, found)
    assert true == {"table": True, "mug": True, "floating": False, "overhanging": True, "stranger": False}


@settings(max_examples=8, deadline=None)
@given(st.floats(0.011, 0.3))
def test_a_thing_in_the_air_is_not_supported(shared: Path, height: float) -> None:
    world = load(write_room(shared, [Block("box", (0.2, 0.2, 0.2), (0, 0, height))]))
    assert not supports(world)["box"].held
