"""Grasps by two parallel fingers: lines through a thing along which both fingers find a face that holds.

A pair of points is antipodal when the line between them lies within both friction cones (Nguyen, "Constructing force-closure grasps", IJRR
1988). The lines are cast through the material in the directions in which an open hand can come, so that a mug is taken by its wall or handle
when it is too wide for the hand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from blueprint.domain.grasping.solid import Array, Solid

THINNEST_M = 0.002
CLEARANCE_M = 0.0045
"""The open hand is wider than the thing by this much on each side."""

GROUND_M = 0.005
"""The open hand stays this far above what the thing stands on."""

LARGEST_SLANT_RAD = 0.4
"""Between the line and the faces' normals: less than half of what the pads' friction would hold."""

BEARS_M, GIVES_M, UNBACKED = 0.006, 0.004, 0.08
"""How far from its middle a pad should bear as well, how much less wide the thing may be there, and what it costs when it does not anywhere."""

TILTS_RAD = (0.0, 0.5, 1.0, 1.5)
FINER_TILTS_RAD = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5)
"""Of a hand that comes in one vertical plane only."""

AZIMUTHS, CLOSINGS, CENTERS = 8, 8, 36


@dataclass(frozen=True)
class Grasp:
    """pose: (4, 4) of the hand's grasp site in the thing's frame: Z the way the hand comes, Y along the fingers' closing. width_m between the pads.
    cost: lower is steadier."""

    pose: Array
    width_m: float
    cost: float


def sample_grasps(
    solid: Solid, down: Array, widest_m: float, hand: Array, rng: np.random.Generator, keep: int = 30, *, fixed_m: float | None = None,
    ahead: Array | None = None,
) -> list[Grasp]:  # fmt: skip
    """Grasps of a thing, the steadiest first, no two nearly alike.

    down: (3,) the way things fall, in the thing's frame. widest_m: the hand's opening. hand: (n, 3) points on the open hand in the grasp site's
    frame: none may be in the thing, or below what it stands on.
    fixed_m: of a hand with one finger that does not move, how far that is from the grasp site along -Y: it is put next to the thing, and such a hand
    cannot be flipped, so that both ways round are found. ahead: (3,) level, the only way in which the hand can lean, or None when it can in all.
    """
    approach, closing = _directions(down, ahead, 1 if fixed_m is None else 2)
    centers = _centers(solid, down, rng)
    lines = np.repeat(np.arange(len(approach)), len(centers))
    points = np.tile(centers, (len(approach), 1))
    middle, width, slant = _pinched(solid, points, closing[lines])
    good = (width >= THINNEST_M) & (width <= widest_m - 2 * CLEARANCE_M) & (slant <= LARGEST_SLANT_RAD)
    poses = _poses(middle[good], approach[lines[good]], closing[lines[good]])
    widths = width[good]
    hands = poses if fixed_m is None else _against(poses, widths, fixed_m)
    kept = _possible(solid, hands, hand, down)
    poses, hands, widths = poses[kept], hands[kept], widths[kept]
    costs = _costs(solid, poses, widths / widest_m, down) + UNBACKED * (1 - _backed(solid, poses, widths))
    ranked = [Grasp(hands[index], float(widths[index]), float(costs[index])) for index in np.argsort(costs, kind="stable")]
    return _distinct(ranked, keep, either=fixed_m is None)


def _directions(down: Array, ahead: Array | None, halves: int) -> tuple[Array, Array]:
    """(n, 3) ways for the hand to come, from straight above to level, and for the fingers to close across each, over so many halves of a turn."""
    side = np.cross(down, [1.0, 0.0, 0.0] if abs(down[0]) < 0.9 else [0.0, 1.0, 0.0])
    side /= np.linalg.norm(side)
    third = np.cross(down, side)
    approaches, closings = [], []
    azimuths = np.arange(AZIMUTHS) * 2 * np.pi / AZIMUTHS
    around = np.cos(azimuths)[:, None] * side + np.sin(azimuths)[:, None] * third if ahead is None else ahead[None]
    for tilt in TILTS_RAD if ahead is None else FINER_TILTS_RAD:
        for level in around[: 1 if tilt == 0 else None]:
            approach = np.cos(tilt) * down + np.sin(tilt) * level
            across = np.cross(approach, third if abs(approach @ third) < 0.9 else side)
            across /= np.linalg.norm(across)
            other = np.cross(approach, across)
            for turn in np.arange(halves * CLOSINGS) * np.pi / CLOSINGS:
                approaches.append(approach)
                closings.append(np.cos(turn) * across + np.sin(turn) * other)
    return np.stack(approaches), np.stack(closings)


def _centers(solid: Solid, down: Array, rng: np.random.Generator) -> Array:
    """Where lines go through: along the upright axis through the centre of mass, and all over just under the surface."""
    heights = solid.vertices @ down
    low, high = heights.max(), heights.min()
    axis = [solid.center + down * ((low + share * (high - low)) - solid.center @ down) for share in (0.3, 0.45, 0.6, 0.75, 0.88)]
    triangles = np.concatenate([part.triangles for part in solid.parts])
    normals = np.concatenate([part.normals for part in solid.parts])
    areas = np.concatenate([part.areas for part in solid.parts])
    chosen = rng.choice(len(areas), size=CENTERS, p=areas / areas.sum())
    u, v = np.sqrt(rng.random(CENTERS)), rng.random(CENTERS)
    weights = np.stack([1 - u, u * (1 - v), u * v], axis=1)
    return np.concatenate([axis, (weights[:, :, None] * triangles[chosen]).sum(axis=1) - 0.002 * normals[chosen]])


def _pinched(solid: Solid, points: Array, closing: Array) -> tuple[Array, Array, Array]:
    """The material around each point along its line: (n, 3) middle, (n,) width (0 where there is none), (n,) worst slant of the two faces."""
    start, entry, leave, into, out = solid.span(points, closing)
    width = np.where(leave > entry, leave - entry, 0.0)
    middle = start + closing * ((entry + leave) / 2)[:, None]
    cosine = np.minimum((into * -closing).sum(axis=1), (out * closing).sum(axis=1))
    return middle, width, np.arccos(np.clip(cosine, -1, 1))


def _poses(middle: Array, approach: Array, closing: Array) -> Array:
    poses = np.tile(np.eye(4), (len(middle), 1, 1))
    poses[:, :3, :3] = np.stack([np.cross(closing, approach), closing, approach], axis=2)
    poses[:, :3, 3] = middle
    return poses


def _against(poses: Array, widths: Array, fixed_m: float) -> Array:
    """The hand moved along its closing until the finger that does not move is next to the thing."""
    hands = poses.copy()
    hands[:, :3, 3] += poses[:, :3, 1] * (fixed_m - widths / 2 - CLEARANCE_M)[:, None]
    return hands


def _possible(solid: Solid, poses: Array, hand: Array, down: Array) -> NDArray[np.intp]:
    """Indices of those in which the open hand neither sticks in the thing nor in the ground under it."""
    points = np.einsum("gij,nj->gni", poses[:, :3, :3], hand) + poses[:, None, :3, 3]
    kept = np.flatnonzero((points @ down).max(axis=1, initial=-np.inf) <= float((solid.vertices @ down).max()) - GROUND_M)
    if not len(kept):
        return kept
    clear = ~solid.inside(points[kept].reshape(-1, 3), 0.0).reshape(len(kept), -1).any(axis=1)
    return kept[clear]


def _costs(solid: Solid, poses: Array, share: Array, down: Array) -> Array:
    """What makes a grasp unsteady: a lever to the centre of mass, coming from the side, being nearly too wide, holding below the centre."""
    off = poses[:, :3, 3] - solid.center
    lever = np.linalg.norm(off - (off @ down)[:, None] * down, axis=1)
    tilt = 1 - poses[:, :3, 2] @ down
    return 3.0 * lever + 0.15 * tilt + 0.05 * share + 0.5 * np.maximum(0.0, off @ down)


def _backed(solid: Solid, poses: Array, widths: Array) -> Array:
    """(n,) share of the pads that bears on the thing: a thin stem turns and slips between them, where a cap as wide as they are does not."""
    bearing = np.zeros(len(poses))
    for along in (0, 2):
        for by in (-BEARS_M, BEARS_M):
            _, width, _ = _pinched(solid, poses[:, :3, 3] + by * poses[:, :3, along], poses[:, :3, 1])
            bearing += width >= widths - GIVES_M
    return bearing / 4


def _distinct(ranked: list[Grasp], keep: int, either: bool) -> list[Grasp]:
    """The best ones, leaving out what is within 1 cm and 20° of a better one (where either finger may be the left one, of its flipped one too)."""
    kept: list[Grasp] = []
    centers, axes, ways = np.empty((0, 3)), np.empty((0, 3)), np.empty((0, 3))
    for grasp in ranked:
        center, axis, way = grasp.pose[:3, 3], grasp.pose[:3, 1], grasp.pose[:3, 2]
        near = (np.linalg.norm(centers - center, axis=1) < 0.01) & ((np.abs(axes @ axis) if either else axes @ axis) > 0.94) & (ways @ way > 0.94)
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
