"""`scenes/<id>/usd/certificate.json`: what was measured on the scene file beside it, each value with its definition, threshold and source."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from blueprint.core.artifact import Artifact, Value

REPAIR_NOTE = "repair: "
"""How a repair is marked among a scene's notes."""

Status = Literal["passed", "failed", "not_run"]


class Metric(Value):
    """One measurement. offenders: the objects, joints or openings that missed. reason: why it was not run.

    required: a miss fails the certificate; the others are reported only. `not_run` is never passed: then value and passed are null.
    """

    name: str
    value: float | None
    unit: str
    definition: str
    comparison: Literal["<=", ">="]
    threshold: float
    passed: bool | None
    status: Status
    source: str
    required: bool = True
    offenders: tuple[str, ...] = ()
    details: dict[str, float] = Field(default_factory=dict)
    reason: str = ""


class JointRow(Value):
    """open_share: how much of its range it went under 20 N; drift_share: how much it moved when left alone."""

    name: str
    open_share: float
    drift_share: float


class ObjectRow(Value):
    """What was measured of one object; null where a measurement does not apply to it (a static object is not lifted)."""

    id: str
    category: str
    sim_role: str
    support: str
    requested: bool
    free: bool
    mass_kg: float | None
    inside_share: float
    collides_with: tuple[str, ...]
    collision_depth_m: float
    supported: bool
    rests_on_its_support: bool
    support_gap_m: float
    equilibrium_moved_m: float | None
    equilibrium_turned_rad: float | None
    stability_drift_m: float | None
    stability_path_m: float | None
    lift_force_n: float | None
    lift_rose_m: float | None
    joints: tuple[JointRow, ...]


class ObjectCounts(Value):
    total: int
    requested: int
    free: int
    static: int
    manipulable: int
    articulated: int
    joints: int
    colliders: int


class Timing(Value):
    """The only part that differs from run to run. The job that publishes the certificate adds the stages."""

    metric_seconds: dict[str, float] = Field(default_factory=dict)
    stage_seconds: dict[str, float] = Field(default_factory=dict)
    stage_cost_usd: dict[str, float] = Field(default_factory=dict)


class Certificate(Value):
    """digest: SHA-256 over the scene file and every layer it is made of. passed: every required metric passed. repairs: as the scene notes them."""

    schema_version: Literal["blueprint.certificate.v1"] = "blueprint.certificate.v1"
    scene_id: str
    digest: str
    simulator: str
    objects: ObjectCounts
    passed: bool
    metrics: tuple[Metric, ...]
    rows: tuple[ObjectRow, ...]
    unmet: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    timing: Timing = Timing()

    def metric(self, name: str) -> Metric:
        for metric in self.metrics:
            if metric.name == name:
                return metric
        raise KeyError(f"no metric {name!r}; there are {[metric.name for metric in self.metrics]}")


CERTIFICATE = Artifact("scenes/{scene_id}/usd/certificate.json", Certificate)
