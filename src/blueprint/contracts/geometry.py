"""Small shapes that documents share. Metres; Z-up; quaternions turn object coordinates into world coordinates."""

from __future__ import annotations

from collections.abc import Iterable

from blueprint.core.artifact import Value

Vec3 = tuple[float, float, float]

FRAME = "z_up"


class Point(Value):
    x: float
    y: float
    z: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Point:
        x, y, z = (round(float(v), 6) for v in values)
        return cls(x=x, y=y, z=z)


class Quaternion(Value):
    w: float
    x: float
    y: float
    z: float

    @classmethod
    def of(cls, wxyz: Iterable[float]) -> Quaternion:
        w, x, y, z = (round(float(v), 6) for v in wxyz)
        return cls(w=w, x=x, y=y, z=z)


class Transform(Value):
    position: Point
    scale: Point = Point(x=1, y=1, z=1)
    rotation_quaternion: Quaternion = Quaternion(w=1, x=0, y=0, z=0)


class Dimensions(Value):
    """Width = X, depth = Y, height = Z of the object's own frame."""

    width: float
    depth: float
    height: float

    @classmethod
    def of(cls, size: Iterable[float]) -> Dimensions:
        width, depth, height = (round(float(v), 6) for v in size)
        return cls(width=width, depth=depth, height=height)
