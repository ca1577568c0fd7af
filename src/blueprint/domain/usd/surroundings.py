"""What a scene is seen by: lights and cameras, worked out from the room."""

from __future__ import annotations

import numpy as np

from blueprint.contracts.scene import Room
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.physics.mass import Quaternion, Vector3, quaternion_of
from blueprint.domain.usd.architecture import inward_of, opening_prim
from blueprint.domain.usd.text import indented, number, vector

ASPECT = 16 / 9


def light_prims(room: Room) -> str:
    """A dome, a lamp panel under the ceiling, and the daylight of each window. A RectLight shines along its −Z."""
    panel = _rect_light("Ceiling", (0, 0, room.height_m - 0.02), (1, 0, 0, 0), room.width_m * 0.4, room.depth_m * 0.4, 2500, (1, 0.96, 0.9))
    windows = []
    for opening in room.openings:
        if opening.kind == "window":
            x, y, _ = inward_of(opening.wall)
            center = (opening.center_m, -y * room.depth_m / 2, 0.0) if x == 0 else (-x * room.width_m / 2, opening.center_m, 0.0)
            position = (center[0], center[1], opening.sill_m + opening.height_m / 2)
            towards = looking(np.array([x, y, -0.3]))
            windows.append(_rect_light(opening_prim(opening), position, towards, opening.width_m, opening.height_m, 4000, (0.92, 0.96, 1)))
    dome = 'def DomeLight "Dome"\n{\n    color3f inputs:color = (0.95, 0.97, 1)\n    float inputs:intensity = 600\n}\n'
    return "\n".join([dome, panel, *windows])


def _rect_light(
    name: str, position: Vector3, rotation: Quaternion, width: float, height: float, intensity: float,
    color: Vector3,
) -> str:  # fmt: skip
    return (
        f'def RectLight "{name}"\n{{\n    color3f inputs:color = {vector(color)}\n    float inputs:height = {number(height)}\n'
        f"    float inputs:intensity = {number(intensity)}\n    float inputs:width = {number(width)}\n"
        f"{indented(placed_at(position, rotation))}\n}}\n"
    )


def camera_prims(room: Room) -> str:
    """`Corner` looks across the room from its south-west, inside; `Top` looks down, its near plane below the ceiling."""
    eye = np.array([-room.width_m / 2 + 0.25, -room.depth_m / 2 + 0.25, min(room.height_m - 0.25, 2.3)])
    target = np.array([room.width_m * 0.12, room.depth_m * 0.12, 0.7])
    corner = _camera("Corner", eye, looking(target - eye), 17.0, 36.0, 0.05)
    aspect = 16 / 9
    distance = max(room.width_m / aspect, room.depth_m) * 1.15 / (20.25 / 24.0)
    top_eye = np.array([0, 0, room.height_m + distance])
    return corner + "\n" + _camera("Top", top_eye, (1, 0, 0, 0), 24.0, 36.0, distance + 0.01)


def looking(direction: Array) -> Quaternion:
    """Rotation (w-x-y-z) that turns −Z to `direction` and keeps +Y up."""
    back = -direction / np.linalg.norm(direction)
    right = np.cross((0.0, 0.0, 1.0), back)
    right /= np.linalg.norm(right)
    return quaternion_of(np.column_stack([right, np.cross(back, right), back]))


def _camera(name: str, eye: Array, rotation: Quaternion, focal_mm: float, aperture_mm: float, near: float) -> str:
    return (
        f'def Camera "{name}"\n{{\n    float2 clippingRange = ({number(near)}, 100)\n    float focalLength = {number(focal_mm)}\n'
        f"    float horizontalAperture = {number(aperture_mm)}\n    float verticalAperture = {number(aperture_mm * 9 / 16)}\n"
        f"{indented(placed_at((float(eye[0]), float(eye[1]), float(eye[2])), rotation))}\n}}\n"
    )


def placed_at(position: Vector3, rotation: Quaternion) -> str:
    """Transform ops, lines without indent. position in m, rotation w-x-y-z."""
    return (
        f"quatd xformOp:orient = {vector(rotation)}\ndouble3 xformOp:translate = {vector(position)}\n"
        'uniform token[] xformOpOrder = ["xformOp:translate", "xformOp:orient"]'
    )
