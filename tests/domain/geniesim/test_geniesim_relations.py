"""on, in, adjacent: read from the settled simulation and from distances, on rooms of boxes that no code of ours wrote."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.domain.geniesim.relations import ADJACENT_M, Relations, relations
from blueprint.domain.physics.world import load

sys.path.append(str(Path(__file__).parents[1] / "physics"))
from rooms import Block, write_room

SLOW = settings(max_examples=12, deadline=None)


def read(*blocks: Block) -> Relations:
    with tempfile.TemporaryDirectory() as folder:
        return relations(load(write_room(Path(folder) / "room.usda", list(blocks))), "s")


def told(found: Relations) -> set[tuple[str, str, str]]:
    return {(edge.source.removeprefix("s_obj_"), edge.relation, edge.target.removeprefix("s_obj_")) for edge in found.edges}


@SLOW
@given(gap=st.floats(0.002, 0.06))
def test_adjacent_is_a_gap_of_at_most_3_cm_and_the_gap_is_its_evidence(gap: float):
    found = read(Block("a", (0.2, 0.2, 0.2), (0.0, 0.0, 0.0)), Block("b", (0.2, 0.2, 0.2), (0.2 + gap, 0.0, 0.0)))
    if abs(gap - ADJACENT_M) < 2e-4:
        return
    assert told(found) == ({("a", "adjacent", "b")} if gap < ADJACENT_M else set())
    for edge in found.edges:
        assert edge.metadata.gap_m == pytest.approx(gap, abs=2e-4)
        assert edge.confidence == pytest.approx(1 - gap / ADJACENT_M, abs=1e-2)


@SLOW
@given(heights=st.lists(st.floats(0.05, 0.2), min_size=2, max_size=4), role=st.sampled_from(["static", "manipulable"]))
def test_a_tower_is_each_on_the_one_below_and_every_load_is_its_weight(heights: list[float], role: str):
    blocks, z = [], 0.0
    for number, height in enumerate(heights):
        width = 0.4 - 0.05 * number
        blocks.append(Block(f"b{number}", (width, width, height), (0.0, 0.0, z), role if number == 0 else "manipulable", mass=1.0))
        z += height
    found = read(*blocks)
    assert {edge for edge in told(found) if edge[1] == "on"} == {(f"b{k}", "on", f"b{k - 1}") for k in range(1, len(heights))}
    for edge in found.edges:
        if edge.relation == "on":
            above = len(heights) - int(edge.source[-1])
            assert edge.metadata.method == "contact"
            assert edge.metadata.force_n == pytest.approx(above * 9.81, rel=0.02)
            assert edge.metadata.normal_up == pytest.approx(1.0, abs=1e-3)
            assert edge.confidence == 1.0


def test_what_cannot_move_is_judged_by_rays():
    found = read(Block("low", (0.4, 0.4, 0.3), (0.0, 0.0, 0.0), "static"), Block("high", (0.2, 0.2, 0.2), (0.0, 0.0, 0.3), "static"))
    (edge,) = found.edges
    assert (edge.source, edge.relation, edge.target) == ("s_obj_high", "on", "s_obj_low")
    assert edge.metadata.method == "rays"
    assert edge.metadata.force_n is None


def test_a_thing_under_a_shelf_is_not_in_it_and_a_thing_before_a_back_panel_is_on():
    shelf = [
        Block("leg", (0.05, 0.4, 0.4), (-0.4, 0.0, 0.0), "static"), Block("board", (0.9, 0.4, 0.03), (0.0, 0.0, 0.4), "static"),
        Block("under", (0.1, 0.1, 0.1), (0.0, 0.0, 0.0)), Block("upon", (0.1, 0.1, 0.1), (0.2, 0.0, 0.43)),
    ]  # fmt: skip
    relation = told(read(*shelf))
    assert ("upon", "on", "board") in relation
    assert not [edge for edge in relation if edge[0] == "under"]
    assert not [edge for edge in relation if edge[1] == "in"]


def test_identical_rotations_make_no_edge():
    """The earlier exporter called 78 of 78 pairs `aligned` because nothing was turned."""
    found = read(*(Block(f"b{k}", (0.1, 0.1, 0.1), (-1.5 + k, 1.0, 0.0)) for k in range(4)))
    assert found.edges == ()
    assert found.colliding == {f"b{k}": () for k in range(4)}


def test_what_is_deeper_than_a_millimetre_collides():
    found = read(Block("a", (0.2, 0.2, 0.2), (0.0, 0.0, 0.0), "static"), Block("b", (0.2, 0.2, 0.2), (0.19, 0.0, 0.0), "static"))
    assert found.colliding == {"a": ("b",), "b": ("a",)}


def test_in_is_carried_inside_the_hull_and_enclosed(source):
    edges = {(edge.source.split("_obj_")[1], edge.relation, edge.target.split("_obj_")[1]): edge for edge in source.relations.edges}
    inside = edges["apple", "in", "bowl"]
    assert inside.metadata.sides_enclosed == 4
    assert inside.confidence == inside.metadata.hull_share >= 0.5
    assert ("apple", "on", "bowl") not in edges
    assert ("mug", "on", "table") in edges
    assert not any(relation == "in" and target == "table" for _, relation, target in edges)
