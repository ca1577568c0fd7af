"""Computes a scene's certificate from its USD file alone: nothing that a planner or solver claimed is believed."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import mujoco

from blueprint.contracts.certificate import REPAIR_NOTE, Certificate, JointRow, Metric, ObjectCounts, ObjectRow, Timing
from blueprint.contracts.scene import Scene
from blueprint.core.errors import ContractError
from blueprint.domain.assets.asset import Role
from blueprint.domain.certificate import fidelity, physical
from blueprint.domain.certificate.certificate import all_passed, not_run
from blueprint.domain.certificate.certificate import failures as failures
from blueprint.domain.physics.overlap import Overlaps, inside_share, overlaps
from blueprint.domain.physics.support import Support, rests_on_what_it_says, supports
from blueprint.domain.physics.trials import Lifts, Opening, Stability, Standing, equilibrium, lifts, openings, side_by_side, stability
from blueprint.domain.physics.warnings import collected_warnings
from blueprint.domain.physics.world import Thing, World, load
from blueprint.domain.usd.stage import read_scene

T = TypeVar("T")


@dataclass
class Measured:
    """All that the simulator said."""

    stability: Stability
    equilibrium: dict[str, Standing]
    equilibrium_freed: dict[str, Standing]
    lifts: Lifts
    openings: dict[str, Opening]
    overlaps: Overlaps
    inside: dict[str, float]
    supports: dict[str, Support]
    on_its_support: dict[str, bool]


def certify(scene_usda: Path) -> Certificate:
    """The certificate of a scene file; the same bytes give the same certificate, but for `timing`.

    Raises ContractError when MuJoCo cannot load the file. What needs the scene's own description (requests, relations, room) is
    `not_run` when the file has none.
    """
    seconds: dict[str, float] = {}
    world = _timed("load", seconds, lambda: load(scene_usda))
    with collected_warnings() as warnings:
        measured = _measure(world, seconds)
    scene, reason = _read(scene_usda)
    metrics = (*_physical(world, measured), *_timed("room_and_prompt", seconds, lambda: _fidelity(world, scene, reason)))
    return Certificate(
        scene_id=scene.scene_id if scene else scene_usda.stem,
        digest=world.digest,
        simulator=f"mujoco {mujoco.__version__}",
        objects=_counts(world, scene),
        passed=all_passed(metrics),
        metrics=metrics,
        rows=tuple(_row(world, scene, thing, measured) for thing in world.things.values()),
        unmet=tuple(f"{unmet.word}: {unmet.reason}" for unmet in scene.unmet) if scene else (),
        warnings=tuple(dict.fromkeys((*world.warnings, *warnings))),
        repairs=tuple(note.removeprefix(REPAIR_NOTE) for note in scene.notes if note.startswith(REPAIR_NOTE)) if scene else (),
        timing=Timing(metric_seconds={name: round(value, 4) for name, value in sorted(seconds.items())}),
    )


def _measure(world: World, seconds: dict[str, float]) -> Measured:
    """Two at a time, the longest first."""
    found_supports: dict[str, Support] = {}

    def held() -> dict[str, bool]:
        found_supports.update(supports(world))
        return rests_on_what_it_says(world, found_supports)

    freed, stands, watched, opened, lifted, deep, inside, own = side_by_side(
        [
            lambda: _timed("equilibrium_furniture_freed", seconds, lambda: equilibrium(world, free_furniture=True)),
            lambda: _timed("equilibrium", seconds, lambda: equilibrium(world)),
            lambda: _timed("stability_and_penetration", seconds, lambda: stability(world)),
            lambda: _timed("articulation", seconds, lambda: openings(world)),
            lambda: _timed("lift", seconds, lambda: lifts(world)),
            lambda: _timed("collision", seconds, lambda: overlaps(world)),
            lambda: _timed("bounds", seconds, lambda: inside_share(world)),
            lambda: _timed("support", seconds, held),
        ]
    )  # type: ignore[misc]
    return Measured(watched, stands, freed, lifted, opened, deep, inside, found_supports, own)  # type: ignore[arg-type]


def _timed(name: str, seconds: dict[str, float], task: Callable[[], T]) -> T:
    start = perf_counter()
    result = task()
    seconds[name] = perf_counter() - start
    return result


def _read(path: Path) -> tuple[Scene | None, str]:
    try:
        return read_scene(path), ""
    except ContractError as error:
        return None, str(error)


def _physical(world: World, measured: Measured) -> tuple[Metric, ...]:
    still = physical.still_in(world, measured.equilibrium)
    return (
        *physical.collision(world.things, measured.overlaps),
        physical.standing(measured.equilibrium),
        physical.standing_freed(measured.equilibrium_freed),
        *physical.molmospaces(measured.stability, measured.lifts, measured.openings),
        physical.bounds(measured.inside),
        *physical.support(measured.supports, measured.on_its_support, still),
    )


NEED_SCENE = (
    "navigability_0.2m", "navigability_0.3m", "door_clearance", "window_clearance", "prompt_counts", "prompt_accounted", "prompt_attributes",
    "prompt_relations", "relations_accounted",
)  # fmt: skip


def _fidelity(world: World, scene: Scene | None, reason: str) -> tuple[Metric, ...]:
    if scene is not None and (lost := [placed.id for placed in scene.objects if placed.id not in world.things]):
        scene, reason = None, f"the scene describes {', '.join(lost)}, of which the stage has no prim"
    if scene is None:
        return tuple(not_run(name, "", ">=", 1.0, "needs the scene's own description", "", reason) for name in NEED_SCENE)
    boxes = fidelity.measured_boxes(world, scene)
    return (
        fidelity.drivable(boxes, scene, 0.2),
        fidelity.drivable(boxes, scene, 0.3),
        *fidelity.openings_clear(boxes, scene),
        *fidelity.counts(scene, {thing.id: thing.category for thing in world.things.values()}),
        fidelity.attributes(scene, world.path, boxes),
        *fidelity.relations(boxes, scene),
    )


def _counts(world: World, scene: Scene | None) -> ObjectCounts:
    roles = [thing.role for thing in world.things.values()]
    return ObjectCounts(
        total=len(world.things),
        requested=sum(placed.requested for placed in scene.objects) if scene else 0,
        free=len(world.free),
        static=roles.count(Role.STATIC),
        manipulable=roles.count(Role.MANIPULABLE),
        articulated=roles.count(Role.ARTICULATED),
        joints=sum(len(thing.joints) for thing in world.things.values()),
        colliders=sum(len(thing.geoms) for thing in world.things.values()),
    )


def _row(world: World, scene: Scene | None, thing: Thing, measured: Measured) -> ObjectRow:
    colliding = [pair for pair in measured.overlaps.colliding if thing.id in (pair.a, pair.b)]
    stood, moved = measured.equilibrium.get(thing.id), measured.stability.motions.get(thing.id)
    lifted = measured.lifts.trials.get(thing.id)
    requested = {placed.id for placed in scene.objects if placed.requested} if scene else set()
    names = [world.model.joint(joint).name for joint in thing.joints]
    still = physical.still_in(world, measured.equilibrium)
    return ObjectRow(
        id=thing.id,
        category=thing.category,
        sim_role=thing.role,
        support=thing.support,
        requested=thing.id in requested,
        free=thing.free,
        mass_kg=_round(float(world.model.body_subtreemass[thing.root])) if thing.root else None,
        inside_share=round(measured.inside[thing.id], 6),
        collides_with=tuple(sorted({name for pair in colliding for name in (pair.a, pair.b)} - {thing.id})),
        collision_depth_m=round(max((pair.depth_m for pair in colliding), default=0.0), 6),
        supported=physical.is_supported(measured.supports[thing.id], still(thing.id)),
        rests_on_its_support=measured.on_its_support[thing.id],
        support_gap_m=round(measured.supports[thing.id].gap_m, 6),
        equilibrium_moved_m=_round(stood.moved_m) if stood else None,
        equilibrium_turned_rad=_round(stood.turned_rad) if stood else None,
        stability_drift_m=_round(moved.drift_m) if moved else None,
        stability_path_m=_round(moved.path_m) if moved else None,
        lift_force_n=_round(lifted.force_n) if lifted else None,
        lift_rose_m=_round(lifted.rose_m) if lifted else None,
        joints=tuple(
            JointRow(name=name, open_share=_round(measured.openings[name].open_share), drift_share=_round(measured.stability.joints[name]))
            for name in names
        ),
    )


def _round(value: float) -> float:
    """To a millionth, and finite: what flew away is 1 km off."""
    return round(min(value, 1000.0), 6) if value == value else 1000.0
