"""Where a two-finger gripper can take hold of a loose thing: lines across it, along which the fingers close (SimReady GSP.001)."""

from __future__ import annotations

import numpy as np

from blueprint.domain.assets.asset import Asset, Role
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.usd.text import indented, points

GRASPS = "grasps"
OVERHANG_M = 0.01
WIDTH_M = 0.002


def grasp_lines(asset: Asset) -> list[Array]:
    """(2, 3) ends of each line, in the asset frame: through the middle of its bounds along the narrower and then the wider of its
    horizontal sides, `OVERHANG_M` past them. Empty for what is not carried."""
    if asset.role is not Role.MANIPULABLE:
        return []
    width, depth, height = asset.size
    lines = []
    for axis in sorted((0, 1), key=lambda k: (width, depth)[k]):
        half = np.zeros(3)
        half[axis] = (width, depth)[axis] / 2 + OVERHANG_M
        middle = np.array([0.0, 0.0, height / 2])
        lines.append(np.array([middle - half, middle + half]))
    return lines


def grasp_scope(asset: Asset) -> list[str]:
    """The lines as BasisCurves that are drawn as guides, in a scope that runtimes switch off: MuJoCo 4.0 takes a curve for a geom without size."""
    prims = []
    for index, line in enumerate(grasp_lines(asset), start=1):
        half = np.float32(WIDTH_M) / np.float32(2)
        low, high = line.astype("f4").min(axis=0) - half, line.astype("f4").max(axis=0) + half
        prims.append(
            f'def BasisCurves "grasp_identifier_{index:02d}"\n{{\n    int[] curveVertexCounts = [2]\n'
            f"    float3[] extent = {points(np.array([low, high]))}\n    point3f[] points = {points(line)}\n"
            f'    uniform token purpose = "guide"\n    uniform token type = "linear"\n'
            f'    float[] widths = [{WIDTH_M}] (\n        interpolation = "constant"\n    )\n}}\n'
        )
    if not prims:
        return []
    return [f'def Scope "{GRASPS}"\n{{\n{indented(chr(10).join(prims))}}}\n']
