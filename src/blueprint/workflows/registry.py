"""Every workflow there is. `triggers.MAP` says what will be."""

from __future__ import annotations

from blueprint.core.errors import ContractError
from blueprint.engine.workflow import Workflow
from blueprint.workflows import triggers
from blueprint.workflows.arena_export_pipeline import arena_export_pipeline
from blueprint.workflows.episode_generation_pipeline import episode_generation_pipeline
from blueprint.workflows.genie_sim_export_pipeline import genie_sim_export_pipeline
from blueprint.workflows.genie_sim_import_pipeline import genie_sim_import_pipeline
from blueprint.workflows.genie_sim_import_poller import genie_sim_import_poller
from blueprint.workflows.source_orchestrator import source_orchestrator
from blueprint.workflows.usd_assembly_pipeline import usd_assembly_pipeline
from blueprint.workflows.variation_assets_pipeline import variation_assets_pipeline

ALL: tuple[Workflow, ...] = (
    source_orchestrator, usd_assembly_pipeline, variation_assets_pipeline, genie_sim_export_pipeline, genie_sim_import_pipeline, genie_sim_import_poller,
    episode_generation_pipeline, arena_export_pipeline,
)  # fmt: skip


def available(name: str) -> bool:
    """Whether this version has it."""
    return any(candidate.name == name for candidate in ALL)


def find(name: str) -> Workflow:
    """Raises ContractError: with the names there are, or saying that it comes in a later version."""
    for candidate in ALL:
        if candidate.name == name:
            return candidate
    if any(row.workflow == name for row in triggers.MAP):
        raise ContractError(
            "workflow", "name", f"a workflow of this version ({', '.join(each.name for each in ALL)})", f"{name}, which is not available yet"
        )
    raise ContractError("workflow", "name", f"one of {', '.join(each.name for each in ALL)}", name)
