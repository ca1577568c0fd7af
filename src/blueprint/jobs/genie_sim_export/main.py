"""gates → the scene and its assets → tasks per robot → every document, checked as a stranger would → publish."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from blueprint.contracts import geniesim as contract
from blueprint.contracts import replicator
from blueprint.contracts.geniesim_export import ExportConfig
from blueprint.contracts.tasks import TaskSet
from blueprint.core.errors import ContractError, GateFailed
from blueprint.domain.geniesim.check import check
from blueprint.domain.geniesim.embedding import HASHED_NGRAMS, known_model
from blueprint.domain.geniesim.package import COMPLETE, Order, write_export
from blueprint.domain.geniesim.source import Source, read_source
from blueprint.domain.geniesim.workplace import Bounds
from blueprint.domain.robots import catalogue
from blueprint.domain.robots.robot import Robot
from blueprint.jobs.genie_sim_export import Input, Output
from blueprint.jobs.genie_sim_export.scene import Fetched, fetch_certified
from blueprint.runtimes.process import JobContext


def main(context: JobContext, given: Input) -> Output:
    """Raises ContractError naming what is absent, changed or unknown; GateFailed when the certificate did not pass or the export contradicts itself."""
    seconds: dict[str, float] = {}
    robots = _robots(given)
    model = _embedding_model(given)
    workspace = _workspace(given.workspace_bounds_json)
    prefix = "" if given.copy_usd else "../"
    with _timed(seconds, "read"):
        context.progress(0, 4, "reading the certified scene")
        scene = fetch_certified(context, given)
        source = read_source(scene.usd, scene.metadata, prefix)
    with _timed(seconds, "tasks"):
        context.progress(1, 4, f"tasks for {', '.join(robot.name for robot in robots)}")
        task_sets = {robot.name: _tasks(source, robot, context.seed_of(given.scene_id, robot.name), given.max_tasks) for robot in robots}
    with _timed(seconds, "write"):
        context.progress(2, 4, "writing the export")
        order = _order(context, given, scene, robots, model, workspace, task_sets)
        manifest = write_export(source, order, scene.export)
    with _timed(seconds, "check"):
        context.progress(3, 4, "checking it")
        problems = check(scene.export)
        if problems:
            raise GateFailed("genie-sim export", problems)
    if not given.dry_run:
        _publish(context, given.scene_id, scene.export)
    return Output(
        scene_id=given.scene_id, bundle=f"scenes/{given.scene_id}/geniesim", robots=tuple(task_sets), tasks=manifest.result.statistics.tasks,
        tasks_before_filter=len(task_sets[robots[0].name].tasks) + len(task_sets[robots[0].name].dropped), nodes=manifest.result.statistics.nodes,
        edges=manifest.result.statistics.edges, dropped=tuple(scene.dropped), skipped_reason=manifest.result.skipped_reason, published=not given.dry_run,
        scene_digest=manifest.scene_digest, seconds=seconds,
    )  # fmt: skip


def _robots(given: Input) -> tuple[Robot, ...]:
    names = [name.strip() for name in (given.robot_types or given.robot_type).split(",") if name.strip()]
    unknown = [name for name in names if name not in catalogue.NAMES]
    if unknown or not names:
        field = "ROBOT_TYPES" if given.robot_types else "ROBOT_TYPE"
        raise ContractError("genie-sim-export-job", field, f"one of {', '.join(catalogue.NAMES)}", ", ".join(unknown) or given.robot_type)
    return tuple(catalogue.find(name) for name in dict.fromkeys(names))


def _embedding_model(given: Input) -> str | None:
    """None: no embeddings. Those that are required need a model by name: nothing is taken in its place."""
    if given.embedding_model or given.require_embeddings:
        return known_model(given.embedding_model)
    return HASHED_NGRAMS if given.generate_embeddings else None


def _workspace(text: str) -> Bounds | None:
    if not text:
        return None
    expected = "[[x0,y0,z0],[x1,y1,z1]] in metres, lowest corner first"
    try:
        low, high = TypeAdapter(Bounds).validate_json(text)
    except ValidationError:
        raise ContractError("genie-sim-export-job", "GENIESIM_WORKSPACE_BOUNDS_JSON", expected, text) from None
    if not all(a < b for a, b in zip(low, high, strict=True)):
        raise ContractError("genie-sim-export-job", "GENIESIM_WORKSPACE_BOUNDS_JSON", expected, text)
    return low, high


def _tasks(source: Source, robot: Robot, seed: int, limit: int) -> TaskSet:
    from blueprint.domain.tasks.propose import propose

    return propose(source.world, robot.name, seed, limit)


def _order(
    context: JobContext, given: Input, scene: Fetched, robots: tuple[Robot, ...], model: str | None, workspace: Bounds | None, task_sets: Mapping[str, TaskSet],
) -> Order:  # fmt: skip
    bundle = context.store.read(replicator.BUNDLE_METADATA, given.scene_id).value
    configs = [context.store.read(replicator.POLICY_CONFIG, given.scene_id, policy=policy).value for policy in bundle.policies]
    return Order(
        config=ExportConfig(
            robot_type=robots[0].name, robot_types=tuple(robot.name for robot in robots), generate_embeddings=model is not None, embedding_model=model,
            require_embeddings=given.require_embeddings, filter_commercial_only=given.filter_commercial, max_tasks=given.max_tasks,
            lerobot_export_format=given.lerobot_export_format, copy_usd=given.copy_usd, require_quality_gates=given.require_quality_gates,
            dry_run=given.dry_run,
        ),
        robots=robots, known=tuple(catalogue.find(name) for name in catalogue.NAMES) if given.enable_multi_robot else (), task_sets=task_sets,
        provenance=scene.provenance, variations=scene.variations, variation_source=scene.variation_source,
        randomizers=tuple(sorted({randomizer.name for config in configs for randomizer in config.randomizers if randomizer.enabled})),
        certificate_digest=scene.certificate_digest, now=datetime.now(UTC), workspace=workspace, dropped=scene.dropped, left_out=scene.left_out,
    )  # fmt: skip


def _publish(context: JobContext, scene_id: str, folder: Path) -> None:
    prefix = f"scenes/{scene_id}/geniesim"
    with context.publication() as publication:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != COMPLETE:
                publication.add(f"{prefix}/{path.relative_to(folder).as_posix()}", path)
        publication.add(contract.EXPORT_COMPLETE.at(scene_id), folder / COMPLETE)


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[stage] = round(time.perf_counter() - started, 3)
