"""The trigger map is data, and the checker proves it whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from blueprint.contracts import stages
from blueprint.core.errors import ContractError
from blueprint.core.event import Cron, Custom, Manual, ObjectFinalized
from blueprint.workflows import registry, triggers

README = {
    "arena-export-pipeline", "dream2flow-preparation-pipeline", "dwm-preparation-pipeline", "episode-generation-pipeline", "genie-sim-export-pipeline",
    "genie-sim-import-pipeline", "genie-sim-import-poller", "interactive-pipeline", "objects-pipeline", "regen3d-pipeline", "retention-cleanup",
    "scale-pipeline", "scene-batch", "scene-generation-pipeline", "source-orchestrator", "text-autonomy-daily", "training-pipeline",
    "upsell-features-pipeline", "usd-assembly-pipeline", "variation-assets-pipeline",
}  # fmt: skip


def test_ws17_every_trigger_has_a_producer_and_every_marker_a_consumer():
    assert triggers.problems() == []


def test_ws17_the_checker_finds_a_marker_that_nobody_writes(monkeypatch):
    broken = tuple(replace(row, announces=()) if row.workflow == "usd-assembly-pipeline" else row for row in triggers.MAP)
    monkeypatch.setattr(triggers, "MAP", broken)
    assert any(stages.USD_COMPLETE.pattern in problem for problem in triggers.problems())


def test_the_map_has_every_row_of_the_contract_and_the_image_workflows():
    assert {row.workflow for row in triggers.MAP} == README | {"image-to-scene-orchestrator", "image-to-scene-pipeline"}


@pytest.mark.parametrize(
    ("workflow", "expected"),
    [
        ("arena-export-pipeline", [
            "scenes/{scene_id}/usd/.usd_complete", "scenes/{scene_id}/isaac_lab/.isaac_lab_complete", "scenes/{scene_id}/geniesim/.geniesim_complete"]),
        ("usd-assembly-pipeline", ["scenes/{scene_id}/assets/.regen3d_complete"]),
        ("variation-assets-pipeline", ["scenes/{scene_id}/replicator/.replicator_complete"]),
        ("genie-sim-export-pipeline", ["scenes/{scene_id}/variation_assets/.variation_pipeline_complete"]),
        ("source-orchestrator", ["scenes/{scene_id}/prompts/scene_request.json"]),
        ("interactive-pipeline", ["scenes/{scene_id}/assets/scene_assets.json"]),
        ("regen3d-pipeline", ["scenes/{scene_id}/assets/.assets_ready"]),
        ("objects-pipeline", ["scenes/{scene_id}/layout/scene_layout.json"]),
    ],
)  # fmt: skip
def test_object_triggers_are_the_contracts(workflow, expected):
    assert [trigger.artifact.pattern for trigger in triggers.row(workflow).on if isinstance(trigger, ObjectFinalized)] == expected


def test_other_triggers_are_the_contracts():
    assert Custom("manual.geniesim.job.completed") in triggers.row("genie-sim-import-pipeline").on
    assert Custom("blueprintpipeline.episodes.imported") in triggers.row("training-pipeline").on
    assert triggers.row("upsell-features-pipeline").on == (Manual(),)
    assert any(isinstance(trigger, Cron) for trigger in triggers.row("genie-sim-import-poller").on)
    assert triggers.row("dwm-preparation-pipeline").enabled_by == "ENABLE_DWM"


def test_ws34_a_nested_name_is_no_scene():
    pattern = triggers.row("usd-assembly-pipeline").on[0].artifact
    assert pattern.scene_of("scenes/a/assets/.regen3d_complete") == "a"
    assert pattern.scene_of("scenes/a/b/assets/.regen3d_complete") is None


def test_every_workflow_is_declared_as_in_the_map():
    for workflow in registry.ALL:
        assert workflow.on == triggers.row(workflow.name).on


def test_a_workflow_of_a_later_version_says_so():
    with pytest.raises(ContractError, match="not available yet"):
        registry.find("training-pipeline")
    with pytest.raises(ContractError, match="one of"):
        registry.find("no-such-thing")
