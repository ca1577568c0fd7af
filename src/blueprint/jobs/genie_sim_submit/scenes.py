"""The tasks that were exported, as far as they are of what is collected on."""

from __future__ import annotations

from blueprint.contracts.geniesim import TASKS, TASKS_OF_ROBOT
from blueprint.contracts.tasks import TaskSet
from blueprint.runtimes.process import JobContext


def exported_tasks(context: JobContext, scene_id: str, robot: str, digest: str) -> TaskSet | None:
    """The tasks that were exported for this robot; None when they are of another scene file (the export left assets out): then they are found anew."""
    found = context.store.find(TASKS_OF_ROBOT, scene_id, robot=robot) or context.store.find(TASKS, scene_id)
    if found is None or found.value.robot != robot or found.value.scene_digest != digest:
        context.log("the exported tasks are not of this robot and this scene file; they are found anew", robot=robot)
        return None
    return found.value
