"""read the certified scene and its wish list → new assets → variations, each with its own certificate → publish."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from blueprint.contracts import variations as contract
from blueprint.contracts.markers import MarkerOutput
from blueprint.core.errors import ContractError, GateFailed
from blueprint.domain.assets.catalogue import folder_name
from blueprint.domain.forked import processes
from blueprint.domain.render.views import render_contact_sheet
from blueprint.domain.variations.documents import BACKEND, object_row, with_results
from blueprint.domain.variations.pool import PRIORITIES, Pool, make_pool
from blueprint.jobs.variation_gen import Input, Output
from blueprint.jobs.variation_gen.assets import MadeAssets, make_assets, publish_assets
from blueprint.jobs.variation_gen.certified import Base, base_picture, fetch_base
from blueprint.jobs.variation_gen.scenes import MadeScenes, finish_scenes, pictures, start_scenes
from blueprint.runtimes.process import JobContext


def main(context: JobContext, given: Input) -> Output:
    """Raises ContractError when the scene is not certified or changed since, GateFailed when variations were asked for and none passed."""
    seconds: dict[str, float] = {}
    priorities = _priorities(given.priority_filter)
    _check_progress(context, given)
    with _timed(seconds, "read"):
        base = fetch_base(context, given.scene_id)
    with _timed(seconds, "draw"):
        pool = make_pool(base.scene, base.manifest, given.num_variations, given.seed, given.max_assets, priorities)
    specs = (*pool.small, *pool.painted(base.scene))
    total = len(specs) + given.num_variations
    with processes(2) as beside:
        context.progress(0, total, f"making {len(specs)} assets")
        with _timed(seconds, "assets"):
            assets = make_assets(context, base, specs, given.resume_from_progress, beside)
        context.progress(len(specs), total, f"making {given.num_variations} variations")
        with _timed(seconds, "variations"):
            work = start_scenes(context, base, pool, given, beside)
            publish_assets(context, base, assets)  # which a scene names must be there first
            scenes = finish_scenes(
                context, work, lambda done: context.progress(len(specs) + done, total, f"{done} of {given.num_variations} variations are done")
            )  # fmt: skip
    if given.num_variations and not scenes.passed:
        raise GateFailed("variations", [f"0 of {given.num_variations} passed", *(f"seed {one.seed}: {'; '.join(one.reasons)}" for one in scenes.rejected)])
    assets = replace(assets, fitted=scenes.fitted)
    report = _report(given, pool, assets, scenes, seconds)
    _publish(context, given, base, pool, assets, scenes, report)
    return Output(
        scene_id=given.scene_id, assets=report.successful, assets_kept=report.kept, assets_failed=report.failed, variations_asked=given.num_variations,
        variations=len(scenes.passed), variations_kept=scenes.kept, tries_rejected=len(scenes.rejected), seconds=seconds,
        outputs=_announced(context, given.scene_id),
    )  # fmt: skip


def _priorities(text: str) -> tuple[str, ...]:
    found = tuple(word.strip() for word in text.split(",") if word.strip())
    if unknown := [word for word in found if word not in PRIORITIES]:
        raise ContractError("variation-gen-job", "PRIORITY_FILTER", f"priorities out of {', '.join(PRIORITIES)}, with commas", unknown)
    return found


def _check_progress(context: JobContext, given: Input) -> None:
    """A progress marker that cannot be read is an error, not the absence of one (WS-35); what is done is seen from the outputs themselves."""
    if given.resume_from_progress and given.progress_marker_path and context.store.bucket.stat(given.progress_marker_path):
        context.store.read_named(given.progress_marker_path, contract.VariationProgress)


def _report(given: Input, pool: Pool, assets: MadeAssets, scenes: MadeScenes, seconds: dict[str, float]) -> contract.GenerationReport:
    return contract.GenerationReport(
        scene_id=given.scene_id, generated_at=datetime.now(UTC), total=len(assets.all) + len(pool.errors), successful=len(assets.all),
        failed=len(pool.errors), kept=assets.kept, variations_asked=given.num_variations, variations_passed=len(scenes.passed),
        variations_kept=scenes.kept, tries_rejected=len(scenes.rejected), seconds=dict(seconds), errors=tuple(reason for _, reason in pool.errors),
    )  # fmt: skip


def _publish(
    context: JobContext, given: Input, base: Base, pool: Pool, assets: MadeAssets, scenes: MadeScenes, report: contract.GenerationReport
) -> None:
    """The documents over what is published already; the index last."""
    masses = {entry.category: entry.mass_range_kg for entry in base.manifest.assets}
    small = {folder_name(spec) for spec in (*pool.small, *assets.fitted)}
    rows = tuple(
        object_row(spec, masses.get(spec.category) if folder_name(spec) in small else None, assets.seconds.get(folder_name(spec), 0.0))
        for spec in assets.all
    )  # fmt: skip
    errors: dict[str, list[str]] = {}
    for name, reason in pool.errors:
        errors.setdefault(name, []).append(reason)
    sheet = [("the scene itself", base_picture(context, base)), *pictures(context, base, scenes)]
    render_contact_sheet(sheet, context.workdir / "contact_sheet.png")
    with context.publication(key="documents") as publication:
        publication.add(contract.VARIATION_ASSETS.at(given.scene_id), contract.VariationAssets(
            scene_id=given.scene_id, generated_at=report.generated_at, source=BACKEND, objects=rows,
            metadata={"base_digest": base.digest, "seed": given.seed, "count": len(rows)}))  # fmt: skip
        publication.add(contract.MANIFEST_WITH_RESULTS.at(given.scene_id), with_results(base.manifest, (*pool.small, *assets.fitted), errors))
        publication.add(contract.GENERATION_REPORT.at(given.scene_id), report)
        publication.add(contract.CONTACT_SHEET.at(given.scene_id), context.workdir / "contact_sheet.png")
        publication.add(contract.VARIATION_INDEX.at(given.scene_id), contract.VariationIndex(
            scene_id=given.scene_id, base_digest=base.digest, asked=given.num_variations, variations=scenes.passed, rejected=scenes.rejected))  # fmt: skip


def _announced(context: JobContext, scene_id: str) -> tuple[MarkerOutput, ...]:
    """As they stand: an attempt that was killed after publishing has published for the next one."""
    found = []
    for document in (contract.VARIATION_ASSETS, contract.MANIFEST_WITH_RESULTS, contract.GENERATION_REPORT, contract.VARIATION_INDEX):
        name = document.at(scene_id)
        content = context.store.bucket.get(name)[0]
        found.append(MarkerOutput(name=name.removeprefix(f"scenes/{scene_id}/"), sha256=hashlib.sha256(content).hexdigest(), size=len(content)))
    return tuple(found)


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[stage] = round(time.perf_counter() - started, 3)
