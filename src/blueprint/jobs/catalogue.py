"""Every job there is, by name. Importing this costs nothing heavy."""

from __future__ import annotations

from typing import Any

from blueprint.core.errors import ContractError
from blueprint.core.job import Job
from blueprint.jobs import (
    arena_export,
    episode_generation,
    genie_sim_export,
    genie_sim_import,
    genie_sim_submit,
    interactive,
    isaac_lab,
    quality_gate,
    replicator,
    scene_preview,
    simready,
    text_scene_adapter,
    text_scene_gen,
    usd_assembly,
    variation_gen,
)

ALL: tuple[Job[Any, Any], ...] = (
    text_scene_gen.JOB,
    text_scene_adapter.JOB,
    simready.JOB,
    interactive.JOB,
    usd_assembly.JOB,
    scene_preview.JOB,
    replicator.JOB,
    isaac_lab.JOB,
    variation_gen.JOB,
    genie_sim_export.JOB,
    genie_sim_submit.JOB,
    genie_sim_import.JOB,
    episode_generation.JOB,
    quality_gate.JOB,
    arena_export.JOB,
)


def find(name: str) -> Job[Any, Any]:
    """Raises ContractError with the names there are."""
    for job in ALL:
        if job.name == name:
            return job
    raise ContractError("job", "name", f"one of {', '.join(job.name for job in ALL)}", name)
