"""The certificate's metrics about the room and the sentence: can a robot drive, are doors free, is it what was asked for."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from blueprint.contracts.certificate import Metric
from blueprint.contracts.scene import PlacedObject, Relation, Request, Scene
from blueprint.domain.assets.catalogue import info_of
from blueprint.domain.assets.palette import COLORS, MATERIALS
from blueprint.domain.certificate.certificate import judged
from blueprint.domain.certificate.physical import SCENEEVAL
from blueprint.domain.physics.geometry import surface_points
from blueprint.domain.physics.world import OBJECTS, World
from blueprint.domain.scene.geometry import Box, PlacedBox, front_of, rotation_matrix
from blueprint.domain.scene.navigation import OpeningClearance, navigability, opening_clearance
from blueprint.domain.scene.relations import evaluate, in_words

COLOR_DISTANCE = 0.15
WINDOW_FREE = 0.8


def measured_boxes(world: World, scene: Scene) -> dict[str, PlacedBox]:
    """Oriented boxes around the colliders as the simulator has them, in each object's own axes."""
    model, data = world.start()
    found = {}
    for placed in scene.objects:
        thing = world.things[placed.id]
        rotation = rotation_matrix(placed.rotation_wxyz)
        points = np.vstack([surface_points(model, data, geom) for geom in thing.geoms]) @ rotation
        low, high = points.min(axis=0), points.max(axis=0)
        box = Box(rotation @ ((low + high) / 2), (high - low) / 2, rotation)
        found[placed.id] = PlacedBox(placed.id, placed.category, box, front_of(rotation), placed.support, placed.group)
    return found


def drivable(boxes: Mapping[str, PlacedBox], scene: Scene, robot_width_m: float) -> Metric:
    return judged(
        f"navigability_{robot_width_m:g}m", navigability(boxes, scene.room, robot_width_m), "", ">=", 0.95,
        f"NAV: largest connected floor that a robot {robot_width_m:g} m wide can be on ÷ all such floor, 256 px grid, "
        "objects centred above 2 m left out, carpets driven over",
        SCENEEVAL.format("navigability.py"),
    )  # fmt: skip


def openings_clear(boxes: Mapping[str, PlacedBox], scene: Scene) -> tuple[Metric, Metric]:
    """Doors and windows."""
    found = opening_clearance(boxes, scene.room)
    return _clear([one for one in found if one.kind == "door"], "door", "its own width", 0.999), _clear(
        [one for one in found if one.kind == "window"], "window", "0.5 m", WINDOW_FREE
    )


def _clear(found: list[OpeningClearance], kind: str, depth: str, least: float) -> Metric:
    blocked = [one for one in found if one.free_fraction < least]
    return judged(
        f"{kind}_clearance", min((one.free_fraction for one in found), default=1.0), "", ">=", least,
        f"least share of a {kind}'s area that nothing in the volume before it, {depth} deep, hides",
        SCENEEVAL.format("opening_clearance.py"), tuple(sorted({name for one in blocked for name in one.blocked_by})),
        {"openings": len(found), "quite_free": sum(not one.blocked_by for one in found)},
    )  # fmt: skip


def counts(scene: Scene, present: Mapping[str, str]) -> tuple[Metric, Metric]:
    """Recall of what was asked for; and whether all of it is there or said to be missing. present: object id → category, in the simulator."""
    short = [request for request in scene.requests if _found(scene, present, request) != request.count]
    said = {entry.word for entry in scene.unmet}
    silent = [request for request in short if request.words not in said and request.category.replace("_", " ") not in said]
    asked = sum(request.count for request in scene.requests)
    details: dict[str, float] = {"requests": len(scene.requests), "objects_asked_for": asked, "unmet_words": len(scene.unmet)}
    return (
        judged(
            "prompt_counts", _share(len(scene.requests), len(short)), "", ">=", 1.0,
            "things asked for that are there in exactly the number asked for ÷ things asked for", SCENEEVAL.format("obj_count.py"),
            _shortages(scene, present, short), details, required=False,
        ),
        judged(
            "prompt_accounted", _share(len(scene.requests), len(silent)), "", ">=", 1.0,
            "things asked for that are there in the number asked for, or stand in `unmet` with the reason ÷ things asked for", "Blueprint",
            _shortages(scene, present, silent), details,
        ),
    )  # fmt: skip


def _shortages(scene: Scene, present: Mapping[str, str], requests: list[Request]) -> tuple[str, ...]:
    return tuple(f"{request.group} ({_found(scene, present, request)} of {request.count} {request.category})" for request in requests)


def _found(scene: Scene, present: Mapping[str, str], request: Request) -> int:
    return sum(placed.group == request.group and present.get(placed.id) == request.category for placed in scene.objects)


def attributes(scene: Scene, path: Path, boxes: Mapping[str, PlacedBox]) -> Metric:
    """Colour and material as authored on the visible geometry, size by the box among the category's sizes."""
    asked = [(request, placed) for request in scene.requests for placed in scene.objects if placed.group == request.group]
    looks = _looks(path, [placed.id for request, placed in asked if request.color or request.material])
    missed: list[str] = []
    total = 0
    for request, placed in asked:
        colors, materials = looks.get(placed.id, ([], []))
        verdicts = {
            "color": _has_color(request.color, colors) if request.color else None,
            "material": _has_material(request.material, materials) if request.material else None,
            "size": _has_size(request.size, placed, boxes[placed.id]) if request.size else None,
        }
        total += sum(verdict is not None for verdict in verdicts.values())
        missed += [f"{placed.id} ({name})" for name, verdict in verdicts.items() if verdict is False]
    return judged(
        "prompt_attributes", _share(total, len(missed)), "", ">=", 0.9,
        "colours (a visible part within 0.15 of the named colour in RGB), materials (a visible part of that substance) and sizes (below, "
        "above the middle of the category's range) asked for that hold ÷ asked for",
        "SceneEval's attribute metric without a judge: read from the USD", tuple(missed), {"attributes": total},
    )  # fmt: skip


def _looks(path: Path, ids: list[str]) -> dict[str, tuple[list[np.ndarray], list[str]]]:
    """Per object: the colours of its visible geometry, and the names and substances of its materials."""
    from pxr import Usd, UsdGeom, UsdPhysics, UsdShade

    stage = Usd.Stage.Open(str(path))
    looks: dict[str, tuple[list[np.ndarray], list[str]]] = {}
    for name in ids:
        colors, materials = looks.setdefault(name, ([], []))
        for prim in Usd.PrimRange(stage.GetPrimAtPath(OBJECTS + name), Usd.TraverseInstanceProxies()):
            if not prim.IsA(UsdGeom.Gprim) or prim.HasAPI(UsdPhysics.CollisionAPI):
                continue
            colors += [np.array(color) for color in UsdGeom.Gprim(prim).GetDisplayColorAttr().Get() or ()]
            bound = UsdShade.MaterialBindingAPI(prim).ComputeBoundMaterial()[0]
            if bound:
                materials.append(bound.GetPrim().GetName())
                materials += list(bound.GetPrim().GetAttribute("semantics:labels:material").Get() or ())
    return looks


def _has_color(wanted: str, found: list[np.ndarray]) -> bool:
    return wanted in COLORS and any(float(np.linalg.norm(color - np.array(COLORS[wanted]))) <= COLOR_DISTANCE for color in found)


def _has_material(wanted: str, found: list[str]) -> bool:
    substance = MATERIALS[wanted].substance if wanted in MATERIALS else wanted
    return any(name.replace("_", " ").startswith(wanted) or name == substance for name in found)


def _has_size(wanted: str, placed: PlacedObject, box: PlacedBox) -> bool:
    ranges = info_of(placed.category).size_m
    shares = [(2 * half - low) / (high - low) for half, (low, high) in zip(box.box.half_extents, ranges, strict=True) if high > low]
    middle = float(np.mean(shares)) if shares else 0.5
    return {"small": middle <= 0.5, "large": middle >= 0.5}.get(wanted, True)


def relations(boxes: Mapping[str, PlacedBox], scene: Scene) -> tuple[Metric, Metric, Metric]:
    """Those that the sentence says; whether all of these hold or are said not to; those of the planner's own taste."""
    missed = {
        hard: [relation for relation in scene.relations if relation.hard == hard and not evaluate(relation, boxes, scene.room)] for hard in (True, False)
    }
    asked = sum(relation.hard for relation in scene.relations)
    said = {entry.word for entry in scene.unmet}
    silent = [relation for relation in missed[True] if _in_words(scene, relation) not in said]
    source = SCENEEVAL.format("obj_obj_relationship.py, obj_arch_relationship.py")
    holds = "relations that {} and that hold in the measured boxes ÷ all those"
    return (
        judged(
            "prompt_relations", _share(asked, len(missed[True])), "", ">=", 0.9, holds.format("the sentence states"), source, _named(missed[True]),
            {"relations": asked}, required=False,
        ),
        judged(
            "relations_accounted", _share(asked, len(silent)), "", ">=", 0.9,
            "relations that the sentence states and that hold in the measured boxes, or stand in `unmet` with the reason ÷ all those", "Blueprint",
            _named(silent), {"relations": asked},
        ),
        judged(
            "furnishing_relations", _share(len(scene.relations) - asked, len(missed[False])), "", ">=", 0.9, holds.format("such a room is furnished by"),
            source, _named(missed[False]), {"relations": len(scene.relations) - asked}, required=False,
        ),
    )  # fmt: skip


def _named(found: list[Relation]) -> tuple[str, ...]:
    return tuple(" ".join((r.subject, r.kind, *r.objects)) for r in found)


def _in_words(scene: Scene, relation: Relation) -> str:
    """As the scene's `unmet` says it."""
    words = {request.group: request.words for request in scene.requests}
    names = {placed.id: words.get(placed.group) or placed.category.replace("_", " ") for placed in scene.objects}
    return in_words(relation.kind, names[relation.subject], [names[name] for name in relation.objects])


def _share(total: int, missed: int) -> float:
    return 1.0 - missed / total if total else 1.0
