"""The request that starts everything: `scenes/<scene_id>/prompts/scene_request.json`, contract v1 (jobs.md §3.1)."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, ValidationInfo, field_validator

from blueprint.core.artifact import SCENE_ID, Artifact, File, Value

MAX_PROMPT_BYTES = 8_000

SceneId = Annotated[str, StringConstraints(pattern=rf"^{SCENE_ID}$")]


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _only_integers(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"must be an integer, found {value!r}")
    return value


class ImageSource(Value):
    gcs_uri: Annotated[str, StringConstraints(min_length=1, max_length=1024)]
    generation: str | None = None


class Fallback(Value):
    allow_image_fallback: bool = True


class RoomSize(Value):
    """Inner size in metres."""

    width: float | None = Field(default=None, ge=1.2, le=30)
    depth: float | None = Field(default=None, ge=1.2, le=30)
    height: float | None = Field(default=None, ge=2.0, le=8)


class Constraints(Value):
    """What the sentence does not say but the sender wants."""

    room_type: str | None = Field(default=None, max_length=64)
    object_density: Literal["low", "medium", "high"] | None = None
    room: RoomSize | None = None
    must_include: tuple[str, ...] = Field(default=(), max_length=64)
    robot: str | None = Field(default=None, max_length=64)
    autonomy: dict[str, Any] | None = None
    prompt_diversity: dict[str, Any] | None = None


class SceneRequest(Value):
    """An unknown field, a wrong type or a value out of range is refused at the door, with the path of the field (W-21)."""

    schema_version: Literal["v1"]
    scene_id: SceneId
    source_mode: Annotated[Literal["text", "image", "auto"], BeforeValidator(_lower)] | None = None
    prompt: str | None = Field(default=None, validate_default=True)
    quality_tier: Annotated[Literal["standard", "premium"], BeforeValidator(_lower)] = "standard"
    seed_count: Annotated[int, BeforeValidator(_only_integers), Field(ge=1, le=1000)] = 1
    image: ImageSource | None = Field(default=None, validate_default=True)
    constraints: Constraints = Constraints()
    provider_policy: Literal["openai_primary"] = "openai_primary"
    fallback: Fallback = Fallback()

    @field_validator("prompt")
    @classmethod
    def _readable(cls, prompt: str | None, info: ValidationInfo) -> str | None:
        """A sentence unless a picture is the source; short, and text."""
        if not (prompt or "").strip() and info.data.get("source_mode") != "image":
            raise ValueError("a sentence (for source_mode text or auto)")
        text = prompt or ""
        if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\n\r" for letter in text):
            raise ValueError("text without control characters and broken Unicode")
        if len(text.encode()) > MAX_PROMPT_BYTES:
            raise ValueError(f"at most {MAX_PROMPT_BYTES} bytes of UTF-8 (it has {len(text.encode())})")
        return prompt

    @field_validator("image")
    @classmethod
    def _named(cls, image: ImageSource | None, info: ValidationInfo) -> ImageSource | None:
        if image is None and info.data.get("source_mode") == "image":
            raise ValueError("the picture's gcs_uri (for source_mode image)")
        return image


class Variant(Value):
    """One seed of a fanned-out request. status says how its run ended; a failed one keeps its cause."""

    scene_id: str
    seed: int
    status: Literal["completed", "failed", "not_started"] = "completed"
    code: str = ""
    reason: str = ""


class VariantsIndex(Value):
    schema_version: Literal["v1"] = "v1"
    scene_id: str
    source_mode: str
    quality_tier: str
    provider_policy: str
    seed_count: int
    variants: tuple[Variant, ...]


SCENE_REQUEST = Artifact("scenes/{scene_id}/prompts/scene_request.json", SceneRequest)
CHILD_REQUEST = Artifact("scenes/{scene_id}/internal/scene_request.generated.json", SceneRequest)
VARIANTS_INDEX = Artifact("scenes/{scene_id}/variants/index.json", VariantsIndex)
SOURCE_LOCK = File("scenes/{scene_id}/locks/source-orchestrator-{generation}.lock")
SCENE_LOCK = File("scenes/{scene_id}/locks/scene.lock")
IMAGE = File("scenes/{scene_id}/images/{name}")
