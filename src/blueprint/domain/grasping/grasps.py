"""Grasps by two parallel fingers: antipodal pairs of points on a thing's colliders.

A pair is antipodal when the line between its points lies within both friction cones (Nguyen, "Constructing force-closure grasps", IJRR 1988).
Sampled on the surface, measured through the material, so that a mug is taken by its wall or handle when it is too wide for the hand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from blueprint.domain.grasping.solid import Array, Solid

THINNEST_M = 0.002
CLEARANCE_M = 0.006
"""The open hand is wider than the thing by this much on each side."""

LARGEST_SLANT_RAD = 0.26
"""Between the line of the pair and the normals: half of what friction 0.6 would hold."""

_TURNS = np.radians([0.0, 25.0, -25.0, 50.0, -50.0, 75.0, -75.0, 90.0, -90.0])


@dataclass(frozen=True)
class Grasp:
    """pose: (4, 4) of the hand's grasp site in the thing's frame: Z the way the hand comes, Y along the fingers' closing. width_m between the pads.
    cost: lower is steadier."""

    pose: Array
    width_m: float
    cost: float


def sample_grasps(solid: Solid, rotation: Array, widest_m: float, rng: np.random.Generator, points: int = 160, keep: int = 40) -> list[Grasp]:
    """Grasps of a thing that stands as `rotation` (3, 3, thing to world) says, the steadiest first, no two nearly alike.

    The hand comes from above as far as the pair allows; every pair is offered at several angles around its line. widest_m: the hand's opening.
    """
    starts, normals = _surface(solid, rng, points)
    width, leaving = solid.through(starts, -normals)
    slant = np.arccos(np.clip((leaving * -normals).sum(axis=1), -1, 1))
    good = (width >= THINNEST_M) & (width <= widest_m - 2 * CLEARANCE_M) & (slant <= LARGEST_SLANT_RAD)
    down = rotation.T @ np.array([0.0, 0.0, -1.0])
    found: list[Grasp] = []
    for start, normal, wide in zip(starts[good], normals[good], width[good], strict=True):
        found += _around(solid, start - normal * wide / 2, normal, float(wide), down, widest_m)
    found.sort(key=lambda grasp: grasp.cost)
    return _distinct(found, keep)


def _surface(solid: Solid, rng: np.random.Generator, count: int) -> tuple[Array, Array]:
    """Points spread over the outside, (n, 3), and their outward normals."""
    triangles = np.concatenate([part.triangles for part in solid.parts])
    normals = np.concatenate([part.normals for part in solid.parts])
    areas = np.concatenate([part.areas for part in solid.parts])
    chosen = rng.choice(len(areas), size=count, p=areas / areas.sum())
    u, v = np.sqrt(rng.random(count)), rng.random(count)
    weights = np.stack([1 - u, u * (1 - v), u * v], axis=1)
    points = (weights[:, :, None] * triangles[chosen]).sum(axis=1)
    outside = ~solid.inside(points + normals[chosen] * 1e-4, 0.0)
    return points[outside], normals[chosen][outside]


def _around(solid: Solid, center: Array, closing: Array, width: float, down: Array, widest_m: float) -> list[Grasp]:
    flat = down - closing * (down @ closing)
    if np.linalg.norm(flat) < 0.2:  # the pair is one above the other: the hand comes from the side, any side
        flat = np.cross(closing, [1.0, 0.0, 0.0] if abs(closing[0]) < 0.9 else [0.0, 1.0, 0.0])
    flat = flat / np.linalg.norm(flat)
    side = np.cross(closing, flat)
    lever = float(np.linalg.norm(np.cross(center - solid.center, down)))
    grasps = []
    for turn in _TURNS:
        approach = np.cos(turn) * flat + np.sin(turn) * side
        pose = np.eye(4)
        pose[:3, :3] = np.stack([np.cross(closing, approach), closing, approach], axis=1)
        pose[:3, 3] = center
        tilt = 1 - float(approach @ down)
        cost = 4.0 * lever + 0.12 * tilt + 0.5 * width / widest_m * 0.1 + 0.3 * max(0.0, float((solid.center - center) @ -down))
        grasps.append(Grasp(pose, width, cost))
    return grasps


def _distinct(ranked: list[Grasp], keep: int) -> list[Grasp]:
    """The best ones, leaving out what is within 1 cm and 20° of a better one (either finger may be the left one)."""
    kept: list[Grasp] = []
    centers, axes, ways = np.empty((0, 3)), np.empty((0, 3)), np.empty((0, 3))
    for grasp in ranked:
        center, axis, way = grasp.pose[:3, 3], grasp.pose[:3, 1], grasp.pose[:3, 2]
        near = (np.linalg.norm(centers - center, axis=1) < 0.01) & (np.abs(axes @ axis) > 0.94) & (ways @ way > 0.94)
        if near.any():
            continue
        kept.append(grasp)
        if len(kept) == keep:
            break
        centers, axes, ways = np.vstack([centers, center]), np.vstack([axes, axis]), np.vstack([ways, way])
    return kept


def flipped(grasp: Grasp) -> Grasp:
    """The same grasp with the fingers exchanged: a parallel hand turned by half a turn around its approach."""
    turn = np.diag([-1.0, -1.0, 1.0, 1.0])
    return Grasp(grasp.pose @ turn, grasp.width_m, grasp.cost)
