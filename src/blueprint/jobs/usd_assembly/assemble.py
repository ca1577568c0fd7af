"""read the package and the assets' layers → one stage → certificate, after repair if need be → publish."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from blueprint.contracts import assets as assets_contract
from blueprint.contracts import usd as contract
from blueprint.contracts.certificate import CERTIFICATE, Certificate
from blueprint.contracts.gates import ASSEMBLY_GATES, GateReport, GateResult, gate_report
from blueprint.contracts.scene import Scene
from blueprint.core.errors import GateFailed
from blueprint.domain.certificate.mended import certified
from blueprint.domain.documents.stage1 import layout, manifest
from blueprint.domain.usd.assemble import asset_names, assets_of
from blueprint.domain.usd.asset import write_interface
from blueprint.domain.usd.layout import interface_files
from blueprint.domain.usd.report import physics_report
from blueprint.domain.usd.stage import write_stage
from blueprint.jobs.scene_files import fetch_assets, read_package
from blueprint.jobs.usd_assembly import Input, Output
from blueprint.runtimes.process import JobContext

MAX_USD_BYTES = 500_000_000


def assemble(context: JobContext, given: Input) -> Output:
    seconds: dict[str, float] = {}
    folder = context.workdir / "scene"
    scene = read_package(context, given.scene_id).scene
    with _timed(seconds, "author"):
        context.progress(0, 3, f"writing the stage of {len(scene.objects)} things")
        fetch_assets(context, given.scene_id, folder / "assets")
        _compose(scene, folder)
        stage = write_stage(scene, asset_names(scene), folder / "usd")
    with _timed(seconds, "certify"):
        context.progress(1, 3, "measuring it in the simulator")
        mended = certified(scene, stage, _over(stage), lambda note: context.log("repaired", note=note))
    scene, certificate, repairs, missed = mended.scene, mended.certificate, mended.repairs, mended.missed
    report = physics_report(stage, scene)
    gates = _gates(given.scene_id, report, stage, missed)
    if missed and not given.bypass_quality_gates:
        raise GateFailed("certificate", missed)
    context.progress(2, 3, "publishing")
    timing = certificate.timing.model_copy(update={"stage_seconds": seconds, "stage_cost_usd": dict.fromkeys(seconds, 0.0)})
    _publish(context, given, scene, folder, certificate.model_copy(update={"timing": timing}), report, gates, repairs, seconds)
    return Output(
        scene_id=given.scene_id, objects=len(scene.objects), assets=len(set(asset_names(scene).values())), certified=not missed,
        repairs=len(repairs), seconds=seconds,
    )  # fmt: skip


def _over(stage: Path) -> Callable[[Scene], Path]:
    return lambda scene: write_stage(scene, asset_names(scene), stage.parent)


def _compose(scene: Scene, folder: Path) -> None:
    """The interface of each asset over all the layers it has by now."""
    today = datetime.now(UTC).date()
    for name, asset in assets_of(scene).items():
        write_interface(asset, folder / "assets" / name, name, generated_on=today)


def _gates(scene_id: str, report: contract.PhysicsReport, stage: Path, missed: list[str]) -> GateReport:
    size = sum(path.stat().st_size for path in stage.parent.parent.rglob("*.usd*"))
    missing = ", ".join(report.missing_physics)
    return gate_report(scene_id, (
        GateResult(gate_id="qg-3-usd", checkpoint="usd_assembled", passed=report.reopened and not missing, severity="error",
                   message="the stage opens again and every object has its physics" if not missing else f"without physics: {missing}"),
        GateResult(gate_id="qg-8-usd-size", checkpoint="usd_assembled", passed=size <= MAX_USD_BYTES, severity="error", message=f"{size} of {MAX_USD_BYTES} bytes"),
        GateResult(gate_id="qg-certificate", checkpoint="usd_assembled", passed=not missed, severity="error", message="; ".join(missed) or "every metric passes"),
    ))  # fmt: skip


def _publish(
    context: JobContext, given: Input, scene: Scene, folder: Path, certificate: Certificate, report: contract.PhysicsReport, gates: GateReport,
    repairs: tuple[str, ...], seconds: dict[str, float],
) -> None:  # fmt: skip
    prefix = f"scenes/{given.scene_id}"
    names = sorted(set(asset_names(scene).values()))
    with context.publication() as publication:
        for name in names:
            for path in interface_files(folder / "assets" / name, name):
                publication.add(f"{prefix}/assets/{path.relative_to(folder / 'assets').as_posix()}", path)
        if repairs:
            publication.add(assets_contract.SCENE_MANIFEST.at(given.scene_id), manifest(scene))
            publication.add(assets_contract.LAYOUT_SCALED.at(given.scene_id), layout(scene))
        publication.add_tree(f"{prefix}/usd/", folder / "usd")
        publication.add(CERTIFICATE.at(given.scene_id), certificate)
        publication.add(contract.PHYSICS_REPORT.at(given.scene_id), report)
        publication.add(ASSEMBLY_GATES.at(given.scene_id), gates)
        publication.add(contract.ASSEMBLY_MANIFEST.at(given.scene_id), contract.AssemblyManifest(
            scene_id=given.scene_id, assets_prefix=f"{prefix}/assets", layout_prefix=f"{prefix}/layout", usd_prefix=f"{prefix}/usd", convert_only=False,
            objects=len(scene.objects), assets=len(names), repairs=repairs, seconds=seconds, outputs=tuple(_outputs(folder))))  # fmt: skip


def _outputs(folder: Path) -> Iterator[contract.OutputFile]:
    for path in sorted((folder / "usd").rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield contract.OutputFile(name=f"usd/{path.name}", sha256=hashlib.sha256(content).hexdigest(), size=len(content))


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[stage] = round(time.perf_counter() - started, 3)
