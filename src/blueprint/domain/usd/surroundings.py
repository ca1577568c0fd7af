"""What a scene is seen by: lights and cameras, worked out from the room, and changed as a variation's look says."""

from __future__ import annotations

import math

import numpy as np

from blueprint.contracts.scene import Room
from blueprint.contracts.variations import Look
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.physics.mass import Quaternion, Vector3, quaternion_of
from blueprint.domain.scene.geometry import quaternion_product
from blueprint.domain.usd.architecture import inward_of, opening_prim
from blueprint.domain.usd.text import indented, number, vector

ASPECT = 16 / 9


def light_prims(room: Room, look: Look | None = None) -> str:
    """A dome, a lamp panel under the ceiling, and the daylight of each window. A RectLight shines along its −Z.

    look: scales and tints all of them, and turns the panel to its direction, as far below the ceiling as it then needs.
    """
    scale, tint = (look.light_scale, look.light_color) if look else (1.0, (1.0, 1.0, 1.0))
    width, depth = room.width_m * 0.4, room.depth_m * 0.4
    tilt = _tilt(look.light_direction) if look else 0.0
    turned: Quaternion = looking(np.array(look.light_direction)) if look and tilt > 1e-6 else (1.0, 0.0, 0.0, 0.0)
    drop = math.hypot(width, depth) / 2 * tilt
    panel = _rect_light("Ceiling", (0, 0, room.height_m - 0.02 - drop), turned, width, depth, 2500 * scale, _tinted((1, 0.96, 0.9), tint))
    windows = []
    for opening in room.openings:
        if opening.kind == "window":
            x, y, _ = inward_of(opening.wall)
            center = (opening.center_m, -y * room.depth_m / 2, 0.0) if x == 0 else (-x * room.width_m / 2, opening.center_m, 0.0)
            position = (center[0], center[1], opening.sill_m + opening.height_m / 2)
            towards = looking(np.array([x, y, -0.3]))
            size, color = (opening.width_m, opening.height_m), _tinted((0.92, 0.96, 1), tint)
            windows.append(_rect_light(opening_prim(opening), position, towards, *size, 4000 * scale, color))
    sky = f"    color3f inputs:color = {vector(_tinted((0.95, 0.97, 1), tint))}\n    float inputs:intensity = {number(600 * scale)}\n"
    return "\n".join([f'def DomeLight "Dome"\n{{\n{sky}}}\n', panel, *windows])


def _tinted(color: Vector3, tint: Vector3) -> Vector3:
    red, green, blue = (round(a * b, 6) for a, b in zip(color, tint, strict=True))
    return red, green, blue


def _tilt(direction: Vector3) -> float:
    """Sine of the angle between a direction and straight down."""
    return math.hypot(direction[0], direction[1]) / math.hypot(*direction)


def _rect_light(
    name: str, position: Vector3, rotation: Quaternion, width: float, height: float, intensity: float,
    color: Vector3,
) -> str:  # fmt: skip
    return (
        f'def RectLight "{name}"\n{{\n    color3f inputs:color = {vector(color)}\n    float inputs:height = {number(height)}\n'
        f"    float inputs:intensity = {number(intensity)}\n    float inputs:width = {number(width)}\n"
        f"{indented(placed_at(position, rotation))}\n}}\n"
    )


def camera_prims(room: Room, look: Look | None = None) -> str:
    """`Corner` looks across the room from its south-west, inside; `Top` looks down, its near plane below the ceiling.

    look: moves each by its offset and turns it about its own X, Y and Z, in this order.
    """
    eye = np.array([-room.width_m / 2 + 0.25, -room.depth_m / 2 + 0.25, min(room.height_m - 0.25, 2.3)])
    target = np.array([room.width_m * 0.12, room.depth_m * 0.12, 0.7])
    offset, turn = (np.array(look.camera_offset_m), _turn(look.camera_turn_rad)) if look else (np.zeros(3), (1.0, 0.0, 0.0, 0.0))
    corner = _camera("Corner", eye + offset, quaternion_product(looking(target - eye), turn), 17.0, 36.0, 0.05)
    aspect = 16 / 9
    distance = max(room.width_m / aspect, room.depth_m) * 1.15 / (20.25 / 24.0)
    top_eye = np.array([0, 0, room.height_m + distance]) + offset
    return corner + "\n" + _camera("Top", top_eye, turn, 24.0, 36.0, distance + float(offset[2]) + 0.01)


def _turn(angles_rad: Vector3) -> Quaternion:
    turned: Quaternion = (1.0, 0.0, 0.0, 0.0)
    for axis, angle in enumerate(angles_rad):
        one = [math.cos(angle / 2), 0.0, 0.0, 0.0]
        one[axis + 1] = math.sin(angle / 2)
        turned = quaternion_product(turned, (one[0], one[1], one[2], one[3]))
    return turned


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
