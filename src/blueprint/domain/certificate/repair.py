"""Mends what a certificate found, a little at a time and in words: parts what overlaps, lets things come to rest again, takes away
what nobody asked for. A thing that was asked for is moved at most, never taken away."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from blueprint.contracts.certificate import REPAIR_NOTE, Certificate, Metric, ObjectRow
from blueprint.contracts.scene import PlacedObject, Scene
from blueprint.domain.assets.asset import Placement, Role
from blueprint.domain.physics.settle import settle
from blueprint.domain.physics.world import OBJECTS, load
from blueprint.domain.scene.geometry import boxes_of
from blueprint.domain.scene.navigation import navigability
from blueprint.domain.usd.assemble import write_simulation

MAX_CHANGES = 8
PART_M = 0.004
RAISE_M = 0.002
FREE_M = 0.02
ON_TOP_M = 0.045  # less than what counts as a fall when it settles again
PARTED = frozenset({"collision_fraction", "collision_max_depth", "molmospaces_penetration"})
RESETTLED = frozenset({"equilibrium", "molmospaces_stability", "support", "support_relations"})
BROUGHT_IN = frozenset({"out_of_bounds", "architecture_depth"})
REMOVED = frozenset({"molmospaces_lift", "molmospaces_articulation", "door_clearance", "window_clearance"})


def repair(scene: Scene, certificate: Certificate) -> tuple[Scene, tuple[str, ...]] | None:
    """A scene with at most 8 changes, settled again, and what was changed; None when there is nothing that it may do.

    What a repair did stands in the scene's `notes` too. Call it again with the next certificate: what was moved in vain is then taken away.
    """
    missed = [metric for metric in certificate.metrics if metric.required and metric.status == "failed"]
    work = _Work(scene, certificate)
    if any(metric.name in PARTED for metric in missed):
        work.part()
    for metric in missed:
        if metric.name in BROUGHT_IN:
            work.bring_in(_ids(metric))
        elif metric.name in RESETTLED:
            work.settle_again(_ids(metric))
        elif metric.name in REMOVED:
            work.take_away(_ids(metric), metric.name)
        elif metric.name.startswith("navigability"):
            work.make_way(float(metric.name.removeprefix("navigability_").removesuffix("m")), metric.threshold)
    return work.finish()


def _ids(metric: Metric) -> list[str]:
    """Objects that missed; a joint's name begins with its object's path."""
    return list(dict.fromkeys(name.removeprefix(OBJECTS).split("/")[0] for name in metric.offenders))


class _Work:
    """A scene being mended."""

    def __init__(self, scene: Scene, certificate: Certificate) -> None:
        self.scene = scene
        self.rows: dict[str, ObjectRow] = {row.id: row for row in certificate.rows}
        self.objects: dict[str, PlacedObject] = {placed.id: placed for placed in scene.objects}
        self.notes: list[str] = []
        self.moved: set[str] = set()
        self.resettle = False

    def part(self) -> None:
        """Of each overlapping pair, moves or takes away the one that matters less."""
        done: set[str] = set()
        for row in sorted(self.rows.values(), key=lambda row: (-row.collision_depth_m, row.id)):
            for other in row.collides_with:
                lesser = min((row.id, other), key=lambda name: (self._weight(name), name))
                greater = other if lesser == row.id else row.id
                if lesser in done or greater in done or lesser not in self.objects or greater not in self.objects:
                    continue
                done.add(lesser)
                if self._was_mended(lesser):
                    self._drop(lesser, f"it overlapped {greater} by {row.collision_depth_m * 1000:.1f} mm also after it was moved")
                else:
                    self._push(lesser, greater, row.collision_depth_m)

    def settle_again(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.objects:
                continue
            if self._was_mended(name):
                self._drop(name, "it did not come to rest")
                continue
            x, y, z = self.objects[name].position_m
            if self.objects[name].role is Role.MANIPULABLE:
                self._move(name, (x, y, z + RAISE_M), "let down again, for it did not stand still")
            elif self.objects[name].support == "floor":
                self._move(name, (x, y, 0.0), "put on the floor")
            else:
                self._drop(name, "nothing held it")

    def bring_in(self, names: Iterable[str]) -> None:
        """Moves things that stick out of the room to inside, and takes away what does so again."""
        room = self.scene.room
        inner = np.array([[-room.width_m / 2, -room.depth_m / 2, 0.0], [room.width_m / 2, room.depth_m / 2, room.height_m]])
        boxes = boxes_of(self.scene)
        for name in names:
            if name not in self.objects:
                continue
            corners = boxes[name].box.corners
            shift = np.clip(inner[0] - corners.min(axis=0), 0, None) - np.clip(corners.max(axis=0) - inner[1], 0, None)
            if self._was_mended(name) or not shift.any():
                self._drop(name, "it stuck out of the room")
                continue
            x, y, z = (float(v) for v in np.add(self.objects[name].position_m, shift))
            self._move(name, (x, y, z), "moved into the room")

    def take_away(self, names: Iterable[str], why: str) -> None:
        """What was asked for is moved away from its nearest neighbour instead: that is mostly what it was caught on."""
        for name in names:
            neighbour = self._nearest(name)
            if name in self.objects and not self._may_go(name) and self._in_a_heap(name):
                x, y, z = self.objects[name].position_m
                self._move(name, (x, y, z + ON_TOP_M), f"put on top of what lies beside it, for it missed {why}")
            elif name in self.objects and not self._may_go(name) and neighbour and self.objects[name].role is Role.MANIPULABLE:
                self._push(name, neighbour, FREE_M)
            else:
                self._drop(name, f"it missed {why}")

    def make_way(self, robot_width_m: float, wanted: float) -> None:
        """Takes away up to three unrequested things on the floor, each time the one that frees the most."""
        for _ in range(3):
            boxes = boxes_of(self.scene.model_copy(update={"objects": tuple(self.objects.values())}))
            now = navigability(boxes, self.scene.room, robot_width_m)
            if now >= wanted:
                return
            loose = [o.id for o in self.objects.values() if o.placement is Placement.FLOOR and o.support == "floor" and self._may_go(o.id)]
            gains = {
                name: navigability({other: box for other, box in boxes.items() if other not in self._with_load(name)}, self.scene.room, robot_width_m)
                for name in loose
            }
            if not gains:
                return
            best = max(sorted(gains), key=lambda name: gains[name])
            if gains[best] <= now:
                return
            self._drop(best, f"a robot {robot_width_m:g} m wide could not get past")

    def finish(self) -> tuple[Scene, tuple[str, ...]] | None:
        if not self.notes:
            return None
        gone = {placed.id for placed in self.scene.objects} - set(self.objects)
        kept = tuple(relation for relation in self.scene.relations if not gone & {relation.subject, *relation.objects})
        said = tuple(self.notes)
        scene = self.scene.model_copy(
            update={"objects": tuple(self.objects.values()), "relations": kept, "notes": (*self.scene.notes, *(REPAIR_NOTE + note for note in said))}
        )
        return (_settled(scene) if self.resettle else scene), said

    def _in_a_heap(self, name: str) -> bool:
        """It lies in a bowl or basket with others, where aside is only into another."""
        carrier = self.objects.get(self.objects[name].support)
        return carrier is not None and carrier.role is Role.MANIPULABLE and len(self._with_load(carrier.id)) > 2

    def _nearest(self, name: str) -> str | None:
        """The nearest thing on the same support."""
        mine = self.objects.get(name)
        others = [other for other in self.objects.values() if mine and other.support == mine.support and other.id != name]
        return min(others, key=lambda other: (math.dist(other.position_m, mine.position_m), other.id)).id if mine and others else None

    def _weight(self, name: str) -> tuple[bool, bool, float]:
        """What matters less comes first: unrequested before requested, small before large, fixed last."""
        placed, row = self.objects.get(name), self.rows[name]
        return (placed.requested if placed else True, placed.role is not Role.MANIPULABLE if placed else True, row.mass_kg or 1e6)

    def _push(self, name: str, other: str, depth_m: float) -> None:
        mine, theirs = self.objects[name], self.objects[other]
        way = np.subtract(mine.position_m, theirs.position_m)[:2]
        length = float(np.linalg.norm(way))
        step = (way / length if length > 1e-6 else np.array([1.0, 0.0])) * (depth_m + PART_M)
        x, y, z = mine.position_m
        lift = RAISE_M if mine.role is Role.MANIPULABLE else 0.0
        self._move(name, (float(x + step[0]), float(y + step[1]), z + lift), f"moved {(depth_m + PART_M) * 1000:.0f} mm away from {other}")

    def _move(self, name: str, position: tuple[float, float, float], what: str) -> None:
        if len(self.notes) < MAX_CHANGES and name not in self.moved:
            self.moved.add(name)
            shift = np.subtract(position, self.objects[name].position_m)
            for carried in self._with_load(name):
                there = tuple(float(v) for v in np.add(self.objects[carried].position_m, shift))
                self.objects[carried] = self.objects[carried].model_copy(update={"position_m": there})
            self.notes.append(f"{name} {what}")
            self.resettle = True

    def _drop(self, name: str, why: str) -> None:
        if name not in self.objects or not self._may_go(name) or len(self.notes) >= MAX_CHANGES:
            return
        load_too = sorted(self._with_load(name) - {name})
        for gone in self._with_load(name):
            del self.objects[gone]
        self.notes.append(f"{name} taken away, for {why}" + (f" (and with it {', '.join(load_too)})" if load_too else ""))
        self.resettle = True

    def _may_go(self, name: str) -> bool:
        return all(not self.objects[carried].requested for carried in self._with_load(name))

    def _with_load(self, name: str) -> set[str]:
        """An object and all that rests on it."""
        found, grown = {name}, True
        while grown:
            more = {placed.id for placed in self.objects.values() if placed.support in found} - found
            grown = bool(more)
            found |= more
        return found & set(self.objects)

    def _was_mended(self, name: str) -> bool:
        return any(note.startswith(f"{REPAIR_NOTE}{name} ") for note in self.scene.notes)


def _settled(scene: Scene) -> Scene:
    """Everything free at rest, as far as it stayed near; what would fall is left for the next certificate to name."""
    with tempfile.TemporaryDirectory() as folder:
        found = settle(load(write_simulation(scene, Path(folder))))
    stayed = {name: pose for name, pose in found.poses.items() if name not in found.fallen}
    objects = [
        placed.model_copy(update={"position_m": stayed[placed.id].position_m, "rotation_wxyz": stayed[placed.id].rotation_wxyz})
        if placed.id in stayed
        else placed
        for placed in scene.objects
    ]
    return scene.model_copy(update={"objects": tuple(objects)})
