"""The certificate's metrics that the simulator gives: collision, rest, lifting, opening, bounds, support."""

from __future__ import annotations

from collections.abc import Callable
from statistics import fmean, median

from blueprint.contracts.certificate import Metric
from blueprint.domain.certificate.certificate import judged
from blueprint.domain.physics.overlap import COLLISION_M, INSIDE_SHARE, Overlaps
from blueprint.domain.physics.support import Support
from blueprint.domain.physics.trials import Lifts, Opening, Stability, Standing
from blueprint.domain.physics.world import Thing, World

STABLE_M, STABLE_RAD = 0.01, 0.1
DRIFT_M, PATH_M, JOINT_DRIFT, PENETRATION_M = 0.05, 0.10, 0.10, 0.01

SCENESMITH = "SceneSmith's fork of SceneEval (nepfaff/SceneEval, configs/metrics.yaml), computed by MuJoCo"
MOLMOSPACES = "MolmoSpaces (allenai/molmospaces, mlspaces_tests/scenes/{})"
SCENEEVAL = "SceneEval (3dlg-hcvc/SceneEval, metrics/{})"


def collision(things: dict[str, Thing], found: Overlaps) -> tuple[Metric, ...]:
    """COL, its deepest overlap, and the depth in the architecture."""
    pairs = found.colliding
    offenders = tuple(sorted({name for pair in pairs for name in (pair.a, pair.b)}))
    depths = [pair.depth_m for pair in pairs]
    deepest = max((pair.depth_m for pair in found.between_objects), default=0.0)
    statistics = {"pairs": len(pairs), "mean_depth_m": fmean(depths) if depths else 0.0, "median_depth_m": median(depths) if depths else 0.0}
    floor = [pair for pair in found.with_architecture if pair.b.startswith("Floor")]
    walls = [pair for pair in found.with_architecture if not pair.b.startswith("Floor")]
    sunk = {pair.a: pair.depth_m for pair in found.with_architecture if pair.depth_m > PENETRATION_M}
    return (
        judged(
            "collision_fraction", len(offenders) / max(len(things), 1), "", "<=", 0.005,
            f"COL @{COLLISION_M * 1000:g} mm: objects that overlap another object by more than {COLLISION_M * 1000:g} mm ÷ objects, over the convex "
            "colliders of different objects at the authored poses, fixed ones among each other too; carpets and the architecture left out",
            SCENESMITH, offenders, {**statistics, "objects": len(things)},
        ),
        judged(
            "collision_max_depth", deepest, "m", "<=", 0.003, "deepest overlap of two different objects' colliders",
            SCENESMITH, tuple(name for pair in found.between_objects if pair.depth_m > 0.003 for name in (pair.a, pair.b)),
        ),
        judged(
            "architecture_depth", max((pair.depth_m for pair in found.with_architecture), default=0.0), "m", "<=", PENETRATION_M,
            "deepest overlap of an object with floor, wall or ceiling",
            "ours, with the limit of MolmoSpaces' penetration test", tuple(sunk),
            {"floor_max_m": max((p.depth_m for p in floor), default=0.0), "floor_contacts": len(floor),
             "wall_and_ceiling_max_m": max((p.depth_m for p in walls), default=0.0), "wall_and_ceiling_contacts": len(walls)},
        ),
    )  # fmt: skip


def standing(found: dict[str, Standing]) -> Metric:
    """STB over the free objects."""
    return _standing(
        found, "equilibrium", True,
        "STB: free objects that move ≤ 1 cm and turn ≤ 0.1 rad in 5 s under gravity (step 1 ms) ÷ free objects; fixed furniture, and what hangs on "
        "walls and ceiling, is welded",
    )  # fmt: skip


def standing_freed(found: dict[str, Standing]) -> Metric:
    """STB with the furniture freed."""
    return _standing(
        found, "equilibrium_furniture_freed", False,
        "STB with all that stands on the floor or on other things free, also what the scene fixes (only wall and ceiling things stay welded; carpets "
        "do not collide): objects that move ≤ 1 cm and turn ≤ 0.1 rad in 5 s ÷ simulated objects",
    )  # fmt: skip


def _standing(found: dict[str, Standing], name: str, required: bool, definition: str) -> Metric:
    fell = tuple(name for name, one in found.items() if not is_stable(one))
    moved = [min(one.moved_m, 100.0) for one in found.values()]
    details = {
        "objects": len(found), "max_moved_m": max(moved, default=0.0), "mean_moved_m": fmean(moved) if moved else 0.0,
        "max_turned_rad": max((min(one.turned_rad, 4.0) for one in found.values()), default=0.0),
    }  # fmt: skip
    return judged(name, _share(len(found), len(fell)), "", ">=", 0.995, definition, SCENESMITH, fell, details, required)


def is_stable(one: Standing) -> bool:
    return one.moved_m <= STABLE_M and one.turned_rad <= STABLE_RAD


def molmospaces(found: Stability, lifted: Lifts, opened: dict[str, Opening]) -> tuple[Metric, ...]:
    """The four scene tests."""
    return (_stability(found), _penetration(found), _lift(lifted), _articulation(opened))


def _stability(found: Stability) -> Metric:
    moving = [name for name, one in found.motions.items() if not (one.drift_m < DRIFT_M and one.path_m < PATH_M)]
    drifting = [name for name, share in found.joints.items() if not share < JOINT_DRIFT]
    total = len(found.motions) + len(found.joints)
    return judged(
        "molmospaces_stability", _share(total, len(moving) + len(drifting)), "", ">=", 1.0,
        "free objects and joints that stay, in 3 s after 1 s of settling (step 2 ms): drift < 5 cm, path < 10 cm, joint < 10 % of its range",
        MOLMOSPACES.format("test_stability_mp.py"), (*moving, *drifting),
        {"objects": len(found.motions), "joints": len(found.joints), "max_drift_m": _most(m.drift_m for m in found.motions.values()),
         "max_path_m": _most(m.path_m for m in found.motions.values()), "max_joint_drift_share": _most(found.joints.values())},
    )  # fmt: skip


def _penetration(found: Stability) -> Metric:
    deep = [contact for contact in found.contacts if contact.depth_m > PENETRATION_M]
    return judged(
        "molmospaces_penetration", _most(contact.depth_m for contact in found.contacts), "m", "<=", PENETRATION_M,
        "deepest contact after 1 s of settling", MOLMOSPACES.format("test_penetration_objects.py"),
        tuple(sorted({name for contact in deep for name in (contact.a, contact.b)})), {"contacts": len(found.contacts)},
    )  # fmt: skip


def _lift(found: Lifts) -> Metric:
    stuck = tuple(name for name, one in found.trials.items() if not one.lifted)
    return judged(
        "molmospaces_lift", _share(len(found.trials), len(stuck)), "", ">=", 1.0,
        "pickupable objects that a force of m·(g + 0.3) + 0.5 N, at most 30 N, moves 5 cm within 1 s ÷ pickupable objects; m with all that rests "
        "on it; free objects that 30 N cannot hold are not pickupable",
        MOLMOSPACES.format("test_lift_force_mp.py --exclude-heavy"), stuck,
        {"objects": len(found.trials), "too_heavy": len(found.heavy), "max_force_n": _most(one.force_n for one in found.trials.values())},
    )  # fmt: skip


def _articulation(found: dict[str, Opening]) -> Metric:
    shut = tuple(name for name, one in found.items() if not one.opened)
    return judged(
        "molmospaces_articulation", _share(len(found), len(shut)), "", ">=", 1.0,
        "joints that 20 N at the handle, along its way, open by ≥ 66.7 % of their range within 2 s ÷ joints",
        MOLMOSPACES.format("test_articulation_force_mp.py"), shut,
        {"joints": len(found), "least_open_share": min((one.open_share for one in found.values()), default=1.0)},
    )  # fmt: skip


def bounds(found: dict[str, float]) -> Metric:
    out = tuple(name for name, share in found.items() if share < INSIDE_SHARE)
    return judged(
        "out_of_bounds", len(out) / max(len(found), 1), "", "<=", 0.0, "objects with less than 99 % of their colliders' volume in the room ÷ objects",
        SCENEEVAL.format("out_of_bound.py"), out, {"objects": len(found)},
    )  # fmt: skip


def support(found: dict[str, Support], on_its_own: dict[str, bool], still: Callable[[str], bool]) -> tuple[Metric, ...]:
    """Whether all rests on something, and on what it is said to rest on. still: whether a free object stands still in STB."""
    hanging = tuple(name for name, one in found.items() if not is_supported(one, still(name)))
    astray = tuple(name for name, holds in on_its_own.items() if not holds)
    return (
        judged(
            "support", _share(len(found), len(hanging)), "", ">=", 1.0,
            "objects held up: ≥ 4 points under them within 1 cm with the centroid inside their hull; a free one also if it touches something and "
            "stands still in STB; on wall and ceiling any contact within 1 cm",
            SCENEEVAL.format("support.py"), hanging,
        ),
        judged(
            "support_relations", _share(len(on_its_own), len(astray)), "", ">=", 1.0,
            "objects within 1 cm of what the scene says they rest on, or of another such object there",
            "ours, with SceneEval's contact distance", astray,
        ),
    )  # fmt: skip


def is_supported(one: Support, still: bool) -> bool:
    return one.held or (still and one.gap_m <= 0.01)


def still_in(world: World, found: dict[str, Standing]) -> Callable[[str], bool]:
    return lambda name: world.things[name].free and name in found and is_stable(found[name])


def _share(total: int, missed: int) -> float:
    """Of nothing, all pass; `details` says that it was nothing."""
    return 1.0 - missed / total if total else 1.0


def _most(values: object) -> float:
    return max((float(value) for value in values), default=0.0)  # type: ignore[attr-defined]
