"""`scenes/<id>/variation_assets/`: new assets and whole variations of the scene (jobs.md §3.15). Frame: Z-up, metres."""

from __future__ import annotations

from blueprint.contracts.geometry import Vec3
from blueprint.core.artifact import Artifact, Value


class Look(Value):
    """Light and cameras of a variation. light_direction points from the light into the room; jitters are added to each static camera."""

    light_scale: float = 1.0
    light_color: Vec3 = (1.0, 1.0, 1.0)
    light_direction: Vec3 = (-0.3, 0.2, -1.0)
    camera_offset_m: Vec3 = (0.0, 0.0, 0.0)
    camera_turn_rad: Vec3 = (0.0, 0.0, 0.0)


class VariationScene(Value):
    """usd, certificate, preview: object names relative to `scenes/<id>/`. digest: of the scene file and its layers, as the simulator reads it.

    changes: in words and numbers, what differs from the base scene.
    """

    variation_id: str
    seed: int
    usd: str
    certificate: str
    preview: str
    digest: str
    passed: bool
    look: Look
    changes: tuple[str, ...] = ()


class RejectedVariation(Value):
    seed: int
    reasons: tuple[str, ...]


class VariationIndex(Value):
    """Only variations that passed their own certificate stand in `variations`."""

    scene_id: str
    base_digest: str
    asked: int
    variations: tuple[VariationScene, ...]
    rejected: tuple[RejectedVariation, ...] = ()


VARIATION_INDEX = Artifact("scenes/{scene_id}/variation_assets/variations.json", VariationIndex)
