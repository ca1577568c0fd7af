"""Take a thing and put it somewhere: approach, grasp, lift, transfer, place, retreat; again from where it lies when it was lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from blueprint.contracts.tasks import Step
from blueprint.domain.episodes.clearance import Held, held_now
from blueprint.domain.episodes.goals import object_checks
from blueprint.domain.episodes.operator import Actions, Operator, Stopped
from blueprint.domain.episodes.poses import Array, about_z, inverse, moved
from blueprint.domain.episodes.skills.grip import back_off, let_go
from blueprint.domain.grasping.grasps import Grasp, flipped, sample_grasps
from blueprint.domain.grasping.solid import solid_of

ATTEMPTS = 3
TRIED_AGAIN = ("no_grasp", "slipped", "blocked", "no_path", "unreachable", "missed_goal")
CONFIRMED = ("from_goal_m", "hand_gap_m", "support_gap_m", "below_rim_m")
"""What must hold when the hand has drawn back, or the thing is taken and put again: one that hangs on a finger, or rolled away."""

APPROACHES_M = (0.10, 0.05)
APPROACH_LOOKS = 8
"""On the way to the grasp: as fine as the lip or the pump head that fingers would catch on."""

LIFTS_M = (0.12, 0.2, 0.3, 0.06)
"""As far as is usual, higher out of a row of books, or as far as there is room."""

ABOVE_M = (0.08, 0.04)
LOWERED_TOO_FAR_M = 0.012
DESCENT_M_S, LIFT_M_S, LOWERING_M_S = 0.25, 0.25, 0.15
GRIP_FRAMES = 40
OPENED_BEYOND_M = 0.036
"""The hand comes opened wider than the thing by this much."""

YAWS_RAD = (0.0, 0.5, -0.5, 1.0, -1.0, 1.57, -1.57, 3.14)
GRASPS_TRIED, PICKS_TRIED = 16, 4
DROP_M = 0.03
"""Above the floor of a container from where a thing is let go."""


@dataclass(frozen=True)
class Pick:
    """hand: (4, 4) at the grasp, world; before: where it comes from. at, ready: joints there; up: joints after the lift. opening: 0 … 1 on the way."""

    grasp: Grasp
    opening: float
    hand: Array
    before: Array
    ready: Array
    at: Array
    up: Array
    lifted: Array


@dataclass(frozen=True)
class Place:
    """hand: (4, 4) where the thing is let go, world; above: where it comes down from; joints at both."""

    hand: Array
    above: Array
    ready: Array
    at: Array


@dataclass(frozen=True)
class Plan:
    pick: Pick
    place: Place
    tried: int


def find_plan(operator: Operator, step: Step, skip: int = 0) -> Plan | None:
    """The first grasp, the steadiest first, with which both the thing and its goal are reached without touching anything else.

    skip: so many grasps are left out.
    """
    simulation, clearance = operator.simulation, operator.clearance
    clearance.see(simulation)
    start = simulation.object_pose(step.object)
    picked = 0
    for tried, grasp in enumerate(_grasps(operator, step.object, start)[:GRASPS_TRIED], 1):
        pick = _pick(operator, step.object, start, grasp) if tried > skip else None
        if pick is None:
            continue
        picked += 1
        if picked > PICKS_TRIED:
            break
        clearance.hold(Held(step.object, inverse(grasp.pose)))
        place = _place(operator, step, start, pick)
        clearance.see(simulation)
        if place is not None:
            return Plan(pick, place, tried)
    return None


def perform(operator: Operator, step: Step) -> Actions:
    """Raises Stopped with the phase and the cause after the last attempt. Each attempt takes another grasp, as long as there are some."""
    lost: Stopped | None = None
    skip, begun = 0, {step.object: operator.simulation.object_pose(step.object)}
    for attempt in range(1, ATTEMPTS + 1):
        operator.phase = "plan"
        plan = find_plan(operator, step, skip) or (find_plan(operator, step) if skip else None)
        if plan is None:
            raise lost or Stopped("plan", "unreachable", f"no grasp of {step.object} from which its goal is reached")
        skip = plan.tried
        try:
            yield from _take(operator, step.object, plan.pick)
            yield from _carry(operator, step, plan)
            missed = [name for name, (_, holds) in object_checks(operator.simulation, step, begun).items() if name in CONFIRMED and not holds]
            if not missed:
                return
            raise Stopped("retreat", "missed_goal", f"{step.object} was let go of, but {', '.join(missed)}")
        except Stopped as stopped:
            if attempt == ATTEMPTS or stopped.failure.cause not in TRIED_AGAIN:
                raise
            lost = stopped
            yield from let_go(operator)


def _take(operator: Operator, object_id: str, pick: Pick) -> Actions:
    simulation = operator.simulation
    operator.phase = "approach"
    operator.opening = pick.opening
    yield from operator.go(pick.ready)
    operator.phase = "descend"
    yield from operator.line(pick.hand, DESCENT_M_S)
    operator.phase = "grasp"
    yield from operator.grip(0.0, GRIP_FRAMES)
    if not _holds(operator, object_id):
        raise Stopped("grasp", "no_grasp", f"the fingers closed to {1000 * simulation.opening:.0f} mm without {object_id}")
    operator.phase = "lift"
    yield from operator.line(pick.lifted, LIFT_M_S)
    if not _holds(operator, object_id):
        raise Stopped("lift", "slipped", f"{object_id} left the fingers during the lift")


def _carry(operator: Operator, step: Step, plan: Plan) -> Actions:
    simulation, clearance = operator.simulation, operator.clearance
    operator.phase = "transfer"
    clearance.see(simulation)
    held = held_now(simulation, step.object)
    clearance.hold(held)
    place = plan.place
    # the thing may sit a little otherwise in the hand than was planned: the goal is the thing's, so the hand's follows from it
    hand = _hand_for(place.hand, plan.pick.grasp, held)
    above = moved(hand, place.above[:3, 3] - place.hand[:3, 3])
    ready = operator.reach(above, operator.opening, near=place.ready)
    if ready is None:
        raise Stopped("transfer", "blocked", f"{step.object} does not fit to its goal as it sits in the hand")
    yield from operator.go(ready)
    if not _holds(operator, step.object):
        raise Stopped("transfer", "slipped", f"{step.object} left the fingers on the way")
    operator.phase = "place"
    low = moved(hand, np.array([0.0, 0.0, -LOWERED_TOO_FAR_M if step.relation != "in" else 0.0]))
    resting = _rests(operator, step)
    yield from operator.line(low, LOWERING_M_S, until=resting if step.relation != "in" else None)
    operator.phase = "release"
    yield from operator.grip(min(1.0, max(plan.pick.opening, _wide_enough(operator))), GRIP_FRAMES)
    yield from operator.wait(2)
    operator.phase = "retreat"
    yield from back_off(operator)


def _hand_for(planned: Array, grasp: Grasp, held: Held) -> Array:
    """The hand's pose that brings the thing where the planned grasp would have."""
    return planned @ inverse(grasp.pose) @ inverse(held.transform_object_to_hand)


def _wide_enough(operator: Operator) -> float:
    """So far that the fingers leave the thing, not so far that they push its neighbours."""
    robot = operator.cell.robot
    return (operator.simulation.opening + 0.035) / robot.gripper.open_m


def _holds(operator: Operator, object_id: str) -> bool:
    """Both fingers press on the thing."""
    simulation, cell = operator.simulation, operator.cell
    geoms = frozenset(cell.thing(object_id).geoms)
    return all(simulation.touching(finger, geoms) > 0.3 for finger in cell.pad_geoms)


def _rests(operator: Operator, step: Step):
    """Something else than the robot carries the thing."""
    simulation, cell = operator.simulation, operator.cell
    geoms = frozenset(cell.thing(step.object).geoms)
    others = frozenset(range(cell.model.ngeom)) - geoms - cell.robot_geoms
    enough = max(0.5, 0.15 * 9.81 * float(cell.model.body_subtreemass[cell.thing(step.object).root]))
    return lambda: simulation.touching(geoms, others) > enough


def _grasps(operator: Operator, object_id: str, start: Array) -> list[Grasp]:
    """Of the thing as it stands or lies; either finger may be the left one. The same ones whatever was done before."""
    cell = operator.cell
    thing, up, gripper = cell.thing(object_id), start[2, :3].round(2), cell.robot.gripper
    ahead = (start[:3, :3].T @ operator.ahead(start[:3, 3])).round(2) if cell.robot.planar else None
    key = (cell.world.digest, cell.robot.name, object_id, *up.tolist(), *(() if ahead is None else ahead.tolist()))
    if key not in _known:
        model, data = cell.world.start()
        solid = solid_of(model, data, thing.root, thing.geoms)
        down = -up / np.linalg.norm(up)
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[key] = sample_grasps(
            solid, down, gripper.open_m, operator.arm.hand_points(), np.random.default_rng(7), KEPT if ahead is None else KEPT_PLANAR,
            fixed_m=gripper.fixed_m, ahead=ahead,
        )
    both = _known[key] if gripper.fixed_m is not None else [turned for grasp in _known[key] for turned in (grasp, flipped(grasp))]
    return [fitted for grasp in both if (fitted := _fitted(operator, start, grasp)) is not None]


def _fitted(operator: Operator, start: Array, grasp: Grasp) -> Grasp | None:
    """As this kind of arm can take it of the thing at `start`, come to it and lift it; None when it cannot."""
    if not operator.cell.robot.planar:
        return grasp
    hand = operator.fitted(start @ grasp.pose)
    if hand is None or any(operator.fitted(moved(hand, by)) is None for by in (-APPROACHES_M[-1] * hand[:3, 2], np.array([0.0, 0.0, LIFTS_M[-1]]))):
        return None
    return replace(grasp, pose=inverse(start) @ hand)


MOST_KNOWN = 500
KEPT, KEPT_PLANAR = 30, 150
"""Of a thing's grasps; a planar arm can come at most of them from hardly anywhere."""

_known: dict[tuple, list[Grasp]] = {}
"""Grasps by scene, robot, thing and the way it stands: the same for every episode of a scene."""


def _pick(operator: Operator, object_id: str, start: Array, grasp: Grasp) -> Pick | None:
    hand = start @ grasp.pose
    if hand[2, 2] > 0.3:  # from below
        return None
    gripper = operator.cell.robot.gripper
    usual = min(1.0, (grasp.width_m + OPENED_BEYOND_M) / gripper.open_m)
    ways = ((opening, operator.reach(hand, opening, extra=1)) for opening in ((usual,) if gripper.fixed_m is None else (usual, 1.0)))
    opening, at = next(((opening, at) for opening, at in ways if at is not None), (usual, None))
    if at is None:
        return None
    for back in APPROACHES_M:
        before = moved(hand, -back * hand[:3, 2])
        way = operator.straight(at, before, opening, APPROACH_LOOKS)
        if way is None:
            continue
        lifts = [moved(hand, np.array([0.0, 0.0, lift])) for lift in LIFTS_M]
        ups = [(lifted, up[-1]) for lifted in lifts if (up := operator.straight(at, lifted, opening, 3, clear=False)) is not None]
        if ups:
            lifted, up = _lifted_out(operator, Held(object_id, inverse(grasp.pose)), ups)
            return Pick(grasp, opening, hand, before, way[-1], at, up, lifted)
    return None


def _lifted_out(operator: Operator, held: Held, ups: list[tuple[Array, Array]]) -> tuple[Array, Array]:
    """The first of the lifts (hand, joints) after which the thing stands clear of its neighbours, else the first at all."""
    operator.clearance.hold(held)
    found = next((each for each in ups if operator.clearance.free(each[1], 0.0)), ups[0])
    operator.clearance.see(operator.simulation)
    return found


def _place(operator: Operator, step: Step, start: Array, pick: Pick) -> Place | None:
    for thing in _goal_poses(operator, step, start):
        hand = thing @ pick.grasp.pose
        for height in ABOVE_M:
            above = moved(hand, np.array([0.0, 0.0, height]))
            ready = operator.reach(above, 0.0, extra=0, near=pick.up)
            if ready is None:
                continue
            way = operator.straight(ready, moved(hand, np.array([0.0, 0.0, 0.006])), 0.0, 4)
            if way is not None:
                return Place(hand, above, ready, way[-1])
    return None


def _goal_poses(operator: Operator, step: Step, start: Array) -> Iterator[Array]:
    """The thing as it stands now, at the goal, turned by several angles, a planar arm's first of all along with
    it; over a container a little above its floor."""
    assert step.goal_m is not None
    goal = np.array(step.goal_m)
    if step.relation == "in" and operator.cell.thing(step.reference).free:
        goal[:2] = operator.simulation.object_pose(step.reference)[:2, 3]
    along = operator.azimuth(goal) - operator.azimuth(start[:3, 3]) if operator.cell.robot.planar else 0.0
    for yaw in YAWS_RAD:
        made = about_z(along + yaw) @ start
        made[:3, 3] = goal
        if step.relation == "in":
            made[2, 3] += DROP_M
        yield made
