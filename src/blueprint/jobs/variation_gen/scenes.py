"""The variation scenes: those that are there are kept, the others are made side by side; each is published by itself as soon as it is done."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from blueprint.contracts import variations as contract
from blueprint.contracts.scene import AssetSpec
from blueprint.contracts.variations import RejectedVariation, VariationRecord, VariationScene
from blueprint.domain.render.views import view_azimuth
from blueprint.domain.variations.pool import Pool
from blueprint.domain.variations.prove import TRIES, Ground, MadeVariation, make_variation
from blueprint.jobs.variation_gen import Input
from blueprint.jobs.variation_gen.assets import add_asset
from blueprint.jobs.variation_gen.certified import Base
from blueprint.runtimes.process import JobContext


@dataclass(frozen=True)
class MadeScenes:
    """records: one per wanted variation, in order. kept: how many were there before."""

    records: tuple[VariationRecord, ...]
    kept: int

    @property
    def passed(self) -> tuple[VariationScene, ...]:
        return tuple(record.variation for record in self.records if record.variation)

    @property
    def fitted(self) -> tuple[AssetSpec, ...]:
        return tuple(dict.fromkeys(spec for record in self.records for spec in record.fitted))

    @property
    def rejected(self) -> tuple[RejectedVariation, ...]:
        return tuple(one for record in self.records for one in record.rejected)


def variation_name(index: int) -> str:
    return f"v{index + 1:02d}"


@dataclass(frozen=True)
class Work:
    """Variations being made. kept: those that were there, by index. start: begins one anew at a try."""

    base: Base
    given: Input
    assets_digest: str
    kept: dict[int, VariationRecord]
    running: dict[int, Future[MadeVariation]]
    start: Callable[[int, int], Future[MadeVariation]]


def start_scenes(context: JobContext, base: Base, pool: Pool, given: Input, beside: ProcessPoolExecutor) -> Work:
    """Returns at once. Raises ContractError for what stands there and cannot be read."""
    assets_digest = pool.digest(base.scene)
    kept = {k: found for k in range(given.num_variations) if given.resume_from_progress and (found := _standing(context, base, given, assets_digest, k))}

    ground = Ground(base.scene, pool, base.assets, given.seed, base.made_on, view_azimuth(base.usd))

    def start(index: int, first_try: int) -> Future[MadeVariation]:
        return beside.submit(make_variation, ground, index, base.folder / "variation_assets" / "scenes" / variation_name(index), first_try)

    running = {index: start(index, 0) for index in range(given.num_variations) if index not in kept}
    return Work(base, given, assets_digest, kept, running, start)


def finish_scenes(context: JobContext, work: Work, told: Callable[[int], None]) -> MadeScenes:
    """Publishes each as it is done, in their order. told: hears how many are."""
    records: list[VariationRecord] = []
    seen: set[str] = set()
    for index in range(work.given.num_variations):
        if index in work.kept:
            records.append(work.kept[index])
            continue
        made = _different(work.running[index].result(), seen, work.start)
        records.append(_published(context, work, made))
        for one in made.rejected:
            context.log("a variation was rejected", variation=variation_name(index), seed=one.seed, reasons=one.reasons)
        told(index + 1)
    return MadeScenes(tuple(records), len(work.kept))


def _different(made: MadeVariation, seen: set[str], start: Callable[[int, int], Future[MadeVariation]]) -> MadeVariation:
    """The next try instead of what is like an earlier variation."""
    while made.scene is not None and made.signature in seen:
        same = RejectedVariation(seed=made.seed, reasons=("nothing differs from an earlier variation",))
        rejected = (*made.rejected, same)
        if len(rejected) >= TRIES:
            return MadeVariation(made.index, made.seed, rejected)
        again = start(made.index, len(rejected)).result()
        made = replace(again, rejected=(*rejected, *again.rejected))
    seen.add(made.signature)
    return made


def _standing(context: JobContext, base: Base, given: Input, assets_digest: str, index: int) -> VariationRecord | None:
    """The record of a finished variation of just this scene, assets and seed. Raises ContractError when it cannot be read."""
    name = variation_name(index)
    found = context.store.find(contract.VARIATION_RECORD, given.scene_id, variation=name)
    if found is None or (found.value.base_digest, found.value.assets_digest, found.value.seed) != (base.digest, assets_digest, given.seed):
        return None
    record = found.value
    if record.variation:
        certificate = context.store.find(contract.VARIATION_CERTIFICATE, given.scene_id, variation=name)
        if certificate is None or certificate.value.digest != record.variation.digest:
            return None
    return record


def _published(context: JobContext, work: Work, made: MadeVariation) -> VariationRecord:
    """The scene's files, its certificate and its record become visible together; of one that never passed, only the record."""
    scene_id, name = work.given.scene_id, variation_name(made.index)
    folder = work.base.folder / "variation_assets" / "scenes" / name
    record = VariationRecord(
        base_digest=work.base.digest, assets_digest=work.assets_digest, seed=work.given.seed, variation=_row(made, name), rejected=made.rejected,
        fitted=made.fitted,
    )  # fmt: skip
    with context.publication(key=name) as publication:
        for spec in made.fitted:
            add_asset(publication, work.base, spec)
        if made.certificate is not None:
            publication.add(contract.VARIATION_USD.at(scene_id, variation=name), folder / "scene.usda")
            publication.add(contract.VARIATION_PREVIEW.at(scene_id, variation=name), folder / "preview.png")
            publication.add(contract.VARIATION_CERTIFICATE.at(scene_id, variation=name), made.certificate)
        publication.add(contract.VARIATION_RECORD.at(scene_id, variation=name), record)
    return record


def _row(made: MadeVariation, name: str) -> VariationScene | None:
    if made.scene is None or made.certificate is None or made.look is None:
        return None
    here = f"variation_assets/scenes/{name}"
    return VariationScene(
        variation_id=name, seed=made.seed, usd=f"{here}/scene.usda", certificate=f"{here}/certificate.json", preview=f"{here}/preview.png",
        digest=made.certificate.digest, passed=made.certificate.passed, look=made.look, changes=made.changes,
    )  # fmt: skip


def pictures(context: JobContext, base: Base, made: MadeScenes) -> list[tuple[str, Path]]:
    """(caption, file) of each variation's preview; of those that were kept, from the bucket."""
    found = []
    for one in made.passed:
        path = base.folder / one.preview
        if not path.exists():
            context.store.download(f"scenes/{base.scene.scene_id}/{one.preview}", path)
        found.append((f"{one.variation_id}: {len(one.changes)} changes, light {one.look.light_scale:g}", path))
    return found
