"""The request that starts everything: `scenes/<scene_id>/prompts/scene_request.json`, contract v1 (jobs.md §3.1)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

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
    prompt: str | None = None
    quality_tier: Annotated[Literal["standard", "premium"], BeforeValidator(_lower)] = "standard"
    seed_count: Annotated[int, BeforeValidator(_only_integers), Field(ge=1, le=1000)] = 1
    image: ImageSource | None = None
    constraints: Constraints = Constraints()
    provider_policy: Literal["openai_primary"] = "openai_primary"
    fallback: Fallback = Fallback()

    @model_validator(mode="after")
    def _complete(self) -> SceneRequest:
        if self.source_mode != "image":
            if not (self.prompt or "").strip():
                raise ValueError("prompt: expected a sentence for source_mode text or auto, found nothing")
            if len((self.prompt or "").encode()) > MAX_PROMPT_BYTES:
                raise ValueError(f"prompt: expected at most {MAX_PROMPT_BYTES} bytes, found {len((self.prompt or '').encode())}")
        elif self.image is None:
            raise ValueError("image.gcs_uri: expected the picture's URI for source_mode image, found nothing")
        return self


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
