"""What the Genie Sim jobs leave in the bucket, for the scripted runtime; and a bench of scene `loft_9` with its variations made."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from blueprint.contracts import stages
from blueprint.contracts.geniesim_runs import SubmissionInputs, job_id_of, submission_hash
from blueprint.core.event import Event
from blueprint.core.job import JobRequest

SCENE = "loft_9"
EXPORT, IMPORT, POLLER = "genie-sim-export-pipeline", "genie-sim-import-pipeline", "genie-sim-import-poller"
TASKS = {"scene_id": SCENE, "suggested_tasks": [{"task_id": "t1"}]}
PROVENANCE = {"license": {"commercial_ok": True, "blockers": []}}
NOW = datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC).isoformat()


def put(bench, name: str, body: Any) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    bench.store.bucket.put(name if name.startswith(("scenes/", "automation/")) else f"scenes/{SCENE}/{name}", content)


def get(bench, name: str) -> Any:
    name = name if name.startswith(("scenes/", "automation/")) else f"scenes/{SCENE}/{name}"
    return json.loads(bench.store.bucket.get(name)[0]) if bench.store.bucket.stat(name) else None


def exporting(bench, tasks: Any = TASKS, provenance: Any = PROVENANCE):
    def answer(request: JobRequest) -> Mapping[str, Any]:
        put(bench, f"scenes/{request.inputs['scene_id']}/geniesim/task_config.json", tasks)
        if provenance is not None:
            put(bench, f"scenes/{request.inputs['scene_id']}/geniesim/legal/asset_provenance.json", provenance)
        return {}

    return answer


def side_by_side(bench, folder: Path, *job: str) -> tuple[list[str], list[str]]:
    """How two services on this bucket end, and the jobs that both of them ran, in order of names."""
    command = [sys.executable, "-m", "tests.workflows.geniesim_service", bench.store.bucket.url]
    started = [subprocess.Popen([*command, str(folder / name), *job], stdout=subprocess.PIPE) for name in ("a", "b")]
    outcomes = sorted(process.communicate(timeout=90)[0].decode().split()[-1] for process in started)
    return outcomes, sorted(line for path in folder.glob("*.work") for line in path.read_text().split())


def job_record(scene: str, job_id: str, status: str = "completed", robots: tuple[str, ...] = (), **fields: Any) -> dict[str, Any]:
    parts = {robot: {"episodes_prefix": f"scenes/{scene}/episodes/geniesim_{job_id}_{robot}"} for robot in robots if len(robots) > 1}
    whole = {"episodes_prefix": f"scenes/{scene}/episodes/geniesim_{job_id}"}
    metrics = {"duration_seconds": 12.0}
    return {
        "job_id": job_id, "scene_id": scene, "status": status, "submitted_at": NOW, "backend": "mujoco_local", "artifacts": whole,
        "artifacts_by_robot": parts, "job_metrics": metrics, **fields,
    }  # fmt: skip


def report(can_proceed: bool = True, blocking: int = 0, **fields: Any) -> dict[str, Any]:
    return {"summary": {"can_proceed": can_proceed, "blocking_failures": blocking}, **fields}


def submitting(bench, status: str = "completed", evidence: Any = None, **fields: Any):
    """Writes job.json, and per robot the gate report in the job's folder."""

    def answer(request: JobRequest) -> Mapping[str, Any]:
        scene, robots = request.inputs["scene_id"], tuple(request.inputs["robot_types"])
        job_id = job_id_of(request.inputs["idempotency_key"])
        folder = f"geniesim_{job_id}" if len(robots) == 1 else f"geniesim_{job_id}_{request.inputs['robot_type']}"
        put(bench, f"scenes/{scene}/episodes/{folder}/quality_gate_report.json", report() if evidence is None else evidence)
        put(bench, f"automation/geniesim/open/{scene}.json", {"scene_id": scene, "job_id": job_id, "timestamp": NOW})
        put(bench, f"scenes/{scene}/geniesim/job.json", job_record(scene, job_id, status, robots, **fields))
        return {"job_id": job_id, "robot": request.inputs["robot_type"]}

    return answer


def importing(bench, passed: int = 4, **fields: Any):
    def answer(request: JobRequest) -> Mapping[str, Any]:
        scene, job_id, prefix = request.inputs["scene_id"], request.inputs["job_id"], request.inputs["local_episodes_prefix"]
        body = {
            "scene_id": scene, "job_id": job_id, "status": "completed", "success": True, "episodes": {"downloaded": 4, "passed_validation": passed},
            "quality": {"average_score": 0.9}, "gcs_output_path": prefix, **fields,
        }  # fmt: skip
        put(bench, f"{prefix}/import_manifest.json", body)
        return {"job_id": job_id}

    return answer


def ready(bench, **payload: Any) -> Event:
    """The event of finished variations, with jobs that all go well."""
    bench.runtime.answers = {
        "genie-sim-export-job": exporting(bench), "genie-sim-submit-job": submitting(bench), "genie-sim-import-job": importing(bench),
    } | bench.runtime.answers  # fmt: skip
    bench.store.upload(stages.VARIATION_COMPLETE, b"{}", SCENE)
    return bench.event(stages.VARIATION_COMPLETE, SCENE, **payload)


def asked(key: str = "k1", scene: str = SCENE, **payload: Any) -> Event:
    """An import request of our own."""
    return Event(id=key, type="custom", scene_id=scene, payload={"type": stages.GENIESIM_JOB_COMPLETED, **payload}, occurred_at=datetime.now(UTC))


def tick(key: str = "poll@1", **payload: Any) -> Event:
    return Event(id=key, type="cron", payload=payload, occurred_at=datetime.now(UTC))


def hash_of(tasks: Any = TASKS, robots: tuple[str, ...] = ("franka",), episodes: str = "10", thresholds: Mapping[str, float] | None = None) -> str:
    return submission_hash(SubmissionInputs(
        scene_id=SCENE, task_config=tasks, robot_types=robots, episodes_per_task=episodes, quality_thresholds=dict(thresholds or {}),
    ))  # fmt: skip
