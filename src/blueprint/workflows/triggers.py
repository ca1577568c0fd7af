"""The trigger map of workflows-readme.md as one table: every workflow, what starts it, what it announces, and whether it exists yet.

Router, schedules, cloud triggers and docs are derived from it. A row whose workflow does not exist yet refuses to run.
A marker written by a run that a parent drives names that `driver`; the router records it and starts nothing, so that a scene has one
driver (W-38). The same marker put there by hand, or by a chain without a driver, starts the next workflow.
"""

from __future__ import annotations

from dataclasses import dataclass

from blueprint.contracts import assets, prompts, stages
from blueprint.core.artifact import File
from blueprint.core.event import Cron, Custom, Manual, ObjectFinalized, Trigger


@dataclass(frozen=True)
class Row:
    """announces: the markers and events that end it. enabled_by: the setting that arms it; empty: always armed."""

    workflow: str
    on: tuple[Trigger, ...]
    announces: tuple[File | str, ...] = ()
    enabled_by: str = ""


def _objects(*files: File) -> tuple[Trigger, ...]:
    return tuple(ObjectFinalized(file) for file in files)


MAP: tuple[Row, ...] = (
    Row("source-orchestrator", _objects(prompts.SCENE_REQUEST), (stages.REGEN3D_COMPLETE, stages.SOURCE_COMPLETE, stages.SOURCE_FAILED)),
    Row("usd-assembly-pipeline", _objects(stages.REGEN3D_COMPLETE), (stages.USD_COMPLETE, stages.REPLICATOR_COMPLETE, stages.ISAAC_LAB_COMPLETE)),
    Row("variation-assets-pipeline", _objects(stages.REPLICATOR_COMPLETE), (stages.VARIATION_COMPLETE,)),
    Row("genie-sim-export-pipeline", _objects(stages.VARIATION_COMPLETE), (stages.GENIESIM_SUBMITTED, stages.GENIESIM_COMPLETE)),
    Row(
        "genie-sim-import-pipeline",
        (Custom(stages.GENIESIM_JOB_COMPLETED), Manual()),
        (stages.GENIESIM_IMPORT_COMPLETE, stages.GENIESIM_COMPLETE, stages.EPISODES_IMPORTED, stages.DELIVERY_REQUESTED),
    ),
    Row("genie-sim-import-poller", (Cron("*/10 * * * *"),), (stages.GENIESIM_JOB_COMPLETED,)),
    Row("episode-generation-pipeline", _objects(stages.USD_COMPLETE), (stages.EPISODES_COMPLETE,)),
    Row("arena-export-pipeline", _objects(stages.USD_COMPLETE, stages.ISAAC_LAB_COMPLETE, stages.GENIESIM_COMPLETE), (stages.ARENA_COMPLETE,)),
    Row("training-pipeline", (Custom(stages.EPISODES_IMPORTED),)),
    Row("upsell-features-pipeline", (Manual(),), (stages.UPSELL_COMPLETE,)),
    Row("dream2flow-preparation-pipeline", _objects(stages.REGEN3D_COMPLETE), (stages.DREAM2FLOW_COMPLETE,), enabled_by="ENABLE_DREAM2FLOW"),
    Row("dwm-preparation-pipeline", _objects(stages.REGEN3D_COMPLETE), (stages.DWM_COMPLETE,), enabled_by="ENABLE_DWM"),
    Row("interactive-pipeline", _objects(assets.SCENE_ASSETS), (assets.INTERACTIVE_COMPLETE,)),
    Row("objects-pipeline", _objects(assets.SCENE_LAYOUT), (stages.OBJECTS_COMPLETE,)),
    Row("scale-pipeline", _objects(assets.SCENE_LAYOUT), (stages.SCALE_COMPLETE, assets.ASSETS_READY)),
    Row("regen3d-pipeline", _objects(assets.ASSETS_READY), (stages.REGEN3D_COMPLETE,)),
    Row("scene-generation-pipeline", (Cron("0 8 * * *", enabled_by="ENABLE_SCENE_GENERATION"), Manual()), (prompts.IMAGE,)),
    Row("text-autonomy-daily", (Cron("0 9 * * *", "America/New_York", enabled_by="ENABLE_TEXT_AUTONOMY"),), (prompts.SCENE_REQUEST,)),
    Row("scene-batch", (Manual(),), (prompts.SCENE_REQUEST,)),
    Row("retention-cleanup", (Cron("30 3 * * *"),)),
    Row("image-to-scene-orchestrator", _objects(prompts.IMAGE), (stages.RECONSTRUCTION_COMPLETE, stages.REGEN3D_COMPLETE)),
    Row("image-to-scene-pipeline", (Manual(),), (stages.RECONSTRUCTION_COMPLETE, stages.REGEN3D_COMPLETE)),
)

BROUGHT_FROM_OUTSIDE: tuple[File | str, ...] = (prompts.SCENE_REQUEST, prompts.IMAGE, assets.SCENE_LAYOUT, assets.SCENE_ASSETS)
"""Objects that a person or another system puts there."""

TERMINAL: tuple[File | str, ...] = (
    stages.SOURCE_COMPLETE, stages.SOURCE_FAILED, stages.ARENA_COMPLETE, stages.EPISODES_COMPLETE, stages.UPSELL_COMPLETE,
    stages.DREAM2FLOW_COMPLETE, stages.DWM_COMPLETE, stages.OBJECTS_COMPLETE, stages.SCALE_COMPLETE, stages.GENIESIM_SUBMITTED,
    stages.GENIESIM_IMPORT_COMPLETE, stages.RECONSTRUCTION_COMPLETE, stages.DELIVERY_REQUESTED, assets.INTERACTIVE_COMPLETE,
)  # fmt: skip
"""What ends a chain: read by people, by a waiting parent or by another system, and starts nothing."""


def row(workflow: str) -> Row:
    """Raises KeyError with the names there are."""
    for candidate in MAP:
        if candidate.workflow == workflow:
            return candidate
    raise KeyError(f"no workflow {workflow!r}; there are {', '.join(r.workflow for r in MAP)}")


def describe(trigger: Trigger) -> str:
    """For the documents."""
    if isinstance(trigger, ObjectFinalized):
        return f"object `{trigger.artifact.pattern.replace('{scene_id}', '*')}`"
    if isinstance(trigger, Cron):
        return f"clock `{trigger.expression}` ({trigger.zone})"
    return f"event `{trigger.type}`" if isinstance(trigger, Custom) else "a person"


def problems() -> list[str]:
    """What is wrong with the map: a trigger that nothing produces, an announcement that nothing consumes (WS-17)."""
    announced = {_key(item) for entry in MAP for item in entry.announces} | {_key(item) for item in BROUGHT_FROM_OUTSIDE}
    consumed = {_key(trigger) for entry in MAP for trigger in entry.on if isinstance(trigger, ObjectFinalized | Custom)}
    terminal = {_key(item) for item in TERMINAL}
    found = [f"{item}: starts a workflow, but nothing produces it" for item in sorted(consumed - announced)]
    found += [f"{item}: is announced, but nothing consumes it and it is not declared terminal" for item in sorted(announced - consumed - terminal)]
    found += [f"{item}: is declared terminal, but it starts a workflow" for item in sorted(terminal & consumed)]
    return found + [f"{item}: is declared terminal, but nothing announces it" for item in sorted(terminal - announced)]


def _key(item: Trigger | File | str) -> str:
    if isinstance(item, ObjectFinalized):
        return item.artifact.pattern
    if isinstance(item, File):
        return item.pattern
    return item.type if isinstance(item, Custom) else str(item)


def mermaid() -> str:
    """The marker graph: objects and events to workflows to what they announce."""
    lines = ["flowchart LR"]
    for entry in MAP:
        for trigger in entry.on:
            if isinstance(trigger, ObjectFinalized | Custom):
                lines.append(f"  {_node(_key(trigger))} --> {entry.workflow}")
        lines += [f"  {entry.workflow} --> {_node(_key(item))}" for item in entry.announces]
    return "\n".join(lines)


def _node(text: str) -> str:
    short = text.replace("scenes/{scene_id}/", "")
    return f'{"".join(c if c.isalnum() else "_" for c in short)}["{short}"]'
