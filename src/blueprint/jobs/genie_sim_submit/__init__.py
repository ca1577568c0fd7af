"""Robot episodes of the exported tasks, and the job record: `episodes/geniesim_<job_id>/` and `geniesim/job.json` (jobs.md §2.16, §4.14)."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from blueprint.core.artifact import Value
from blueprint.core.errors import ConfigurationError
from blueprint.core.job import Job, Resources, env

NO_CLIENT = (
    "no server: there is no client for one, since Genie Sim's released server drives only its own G1 and G2 robots, cannot be stepped and reports no "
    "contacts, so that nothing it collects could pass the physics gates or a replay. Unset GENIESIM_HOST, or set GENIESIM_FORCE_LOCAL=true: "
    "the local simulator collects behind the same job.json"
)


def demand_local(host: str, port: int, force_local: bool) -> None:
    """Raises ConfigurationError for a server that is set: nothing is collected elsewhere than was asked for."""
    if host and not force_local:
        raise ConfigurationError("GENIESIM_HOST", f"{host}:{port}", NO_CLIENT)


class Input(Value):
    """One robot's part of a submission: `robot_type` collects now, `robot_types` are all that belong to it (empty: this one).

    idempotency_key: the submission's hash; empty: computed here. geniesim_host: a Genie Sim server; the local collector works without one.
    """

    scene_id: str = env("SCENE_ID")
    robot_type: str = env("ROBOT_TYPE", "franka")
    robot_types: tuple[str, ...] = env("ROBOT_TYPES", ())
    episodes_per_task: int = env("EPISODES_PER_TASK", 10, ge=1)
    max_tasks: int = env("MAX_TASKS", 50, ge=1)
    num_variations: int = env("NUM_VARIATIONS", 5, ge=0)
    min_quality_score: float = env("MIN_QUALITY_SCORE", 0.85, ge=0, le=1)
    quality_thresholds: dict[str, float] = {}
    seed: int = env("SEED", 1, ge=0)
    cameras: bool = env("ENABLE_CAMERAS", True)
    allow_noncommercial_data: bool = env("ALLOW_NONCOMMERCIAL_DATA", False)
    idempotency_key: str = ""
    geniesim_host: str = env("GENIESIM_HOST", "")
    geniesim_port: int = env("GENIESIM_PORT", 50051)
    geniesim_force_local: bool = env("GENIESIM_FORCE_LOCAL", False)

    @field_validator("robot_types", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """A comma-separated list, as the environment has it."""
        return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value

    @property
    def robots(self) -> tuple[str, ...]:
        return tuple(sorted({*self.robot_types, self.robot_type}))


class Output(Value):
    """duplicate: the submission had been completed before, and nothing was done. skipped_reason: why there was nothing to collect."""

    scene_id: str
    job_id: str
    robot: str
    status: Literal["submitted", "completed"]
    duplicate: bool = False
    attempted: int = 0
    succeeded: int = 0
    replayed: int = 0
    skipped_reason: str = ""
    seconds: float = 0.0


JOB = Job(
    name="genie-sim-submit-job", inputs=Input, outputs=Output, main="blueprint.jobs.genie_sim_submit.main:main",
    resources=Resources(cpu=2, memory_gib=4, timeout_s=14400),
)  # fmt: skip
