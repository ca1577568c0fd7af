"""What could be done in a scene, before anybody asked whether a robot can: one idea per thing, way and goal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from blueprint.contracts.tasks import Difficulty, Relation, Step
from blueprint.domain.affordances.regions import SupportRegion
from blueprint.domain.assets.catalogue import info_of
from blueprint.domain.episodes.poses import Array
from blueprint.domain.tasks.view import Movable, View, Worked
from blueprint.domain.tasks.wording import Wording

PLACE_TOLERANCE_M = 0.05
PUSH_TOLERANCE_M = 0.04
MOVED_AT_LEAST_M = 0.15
HAND_ROOM_M = 0.16
"""Free height that a hand needs over a surface, beside the thing's own."""

OPEN_SHARES = (0.8, 0.65, 0.5)
CLOSED_SHARE = 0.05
FREE_BEYOND, FREE_TO_CLOSE = 0.1, 0.8
PRESSED_SHARE = 0.8
PUSHED_M = 0.14
PUSHED_HEIGHT_M, SLIMMEST_M = (0.018, 0.14), 0.04
FARTHEST_APART_M = 1.1
SPOTS_APART_M, MOST_SPOTS = 0.075, 8


@dataclass(frozen=True)
class Idea:
    """points: (n, 3) where the hand has to be, the goal last. spots: (2,) shifts of the goal to further places where it could be as well.
    shares: for a joint, how far it may be opened, the farthest first; worked: the joint."""

    key: str
    kind: Literal["pick_place", "stack", "open", "close", "push", "press"]
    step: Step
    instruction: str
    difficulty: Difficulty
    points: Array
    shares: tuple[float, ...] = ()
    worked: Worked | None = None
    spots: tuple[Array, ...] = ()

    def variants(self) -> Iterator[Idea]:
        """The idea itself, and with the goal at each of its further spots."""
        yield self
        goal = self.step.goal_m
        for x, y in self.spots:
            assert goal is not None
            points = self.points.copy()
            points[-1, :2] += (x, y)
            moved = (round(goal[0] + float(x), 4), round(goal[1] + float(y), 4), goal[2])
            yield replace(self, step=self.step.model_copy(update={"goal_m": moved}), points=points, spots=())


def admitted(view: View, idea: Idea) -> Idea | str:
    """The idea with the shares to which its joint can move in the scene, or why it cannot be asked for. What is not about a joint is as it was."""
    if idea.worked is None:
        return idea
    if not view.stays(idea.worked):
        return "it does not stay where it is left"
    free = view.free_share(idea.worked)
    shares = tuple(share for share in idea.shares if share + FREE_BEYOND <= free)
    if (idea.kind == "open" and not shares) or (idea.kind == "close" and free < FREE_TO_CLOSE):
        return f"something of the scene is in its way from {free:.0%} of its range on"
    return replace(idea, shares=shares)


def ideas(view: View) -> Iterator[Idea]:
    """In a fixed order, kind by kind."""
    words = Wording(view.scene)
    for moved in view.movables:
        if moved.region is not None and moved.region.joint:
            continue
        yield from _onto(view, words, moved)
        yield from _into(view, words, moved)
        yield from _next_to(view, words, moved)
        yield from _stack(view, words, moved)
        yield from _push(view, words, moved)
    for worked in view.worked:
        yield from _joint(words, worked)


def _reachable(region: SupportRegion, moved: Movable) -> bool:
    return not region.joint and region.surface.kind in ("top", "shelf") and region.surface.clearance_m > moved.height_m + HAND_ROOM_M


def _onto(view: View, words: Wording, moved: Movable) -> Iterator[Idea]:
    """Another place on the same surface, and the nearest spot of up to two other things."""
    elsewhere: list[tuple[float, SupportRegion, list[Array]]] = []
    for region in view.regions:
        if not _reachable(region, moved) or region.object_id == moved.placed.id:
            continue
        least = MOVED_AT_LEAST_M if moved.region is not None and region.id == moved.region.id else 0.0
        spots = _some(each for each in view.spots(moved, region) if np.linalg.norm(each - moved.at) >= least)
        if not spots or np.linalg.norm(spots[0] - moved.at) > FARTHEST_APART_M:
            continue
        elsewhere.append((float(np.linalg.norm(spots[0] - moved.at)), region, spots))
    same = [item for item in elsewhere if moved.region is not None and item[1].id == moved.region.id]
    nearest: dict[str, tuple[float, SupportRegion, list[Array]]] = {}
    for item in sorted(elsewhere, key=lambda item: item[0]):  # one shelf of a unit: nobody could tell them apart by what is said
        if item[1].object_id != moved.placed.support:
            nearest.setdefault(item[1].object_id, item)
    others = list(nearest.values())[:2]
    for _, region, (spot, *more) in [*others, *same]:
        stays = bool(same) and region.id == same[0][1].id
        where = words.beyond(region.object_id) if stays else f"on the {words.of(region.object_id)}"
        idea = _placing(view, words, moved, "on", region.object_id, spot, region.z, PLACE_TOLERANCE_M, where, "easy" if stays else "medium")
        yield replace(idea, spots=tuple(each - spot for each in more))


def _some(spots: Iterator[Array]) -> list[Array]:
    """The first of the spots and further ones, each apart from those before it."""
    kept: list[Array] = []
    for spot in spots:
        if all(np.linalg.norm(spot - other) >= SPOTS_APART_M for other in kept):
            kept.append(spot)
        if len(kept) == MOST_SPOTS:
            break
    return kept


def _into(view: View, words: Wording, moved: Movable) -> Iterator[Idea]:
    """Bowls, baskets, boxes and pots that are open above and wide enough."""
    for region in view.regions:
        if region.joint or region.surface.kind != "interior" or region.object_id in (moved.placed.id, moved.placed.support):
            continue
        holder = view.world.things[region.object_id]
        inner = float(np.sqrt(region.area_m2 / np.pi))
        crowded = region.free_area_m2 < np.pi * moved.radius_m**2
        if not holder.free or crowded or moved.radius_m > inner - 0.004 or inner < 0.04:
            continue
        spot = region.polygon.mean(axis=0)
        if np.linalg.norm(spot - moved.at) <= FARTHEST_APART_M:
            tolerance = round(max(0.03, inner + 0.01), 3)
            yield _placing(view, words, moved, "in", region.object_id, spot, region.z, tolerance, words.inside(region.object_id), "medium")


def _next_to(view: View, words: Wording, moved: Movable) -> Iterator[Idea]:
    """Beside the nearest other thing on a surface that can be reached."""
    for region in view.regions:
        if not _reachable(region, moved):
            continue
        others = [other for other in view.movables if other.region is not None and other.region.id == region.id and other is not moved]
        for other in sorted(others, key=lambda other: float(np.linalg.norm(other.at - moved.at)))[:1]:
            far, near = moved.radius_m + other.radius_m + 0.10, moved.radius_m + other.radius_m
            for spot in view.spots(moved, region):
                if near < np.linalg.norm(spot - other.at) <= far and np.linalg.norm(spot - moved.at) >= MOVED_AT_LEAST_M:
                    if np.linalg.norm(spot - moved.at) > FARTHEST_APART_M:
                        break
                    where = f"next to the {words.of(other.placed.id)}"
                    yield _placing(view, words, moved, "next_to", other.placed.id, spot, region.z, PLACE_TOLERANCE_M, where, "medium")
                    break


def _stack(view: View, words: Wording, moved: Movable) -> Iterator[Idea]:
    if not info_of(moved.placed.category).stackable:
        return
    for other in view.movables:
        flat = info_of(other.placed.category).stackable and other.region is not None and not other.region.joint
        if other is moved or not flat or other.radius_m < 0.8 * moved.radius_m or other.placed.category != moved.placed.category:
            continue
        if np.linalg.norm(other.at - moved.at) <= FARTHEST_APART_M:
            where = f"on top of the {words.of(other.placed.id)}"
            idea = _placing(view, words, moved, "on", other.placed.id, other.at, float(other.high[2]), 0.035, where, "hard")
            yield Idea(
                f"stack::{moved.placed.id}::{other.placed.id}", "stack", idea.step.model_copy(update={"kind": "stack"}),
                f"stack the {words.of(moved.placed.id)} {where}", "hard", idea.points,
            )  # fmt: skip


def _placing(
    view: View, words: Wording, moved: Movable, relation: Relation, reference: str, spot: Array, z: float, tolerance: float, where: str,
    difficulty: Difficulty,
) -> Idea:  # fmt: skip
    origin = view.data.xpos[moved.thing.root]
    goal = (round(float(origin[0] + spot[0] - moved.at[0]), 4), round(float(origin[1] + spot[1] - moved.at[1]), 4), round(float(z + moved.rest_m), 4))
    step = Step(kind="pick_place", object=moved.placed.id, relation=relation, reference=reference, goal_m=goal, tolerance_m=tolerance)
    verb = {"on": "put", "in": "put", "next_to": "place"}[relation]
    said = f"move the {words.of(moved.placed.id)} {where}" if where.startswith("to ") else f"pick up the {words.of(moved.placed.id)} and {verb} it {where}"
    middle = moved.height_m / 2
    points = np.array([[*moved.at, moved.low[2] + middle], [spot[0], spot[1], z + middle]])
    return Idea(f"pick_place::{moved.placed.id}::{relation}_{reference}", "pick_place", step, said, difficulty, points)


def _push(view: View, words: Wording, moved: Movable) -> Iterator[Idea]:
    """A low thing along its surface, away from its neighbours."""
    region = moved.region
    low, high = PUSHED_HEIGHT_M
    if region is None or not _reachable(region, moved) or not low < moved.height_m < min(high, 2.8 * moved.radius_m) or moved.slim_m < SLIMMEST_M:
        return
    for spot in view.spots(moved, region, 0.05):
        way = spot - moved.at
        if PUSHED_M <= np.linalg.norm(way) <= PUSHED_M + 0.08:
            x, y = (round(float(v), 4) for v in view.data.xpos[moved.thing.root][:2] + way)
            goal = (x, y, round(float(region.z + moved.rest_m), 4))
            step = Step(kind="push", object=moved.placed.id, reference=region.object_id, tolerance_m=PUSH_TOLERANCE_M, goal_m=goal)
            behind = moved.at - way / np.linalg.norm(way) * (moved.radius_m + 0.05)
            height = region.z + moved.height_m / 2
            points = np.array([[*behind, height], [*spot, height]])
            said = f"push the {words.of(moved.placed.id)} across the {words.of(region.object_id)}"
            yield Idea(f"push::{moved.placed.id}", "push", step, said, "medium", points)
            return


def _joint(words: Wording, worked: Worked) -> Iterator[Idea]:
    what, owner = words.part(worked.joint.name), words.of(worked.placed.id)
    name, joint = worked.name, worked.joint
    points = worked.handle[None, :]
    key = f"{worked.placed.id}::{joint.name}"
    if joint.name.endswith("_push"):
        step = Step(kind="press", object=worked.placed.id, joint=name, share=PRESSED_SHARE)
        yield Idea(f"press::{key}", "press", step, f"press the {what} of the {owner}", "medium", points)
        return
    if joint.name.endswith(("_turn", "_lever")) or joint.upper < 0.05:
        return
    easy: Difficulty = "easy" if joint.kind == "prismatic" else "medium"
    step = Step(kind="open", object=worked.placed.id, joint=name, share=OPEN_SHARES[0])
    yield Idea(f"open::{key}", "open", step, f"open the {what} of the {owner}", easy, points, OPEN_SHARES, worked)
    step = Step(kind="close", object=worked.placed.id, joint=name, share=CLOSED_SHARE)
    yield Idea(f"close::{key}", "close", step, f"close the {what} of the {owner}", easy, points, (), worked)
