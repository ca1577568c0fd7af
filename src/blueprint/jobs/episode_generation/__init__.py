"""Robot episodes of the scene's own tasks, as one LeRobot dataset with its manifest and certificates, without Genie Sim (jobs.md §2.18, §4.16)."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from blueprint.contracts.episode_generation import BundleTier, DataPack
from blueprint.contracts.markers import MarkerOutput
from blueprint.core.artifact import Value
from blueprint.core.job import Job, Resources, env


class Input(Value):
    """Prefixes: empty, or the scene's own. episodes_per_variation: of each task in each scene file (the base scene and its variations).
    episodes_per_task: of each task over all scene files, which take turns; 0: as episodes_per_variation says.

    max_variations: of those that stand when the job starts; 0: the base scene only. image_resolution: width, height.
    bypass_quality_gates: development only, gates report and do not stop; a dataset that is damaged or empty is refused all the same.
    """

    scene_id: str = env("SCENE_ID")
    assets_prefix: str = env("ASSETS_PREFIX", "")
    usd_prefix: str = env("USD_PREFIX", "")
    episodes_prefix: str = env("EPISODES_PREFIX", "")
    robot_type: str = env("ROBOT_TYPE", "franka")
    episodes_per_variation: int = env("EPISODES_PER_VARIATION", 10, ge=1, le=10_000)
    episodes_per_task: int = env("EPISODES_PER_TASK", 0, ge=0, le=100_000)
    max_variations: int = env("MAX_VARIATIONS", 5, ge=0)
    max_tasks: int = env("MAX_TASKS", 50, ge=1)
    seed: int = env("SEED", 1, ge=0)
    fps: int = env("FPS", 30, ge=5, le=120)
    cameras: bool = env("ENABLE_CAMERAS", True)
    image_resolution: tuple[int, int] = env("IMAGE_RESOLUTION", (320, 240))
    min_quality_score: float = env("MIN_QUALITY_SCORE", 0.85, ge=0, le=1)
    min_success_rate: float = env("MIN_SUCCESS_RATE", 0.5, ge=0, le=1)
    min_episodes: int = env("MIN_EPISODES_REQUIRED", 1, ge=1)
    bundle_tier: BundleTier = env("BUNDLE_TIER", "standard")
    data_pack_tier: DataPack = env("DATA_PACK_TIER", "core")
    lerobot_export_format: Literal["lerobot_v3", "lerobot_v2"] = env("LEROBOT_EXPORT_FORMAT", "lerobot_v3")
    split_train: float = env("BP_SPLIT_TRAIN", 0.8, gt=0)
    split_val: float = env("BP_SPLIT_VAL", 0.1, ge=0)
    split_test: float = env("BP_SPLIT_TEST", 0.1, ge=0)
    split_seed: int = env("BP_SPLIT_SEED", 42)
    data_quality_level: Literal["production", "development"] = env("DATA_QUALITY_LEVEL", "development")
    require_real_physics: bool = env("REQUIRE_REAL_PHYSICS", True)
    isaac_sim_required: bool = env("ISAAC_SIM_REQUIRED", False)
    sensor_capture_mode: Literal["simulation", "isaac_sim"] = env("SENSOR_CAPTURE_MODE", "simulation")
    use_mock_capture: bool = env("USE_MOCK_CAPTURE", False)
    audio_narration_enabled: bool = env("AUDIO_NARRATION_ENABLED", False)
    subtitle_generation_enabled: bool = env("SUBTITLE_GENERATION_ENABLED", False)
    bypass_quality_gates: bool = env("BYPASS_QUALITY_GATES", False)

    @field_validator("image_resolution", mode="before")
    @classmethod
    def _pair(cls, value: object) -> object:
        """`640,480`, as the environment has it."""
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator("image_resolution")
    @classmethod
    def _sized(cls, value: tuple[int, int]) -> tuple[int, int]:
        if not all(16 <= side <= 4096 for side in value):
            raise ValueError("width and height of 16 to 4096 pixels")
        return value


class Output(Value):
    """accepted: episodes in the dataset. duplicate: the very same dataset stood there already. skipped_reason: why there was nothing to collect.

    missing: of what the data pack promises; left_out: of what was asked for and is not made here. outputs: the documents and the dataset's info.
    """

    scene_id: str
    job_id: str
    key: str = ""
    attempted: int = 0
    succeeded: int = 0
    replayed: int = 0
    accepted: int = 0
    frames: int = 0
    variations: int = 0
    tasks: int = 0
    missing: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    duplicate: bool = False
    skipped_reason: str = ""
    outputs: tuple[MarkerOutput, ...] = ()
    seconds: float = 0.0


JOB = Job(
    name="episode-generation-job", inputs=Input, outputs=Output, main="blueprint.jobs.episode_generation.main:main",
    resources=Resources(cpu=2, memory_gib=4, timeout_s=21600),
)  # fmt: skip
