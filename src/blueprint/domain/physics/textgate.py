"""The text stage's gate (jobs.md §2.2, §4.2): the solver's scene is dropped into the simulator, and what moved is measured and written back."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

from blueprint.contracts.scene import Role, Scene
from blueprint.contracts.textgen import GateMetrics, SettleReport
from blueprint.domain.physics.overlap import overlaps
from blueprint.domain.physics.settle import Settled, settle
from blueprint.domain.physics.support import supports
from blueprint.domain.physics.trials import lifts, openings, side_by_side
from blueprint.domain.physics.world import World, load
from blueprint.domain.usd.assemble import asset_names, write_simulation
from blueprint.domain.usd.stage import write_stage

DRIFT_M = 0.01
MIN_OBJECTS = 5
MAX_COLLISION_PCT = 6.0
MIN_STABILITY_PCT = 85.0


@dataclass(frozen=True)
class Measured:
    """scene: with settled poses. failures: what misses the gate, by metric and object. blemishes: what else is wrong with it."""

    scene: Scene
    metrics: GateMetrics
    settle: SettleReport
    failures: tuple[str, ...]
    blemishes: tuple[str, ...] = ()


def measure(scene: Scene, folder: Path) -> Measured:
    """Writes the scene's physics into `folder`, settles it there, and measures at rest (a) which share of the objects runs more than 1 mm into
    another, (b) which share of the free ones stayed within 1 cm of where the solver put it. Thresholds: ≤ 6 %, ≥ 85 %, ≥ 5 objects.
    blemishes: what would cost the scene its certificate (a joint that does not open, a thing that cannot be lifted or stands on nothing)."""
    path = write_simulation(scene, folder)
    found = settle(load(path))
    settled = with_poses(scene, found)
    world = load(write_stage(settled, asset_names(settled), folder / "usd"))
    colliding = overlaps(world).colliding
    hit = {name for pair in colliding for name in (pair.a, pair.b)}
    free = len(found.poses) or 1
    moved = sorted(name for name, distance in found.moved_m.items() if distance > DRIFT_M)
    depths = [pair.depth_m * 1000 for pair in colliding]
    metrics = GateMetrics(
        object_count=len(scene.objects), collision_rate_pct=round(100 * len(hit) / max(len(scene.objects), 1), 3),
        mean_collision_depth_mm=round(sum(depths) / len(depths), 4) if depths else 0.0, stability_pct=round(100 * (1 - len(moved) / free), 3),
        fallen_object_rate_pct=round(100 * len(found.fallen) / free, 3), articulated_coverage_pct=100.0,
    )  # fmt: skip
    report = SettleReport(time_s=found.seconds, max_drift_m=round(max(found.moved_m.values(), default=0.0), 5), max_tilt_deg=round(_max_tilt(scene, settled), 3))
    failures = [f"object_count {metrics.object_count} < {MIN_OBJECTS}"] if metrics.object_count < MIN_OBJECTS else []
    if metrics.collision_rate_pct > MAX_COLLISION_PCT:
        failures.append(f"collision_rate_pct {metrics.collision_rate_pct} > {MAX_COLLISION_PCT}: {', '.join(sorted(hit))}")
    if metrics.stability_pct < MIN_STABILITY_PCT:
        failures.append(f"stability_pct {metrics.stability_pct} < {MIN_STABILITY_PCT}: {', '.join(moved)}")
    return Measured(settled, metrics, report, tuple(failures), tuple(sorted(hit)) + _blemishes(world))


def without_blemished(measured: Measured) -> Measured:
    """Leaves out the things that nobody asked for, that carry nothing, and that are not as they should be; says so in the scene's notes."""
    scene = measured.scene
    carrying = {placed.support for placed in scene.objects}
    out = {
        placed.id for placed in scene.objects
        if placed.id in measured.blemishes and placed.role is Role.MANIPULABLE and not placed.requested and placed.id not in carrying
    }  # fmt: skip
    kept = tuple(placed for placed in scene.objects if placed.id not in out)
    relations = tuple(relation for relation in scene.relations if not out & {relation.subject, *relation.objects})
    notes = tuple(f"left out {name}: it did not stand, could not be lifted, or ran into something" for name in sorted(out))
    lighter = scene.model_copy(update={"objects": kept, "relations": relations, "notes": scene.notes + notes})
    metrics = measured.metrics.model_copy(update={"object_count": len(kept)})
    return replace(measured, scene=lighter, metrics=metrics, blemishes=tuple(name for name in measured.blemishes if name not in out))


def _blemishes(world: World) -> tuple[str, ...]:
    def stuck() -> list[str]:
        return [name for name, opening in openings(world).items() if not opening.opened]

    def held() -> list[str]:
        return [name for name, lift in lifts(world).trials.items() if not lift.lifted]

    found = [name for names in side_by_side([stuck, held]) for name in names]
    return (*sorted(found), *sorted(name for name, support in supports(world).items() if not support.held))


def with_poses(scene: Scene, found: Settled) -> Scene:
    """The scene with the poses the simulator came to rest in."""
    objects = tuple(
        placed.model_copy(update={"position_m": pose.position_m, "rotation_wxyz": pose.rotation_wxyz})
        if (pose := found.poses.get(placed.id))
        else placed
        for placed in scene.objects
    )
    return scene.model_copy(update={"objects": objects})


def _max_tilt(before: Scene, after: Scene) -> float:
    """Largest angle, in degrees, between an object's upright before and after."""
    largest = 0.0
    for old, new in zip(before.objects, after.objects, strict=True):
        dot = abs(sum(a * b for a, b in zip(old.rotation_wxyz, new.rotation_wxyz, strict=True)))
        largest = max(largest, math.degrees(2 * math.acos(min(1.0, dot))))
    return largest
