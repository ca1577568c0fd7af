"""What the pages show, as plain facts; the templates only lay them out."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from blueprint.app import App
from blueprint.contracts import prompts, textgen
from blueprint.contracts import stages as marks
from blueprint.contracts.certificate import CERTIFICATE
from blueprint.contracts.markers import FailureContent, failure
from blueprint.contracts.usd import PREVIEW, SCENE_GLB
from blueprint.core.artifact import SCENE_ID, Artifact
from blueprint.core.errors import ContractError
from blueprint.engine.history import RunRecord
from blueprint.runtimes.runtime import Progress
from blueprint.web.stages import Stage, stages_of

LATEST = 60
TONES = {
    "complete": "good", "certified": "good", "SUCCESS": "good", "failed": "bad", "FAILED": "bad", "running": "wait", "RUNNING": "wait", "waiting": "wait",
}  # fmt: skip
SHOWN = ("usd/scene.usda", "usd/scene.usdz", "usd/scene.glb", "usd/certificate.json", "textgen/package.json", "assets/scene_manifest.json",
         "replicator/affordance_graph.json", "isaac_lab/env_cfg.py", "isaac_lab/task_spawn_plan.json")  # fmt: skip


def scenes(app: App) -> list[dict[str, Any]]:
    """The latest scenes, the newest first."""
    found: dict[str, float] = {}
    for info in app.store.list("scenes/"):
        _, scene_id, *rest = info.name.split("/")
        if rest and re.fullmatch(SCENE_ID, scene_id):
            found[scene_id] = max(found.get(scene_id, 0.0), info.updated.timestamp())
    return [_with_picture(app, name) for name in sorted(found, key=lambda name: found[name], reverse=True)[:LATEST]]


def _with_picture(app: App, scene_id: str) -> dict[str, Any]:
    picture = PREVIEW.at(scene_id, view="perspective")
    return card(app, scene_id) | {"picture": _url(picture) if app.store.bucket.stat(picture) else ""}


def card(app: App, scene_id: str) -> dict[str, Any]:
    status = _status(app, scene_id)
    return {"scene_id": scene_id, "status": status, "tone": TONES.get(status, "none"), "prompt": _prompt(app, scene_id)}


def scene(app: App, scene_id: str) -> dict[str, Any] | None:
    """All of one scene; None when the bucket has nothing of it."""
    if not any(True for _ in app.store.list(f"scenes/{scene_id}/")):
        return None
    exists = app.store.bucket.stat
    package, certificate = _value(app, textgen.PACKAGE, scene_id), _value(app, CERTIFICATE, scene_id)
    pictures = [PREVIEW.at(scene_id, view=view) for view in ("perspective", "top")]
    glb = SCENE_GLB.at(scene_id)
    files = [(name, info.size) for name in SHOWN if (info := exists(f"scenes/{scene_id}/{name}"))]
    return {
        "scene": card(app, scene_id), "failure": _failure(app, scene_id), "glb": _url(glb) if exists(glb) else "",
        "pictures": [_url(name) for name in pictures if exists(name)], "unmet": package.unmet if package else (), "certificate": certificate,
        "files": [{"name": name, "url": _url(f"scenes/{scene_id}/{name}"), "size": f"{size / 1024:,.0f} KiB"} for name, size in files],
        **stages(app, scene_id),
    }  # fmt: skip


def stages(app: App, scene_id: str) -> dict[str, Any]:
    """The stage tree of the scene's latest run. running: there is more to come, also when a request waits for its run."""
    record = _latest(app, scene_id)
    detail = app.engine.show(record.run_id) if record else None
    if detail is None:
        return {"stages": [], "running": _status(app, scene_id) == "waiting", "total": None}
    rows = [_row(stage, app.runtime.progress(stage.request_id) if stage.status == "RUNNING" else None) for stage in stages_of(detail)]
    how = detail.record.outcome.status.value if detail.record.outcome else "RUNNING"
    total = {"status": how, "tone": TONES.get(how, "none"), "seconds": detail.record.seconds}
    return {"stages": rows, "running": detail.record.outcome is None, "total": total}


def _row(stage: Stage, progress: Progress | None) -> dict[str, Any]:
    doing = ""
    if progress:
        doing = f"{progress.done:g}/{progress.total:g} {progress.message}" if progress.total else progress.message
    tone = TONES.get(stage.status, "none")
    return {"name": stage.name, "status": stage.status, "tone": tone, "seconds": stage.seconds, "doing": doing, "error": stage.error}


def _latest(app: App, scene_id: str) -> RunRecord | None:
    """The run that a person means: the newest that nobody else drives."""
    return next(iter(app.engine.runs(scene_id=scene_id, roots=True, limit=1)), None)


def _status(app: App, scene_id: str) -> str:
    record = _latest(app, scene_id)
    if record and record.outcome is None:
        return "running"
    if app.store.exists(marks.SOURCE_FAILED, scene_id):
        return "failed"
    if app.store.exists(marks.SOURCE_COMPLETE, scene_id):
        return "complete"
    if app.store.exists(CERTIFICATE, scene_id):
        return "certified"
    return "waiting" if record is None and app.store.exists(prompts.SCENE_REQUEST, scene_id) else "unfinished"


def _prompt(app: App, scene_id: str) -> str:
    for artifact in (textgen.REQUEST_NORMALIZED, prompts.SCENE_REQUEST, prompts.CHILD_REQUEST):
        found = _value(app, artifact, scene_id)
        if found:
            return found.prompt or ""
    return ""


def _failure(app: App, scene_id: str) -> dict[str, Any] | None:
    content: FailureContent | None = _value(app, failure(marks.SOURCE_FAILED), scene_id)
    if content is None:
        return None
    log = content.debugging.logs_url or _log_of_failed(app, content.context.run_id)
    return {
        "step": content.job_name, "code": content.error.code, "message": content.error.message, "advice": content.recommendations,
        "log": log, "run_id": content.context.run_id,
    }  # fmt: skip


def _log_of_failed(app: App, run_id: str) -> str:
    detail = app.engine.show(run_id)
    return next((app.job_log(stage.request_id) for stage in stages_of(detail) if stage.status == "FAILED"), "") if detail else ""


def _value(app: App, artifact: Artifact[Any], scene_id: str) -> Any:
    """What stands there, or None; a document that cannot be read is shown as absent, not as an error page."""
    try:
        found = app.store.find(artifact, scene_id)
    except ContractError:
        return None
    return found.value if found else None


def _url(name: str) -> str:
    return f"/files/{quote(name)}"

