"""The picture of an asset: 256 × 256, from the front left and above, lit from the left."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from blueprint.domain.assets.asset import Asset, Material, Visual
from blueprint.domain.usd.raster import Array, Samples, barycentric, visible
from blueprint.domain.usd.shading import corner_normals

SIZE_PX = 256
SAMPLES = 2
EYE = np.array([-0.62, -1.0, 0.62])
SUN = np.array([-0.55, -0.5, 0.9])
BACKGROUND = (np.array([0.97, 0.97, 0.98]), np.array([0.86, 0.87, 0.89]))


def thumbnail_png(asset: Asset, size_px: int = SIZE_PX) -> bytes:
    """PNG bytes; equal assets give equal bytes."""
    side = size_px * SAMPLES
    blend = np.linspace(0, 1, side)[:, None]
    rows = (BACKGROUND[0] * (1 - blend) + BACKGROUND[1] * blend).astype(np.float32)
    image = np.broadcast_to(rows[:, None, :], (side, side, 3)).reshape(-1, 3)
    depth = np.full(side * side, np.inf, dtype=np.float32)
    visuals = [visual for link in asset.links for visual in link.visuals]
    project = _camera(np.concatenate([v.mesh.vertices for v in visuals]), side)
    _draw([v for v in visuals if v.material.opacity >= 1], project, image, depth, side)
    _draw([v for v in visuals if v.material.opacity < 1], project, image, depth, side)
    fine = image.reshape(side, side, 3)
    small = sum(fine[i::SAMPLES, j::SAMPLES] for i in range(SAMPLES) for j in range(SAMPLES)) / SAMPLES**2
    picture = Image.fromarray((np.clip(small, 0, 1) ** (1 / 1.15) * 255 + 0.5).astype(np.uint8))
    stream = io.BytesIO()
    picture.save(stream, "PNG", compress_level=3)
    return stream.getvalue()


class _Projection:
    """Parallel projection: rows right, down, away."""

    def __init__(self, axes: Array, scale: float, offset: Array) -> None:
        self.axes, self.scale, self.offset = axes, scale, offset

    def __call__(self, vertices: Array) -> Array:
        return vertices @ self.axes.T * (self.scale, self.scale, 1.0) + self.offset


def _camera(vertices: Array, side: int) -> _Projection:
    away = -EYE / np.linalg.norm(EYE)
    right = np.cross(away, (0.0, 0.0, 1.0))
    right /= np.linalg.norm(right)
    axes = np.array([right, np.cross(away, right), away])
    seen = vertices @ axes.T
    low, high = seen.min(axis=0), seen.max(axis=0)
    scale = 0.88 * side / max(float((high - low)[:2].max()), 1e-6)
    middle = (low + high)[:2] / 2 * scale
    return _Projection(axes, scale, np.array([side / 2 - middle[0], side / 2 - middle[1], 0.0]))


def _draw(visuals: list[Visual], project: _Projection, image: Array, depth: Array, side: int) -> None:
    """Over what is there; of things one sees through, only the nearest surface. Lit at the corners and blended between (Gouraud 1971)."""
    if not visuals:
        return
    corners = np.concatenate([project(v.mesh.vertices)[v.mesh.faces] for v in visuals]).astype(np.float32)
    light = np.concatenate([_lit(v.material, corner_normals(v.mesh)) for v in visuals]).reshape(-1, 3, 3).astype(np.float32)
    opacity = np.repeat(np.array([v.material.opacity for v in visuals], dtype=np.float32), [len(v.mesh.faces) for v in visuals])
    samples = visible(corners, side, side)
    nearer = samples.depth < depth[samples.pixel] - 1e-6
    samples = Samples(samples.pixel[nearer], samples.triangle[nearer], samples.depth[nearer])
    weights = barycentric(corners, samples, side)
    color = sum(weights[:, k, None] * light[samples.triangle, k] for k in range(3))
    if opacity.min() < 1:
        cover = opacity[samples.triangle, None]
        color = image[samples.pixel] * (1 - cover) + color * cover
    image[samples.pixel] = color
    depth[samples.pixel] = samples.depth


def _lit(material: Material, normal: Array) -> Array:
    """(n, 3) colour under sun and sky, with a highlight (Blinn 1977)."""
    sun = SUN / np.linalg.norm(SUN)
    half = sun + EYE / np.linalg.norm(EYE)
    half /= np.linalg.norm(half)
    light = 0.42 + 0.18 * normal[:, 2] + 0.50 * np.clip(normal @ sun, 0, None)
    gloss = 0.35 * (1 - material.roughness) * np.clip(normal @ half, 0, None) ** 24
    return np.clip(np.array(material.color) * light[:, None] + gloss[:, None], 0, 1)
