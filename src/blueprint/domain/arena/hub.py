"""`hub_config.yaml`: how the scene would stand in a model hub. Written when asked for; nothing is sent from here."""

from __future__ import annotations

import json

from blueprint.contracts.arena import ArenaManifest
from blueprint.domain.arena.names import identifier


def hub_config(manifest: ArenaManifest, namespace: str) -> str:
    """JSON, which every YAML reader reads."""
    categories: dict[str, int] = {}
    for task in manifest.tasks:
        categories[task.affordance or "Push"] = categories.get(task.affordance or "Push", 0) + 1
    name = identifier(manifest.scene_id)
    content = {
        "name": name,
        "display_name": manifest.scene_id,
        "source": manifest.source,
        "version": manifest.version,
        "description": f"{manifest.environment_type} with {len(manifest.objects)} objects and {manifest.task_count} tasks for {manifest.scene.metadata.robot}",
        "scene": {"id": manifest.scene_id, "usd_path": manifest.scene.usd_path, "environment_type": manifest.environment_type},
        "embodiments": list(manifest.supported_embodiments),
        "tasks": {"count": manifest.task_count, "categories": dict(sorted(categories.items()))},
        "huggingface": {"namespace": namespace, "repo_id": f"{namespace}/{name}", "visibility": "private"},
        "metadata": {"scene_digest": manifest.scene.metadata.scene_digest, "arena_version": manifest.arena_version},
    }
    return json.dumps(content, indent=2) + "\n"
