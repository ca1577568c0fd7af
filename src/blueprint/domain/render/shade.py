"""From triangles to a picture: what is seen, the sun and its shadows, the sky and the dark of corners, and what stuff looks like.

All in numpy: a picture needs no graphics driver, and is the same on every machine. Shadows: shadow map with percentage-closer filtering
(Reeves 1987); corners: screen-space ambient occlusion by sampled neighbours (after Mittring 2007); highlight: Blinn 1977; tone: ACES fit
by Narkowicz 2015. Colours of materials are taken as sRGB.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from blueprint.domain.render.camera import Camera, axes_looking
from blueprint.domain.render.pattern import textured
from blueprint.domain.render.surfaces import Surface
from blueprint.domain.usd.raster import Samples, barycentric, visible

Array = NDArray[Any]


def _f(values: Sequence[float] | Sequence[Sequence[float]], factor: float = 1.0) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32) * np.float32(factor)


SUN_COLOR = _f([1.0, 0.93, 0.82], 2.3)
SKY_COLOR = _f([0.80, 0.88, 1.0], 0.78)
BOUNCE_COLOR = _f([1.0, 0.90, 0.78], 0.42)
FILL_COLOR = _f([1.0, 0.97, 0.93], 0.28)
BACKGROUND = (np.array([0.955, 0.95, 0.945]), np.array([0.84, 0.845, 0.86]))
EXPOSURE = 0.62
SHADOW_PX = 1400
SHADOW_BIAS_M = 0.012
PENUMBRA_M = 0.03
CORNER_M = 0.45
_RING = [(np.cos(a) * r, np.sin(a) * r) for r, a in zip((0.3, 0.55, 0.8, 1.0) * 3, np.arange(12) * 2.39996, strict=True)]


@dataclass(frozen=True)
class Scenery:
    """Triangles of many surfaces in a row. surface: (m,) index into `surfaces`."""

    surfaces: tuple[Surface, ...]
    corners: Array
    normals: Array
    surface: NDArray[np.int64]

    @staticmethod
    def of(surfaces: Sequence[Surface]) -> Scenery:
        return Scenery(
            tuple(surfaces),
            np.concatenate([one.corners for one in surfaces]) if surfaces else np.zeros((0, 3, 3)),
            np.concatenate([one.normals for one in surfaces]) if surfaces else np.zeros((0, 3, 3)),
            np.repeat(np.arange(len(surfaces)), [len(one.corners) for one in surfaces]),
        )


@dataclass(frozen=True)
class Seen:
    """Per covered pixel: place and normal (32 bits: half the time, and a thousandth of a millimetre), surface and depth."""

    pixel: NDArray[np.int64]
    depth: Array
    place: NDArray[np.float32]
    normal: NDArray[np.float32]
    surface: NDArray[np.int64]


@dataclass(frozen=True)
class Sun:
    """toward: the direction to it. light: red, green and blue of all light, 1 as usual."""

    toward: Array
    light: tuple[float, float, float] = (1.0, 1.0, 1.0)


def picture(surfaces: Sequence[Surface], camera: Camera, sun: Sun, shadowless: frozenset[str] = frozenset(), samples: float = 1.5) -> Image.Image:
    """shadowless: owners that cast no shadow. Rendered `samples` times larger each way, and scaled down."""
    large = Camera(
        camera.eye, camera.axes, round(camera.width * samples), round(camera.height * samples),
        camera.focal_px * samples if camera.focal_px else None, camera.scale_px * samples,
    )  # fmt: skip
    solid = Scenery.of([one for one in surfaces if one.opacity >= 0.99])
    clear = Scenery.of([one for one in surfaces if one.opacity < 0.99])
    sun = Sun(sun.toward / np.linalg.norm(sun.toward), sun.light)
    shadow = ShadowMap(np.concatenate([one.corners for one in solid.surfaces if one.owner not in shadowless]), sun.toward)
    blend = np.linspace(0, 1, large.height)[:, None, None]
    image = np.broadcast_to(BACKGROUND[0] * (1 - blend) + BACKGROUND[1] * blend, (large.height, large.width, 3)).reshape(-1, 3).astype(np.float32)
    look = Look(solid, large)
    openness = _openness(look)
    for part in look.parts():
        seen = look.seen(part)
        image[seen.pixel] = _shaded(solid, seen, large, shadow, sun, openness(seen.pixel))
    if len(clear.corners):
        depth = np.full(len(image), np.inf)
        depth[look.samples.pixel] = look.samples.depth
        _over(image, depth, clear, large, shadow, sun)
    pixels = (np.clip(image, 0, 1) * 255 + 0.5).astype(np.uint8).reshape(large.height, large.width, 3)
    return Image.fromarray(pixels).resize((camera.width, camera.height), Image.Resampling.BOX if samples == 2 else Image.Resampling.LANCZOS)


PART_PX = 60_000
"""Pixels shaded at a time: small enough for the processor's cache."""


class Look:
    """The nearest surface at each pixel."""

    def __init__(self, scenery: Scenery, camera: Camera) -> None:
        self.scenery, self.camera = scenery, camera
        self.corners = camera.project(scenery.corners)
        self.normals = scenery.normals.astype(np.float32)
        self.samples = visible(self.corners, camera.width, camera.height)

    def parts(self) -> Iterator[slice]:
        """All samples, some tens of thousands at a time."""
        for start in range(0, len(self.samples.pixel), PART_PX):
            yield slice(start, start + PART_PX)

    def seen(self, which: slice | NDArray[np.int64]) -> Seen:
        """Of these samples."""
        some = Samples(self.samples.pixel[which], self.samples.triangle[which], self.samples.depth[which])
        weights = barycentric(self.corners, some, self.camera.width)
        if self.camera.focal_px is not None:
            weights = weights * -self.corners[some.triangle, :, 2]  # 1 / distance: perspective-correct
            weights /= weights.sum(axis=1, keepdims=True)
        weights = weights.astype(np.float32)
        normals = self.normals[some.triangle]
        normal = np.einsum("nk,nkj->nj", weights, normals)
        normal /= np.maximum(np.sqrt((normal * normal).sum(axis=1, keepdims=True)), 1e-9)
        place = self.camera.unproject(some.pixel, some.depth)
        return Seen(some.pixel, some.depth, place.astype(np.float32), normal, self.scenery.surface[some.triangle])


class ShadowMap:
    """How far the sun sees."""

    def __init__(self, corners: Array, sun: Array) -> None:
        axes = axes_looking(-sun)
        seen = corners.reshape(-1, 3) @ axes[:2].T
        low, high = seen.min(axis=0), seen.max(axis=0)
        middle = np.array([*((low + high) / 2), 0.0]) @ axes
        self.camera = Camera(middle, axes, SHADOW_PX, SHADOW_PX, scale_px=0.98 * SHADOW_PX / float((high - low).max()))
        samples: Samples = visible(self.camera.project(corners), SHADOW_PX, SHADOW_PX)
        spread = PENUMBRA_M * self.camera.scale_px
        self.border = math.ceil(spread) + 1
        width = SHADOW_PX + 2 * self.border
        self.depth = np.full(width * width, np.inf, dtype=np.float32)
        self.depth[(samples.pixel // SHADOW_PX + self.border) * width + samples.pixel % SHADOW_PX + self.border] = samples.depth
        self.taps = [round(dy * spread) * width + round(dx * spread) for dx, dy in [(0.0, 0.0), *_RING[:8]]]
        self.width = width

    def lit(self, place: Array, normal: Array) -> Array:
        """(n,) share of the sun that reaches a place, 0…1."""
        spot = self.camera.project(place + normal * np.float32(SHADOW_BIAS_M)).astype(np.float32)
        column, row = (np.clip(spot[:, k], 0, SHADOW_PX - 1).astype(np.int64) + self.border for k in (0, 1))
        home, limit = row * self.width + column, spot[:, 2] - np.float32(SHADOW_BIAS_M)
        total = np.zeros(len(place), dtype=np.float32)
        for tap in self.taps:
            total += self.depth[home + tap] > limit
        return total / len(self.taps)


def _openness(look: Look) -> Callable[[NDArray[np.int64]], Array]:
    """How open to the sky the place at a pixel is, 1 = open: computed on every third pixel each way and smoothed."""
    step = 3
    camera = look.camera
    rows, columns = -(-camera.height // step), -(-camera.width // step)
    y, x = look.samples.pixel // camera.width, look.samples.pixel % camera.width
    kept = np.flatnonzero((y % step == 0) & (x % step == 0))
    seen = look.seen(kept)
    grid = np.full((rows, columns), -1, dtype=np.int64)
    home_y, home_x = y[kept] // step, x[kept] // step
    grid[home_y, home_x] = np.arange(len(kept))
    place, normal = seen.place, seen.normal
    distance = np.linalg.norm(place - camera.eye.astype(np.float32), axis=1)
    reach = CORNER_M * (camera.scale_px if camera.focal_px is None else camera.focal_px / distance) / step
    dark = np.zeros(len(kept), dtype=np.float32)
    for dx, dy in _RING:
        at_y = np.clip(home_y + dy * reach, 0, rows - 1).astype(np.int64)
        at_x = np.clip(home_x + dx * reach, 0, columns - 1).astype(np.int64)
        other = grid[at_y, at_x]
        way = place[other] - place
        length = np.linalg.norm(way, axis=1) + 1e-6
        height = np.einsum("ij,ij->i", way, normal) / length
        dark += np.where(other >= 0, np.clip(height - 0.08, 0, 1) / (1 + (length / CORNER_M) ** 2), 0.0)
    open_share = np.full((rows, columns), 1.0, dtype=np.float32)
    open_share[home_y, home_x] = np.clip(1.0 - 1.9 * dark / len(_RING), 0.0, 1.0)
    covered = (grid >= 0).astype(np.float32)
    smooth = ndimage.gaussian_filter(covered * open_share, 1.0) / np.maximum(ndimage.gaussian_filter(covered, 1.0), 1e-3)
    return lambda pixel: ndimage.map_coordinates(smooth, [pixel // camera.width / step, pixel % camera.width / step], order=1, mode="nearest")


def _shaded(scenery: Scenery, seen: Seen, camera: Camera, shadow: ShadowMap, sun: Sun, openness: Array | float) -> Array:
    """(n, 3) display colour, 0…1."""
    materials = scenery.surfaces
    to_sun = sun.toward.astype(np.float32)
    colors = (_f([one.color for one in materials]) ** 2.2)[seen.surface]
    gloss = _f([(1 - one.roughness) ** 2 * (1 + 2 * one.metallic) for one in materials])[seen.surface][:, None]
    metal = _f([one.metallic for one in materials])[seen.surface][:, None]
    colors = textured(colors, seen.place, seen.normal, seen.surface, materials)
    facing = np.clip(seen.normal @ to_sun, 0, None)
    direct = np.zeros_like(facing)
    sunny = np.flatnonzero(facing > 0)
    direct[sunny] = facing[sunny] * shadow.lit(seen.place[sunny], seen.normal[sunny])
    opened = np.asarray(openness, dtype=np.float32)[..., None]
    up = seen.normal[:, 2:3]
    toward = camera.toward(seen.place).astype(np.float32)
    head_on = (seen.normal * toward).sum(axis=1, keepdims=True)
    ambient = SKY_COLOR * (0.5 + 0.5 * up) + BOUNCE_COLOR * (0.5 - 0.5 * up) + FILL_COLOR * np.clip(head_on, 0, None)
    light = SUN_COLOR * direct[:, None] + ambient * opened
    linear = colors * light * (1 - 0.35 * metal)
    shiny = np.flatnonzero(gloss[:, 0] > 0.05)
    linear[shiny] += _gloss(seen.normal[shiny], toward[shiny], head_on[shiny], to_sun, direct[shiny], colors[shiny] * metal[shiny]) * gloss[shiny]
    return _tone(linear * _f(sun.light, EXPOSURE))


def _gloss(normal: Array, toward: Array, head_on: Array, sun: Array, direct: Array, tint: Array) -> Array:
    """(n, 3) what a mirror would show of sun and sky."""
    half = toward + sun
    half /= np.maximum(np.linalg.norm(half, axis=1, keepdims=True), 1e-6)
    spot = np.clip((normal * half).sum(axis=1), 0, None) ** 48 * np.minimum(direct * 4, 1.0)
    mirrored_up = 2 * head_on * normal[:, 2:3] - toward[:, 2:3]
    return SKY_COLOR * np.clip(0.55 + 0.45 * mirrored_up, 0, 1) * 0.35 * (0.3 + 0.7 * tint) + spot[:, None] * 1.2


def _tone(linear: Array) -> Array:
    """ACES filmic curve (Narkowicz 2015), then sRGB's gamma."""
    curved = linear * (2.51 * linear + 0.03) / (linear * (2.43 * linear + 0.59) + 0.14)
    return np.clip(curved, 0, 1) ** (1 / 2.2)


def _over(image: Array, depth: Array, clear: Scenery, camera: Camera, shadow: ShadowMap, sun: Sun) -> None:
    """Glass and the like over what is behind: the nearest of it."""
    look = Look(clear, camera)
    front = np.flatnonzero(look.samples.depth < depth[look.samples.pixel])
    if not len(front):
        return
    seen = look.seen(front)
    color = _shaded(clear, seen, camera, shadow, sun, 1.0)
    opacity = np.array([one.opacity for one in clear.surfaces])[seen.surface]
    grazing = 1 - np.abs((seen.normal * camera.toward(seen.place)).sum(axis=1))
    share = np.clip(opacity + (1 - opacity) * 0.6 * grazing**4, 0, 1)[:, None]
    image[seen.pixel] = image[seen.pixel] * (1 - share) + color * share
