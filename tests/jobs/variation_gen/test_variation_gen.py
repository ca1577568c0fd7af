"""variation-gen-job on a real small scene: what it writes is whole, passes, moves, and is not made twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.jobs.variation_gen.bench import MADE_ON

from blueprint.contracts import variations
from blueprint.contracts.certificate import CERTIFICATE
from blueprint.contracts.usd import SCENE_USD
from blueprint.core.errors import ContractError, GateFailed, ObjectMissing
from blueprint.domain.assets.catalogue import build
from blueprint.domain.certificate.certify import certify
from blueprint.domain.usd.asset import read_asset_spec, read_generated_on
from blueprint.domain.variations import prove
from blueprint.domain.variations.assets import mass_of, out_of_range
from blueprint.jobs import isaac_lab, simready, variation_gen

GIVEN = {"num_variations": 2, "max_assets": 6, "seed": 3}


def index_of(bench):
    return bench.store.read(variations.VARIATION_INDEX, bench.scene_id).value


def test_each_variation_is_certified_as_it_lies_in_the_bucket(made, tmp_path: Path):
    made.store.download_tree(f"scenes/{made.scene_id}/", tmp_path / "elsewhere")
    index = index_of(made)
    base = made.store.read(CERTIFICATE, made.scene_id).value
    assert (index.base_digest, index.asked, len(index.variations)) == (base.digest, 2, 2)
    digests = {base.digest}
    for one in index.variations:
        again = certify(tmp_path / "elsewhere" / one.usd)
        assert again.passed
        assert again.digest == one.digest == made.store.read(variations.VARIATION_CERTIFICATE, made.scene_id, variation=one.variation_id).value.digest
        assert (tmp_path / "elsewhere" / one.preview).is_file()
        digests.add(one.digest)
    assert len(digests) == 3


def test_the_documents_agree_with_the_folders(made, tmp_path: Path):
    listed = made.store.read(variations.VARIATION_ASSETS, made.scene_id).value
    report = made.store.read(variations.GENERATION_REPORT, made.scene_id).value
    entries = {one.category: one for one in made.store.read(variations.MANIFEST_WITH_RESULTS, made.scene_id).value.assets}
    assert len(listed.objects) == report.successful
    small = [row for row in listed.objects if row.sim_role == "manipulable_object"]
    assert len(small) == 6
    for row in listed.objects:
        home = tmp_path / row.id
        made.store.download_tree(f"scenes/{made.scene_id}/variation_assets/{row.id}/", home)
        asset = build(read_asset_spec(home, row.id))
        assert row.mass_kg == pytest.approx(mass_of(asset), abs=1e-6)
        assert read_generated_on(home, row.id) == MADE_ON
        assert {"reference.png", "model.glb", f"{row.id}.usda", "asset.json"} <= {path.name for path in home.iterdir()}
        if row in small:
            assert out_of_range(entries[row.category], asset) == ""
    with_results = made.store.read(variations.MANIFEST_WITH_RESULTS, made.scene_id).value
    assert {name for result in with_results.results for name in result.assets} == {row.id for row in small}


def test_no_file_says_where_it_was_made(made):
    for name, content in made.bytes_of(made.names("variation_assets/")).items():
        assert str(made.root).encode() not in content, name


def test_ws40_the_job_writes_no_completion_marker(made):
    assert not {name for name in made.names() if name.endswith(".variation_pipeline_complete")}


def test_what_is_there_is_kept_and_what_is_lost_is_made_again_to_the_byte(made):
    before = made.bytes_of(made.names("variation_assets/"))
    output = made.run(variation_gen.JOB, **GIVEN)
    assert (output.assets_kept, output.variations_kept) == (output.assets, 2)
    record = variations.VARIATION_RECORD.at(made.scene_id, variation="v02")
    made.store.bucket.delete(record)
    output = made.run(variation_gen.JOB, **GIVEN)
    assert (output.assets_kept, output.variations_kept) == (output.assets, 1)
    after = made.bytes_of(made.names("variation_assets/"))
    assert set(after) == set(before)
    changed = {Path(name).name for name in after if after[name] != before[name]}
    assert changed <= {"generation_report.json", "variation_assets.json", "certificate.json"}
    old, new = (json.loads(content[variations.VARIATION_CERTIFICATE.at(made.scene_id, variation="v02")]) for content in (before, after))
    assert {**old, "timing": 0} == {**new, "timing": 0}


def test_another_seed_gives_other_variations(made):
    before = index_of(made)
    output = made.run(variation_gen.JOB, **{**GIVEN, "seed": 4, "num_variations": 1})
    assert (output.variations, output.variations_kept) == (1, 0)
    assert index_of(made).variations[0].digest not in {one.digest for one in before.variations}


def test_simready_and_the_refresh_go_over_the_new_assets(made):
    digests = {one.variation_id: one.digest for one in index_of(made).variations}
    prefix = f"scenes/{made.scene_id}/variation_assets"
    layers = {name for name in made.names("variation_assets/") if name.endswith("_physics.usda")}
    before = made.bytes_of(layers)
    ready = made.run(simready.JOB, scene_id=f"{made.scene_id}_variation", assets_prefix=prefix, resume_from_progress=True)
    assert ready.objects == len(made.store.read(variations.VARIATION_ASSETS, made.scene_id).value.objects)
    assert made.bytes_of(layers) == before
    complete = made.store.read(variations.VARIATION_SIMREADY_COMPLETE, made.scene_id).value
    assert all(made.store.bucket.stat(f"scenes/{made.scene_id}/{path}") for path in complete.simready_assets.values())
    refreshed = made.run(isaac_lab.JOB, isaac_refresh_only=True, variation_assets_prefix=prefix)
    from blueprint.contracts.isaac_lab import SPAWN_PLAN, SPAWN_PLAN_REFRESH

    plan = made.store.read(SPAWN_PLAN_REFRESH, made.scene_id).value
    tasks = [task for track in plan.tracks.values() for task in track.tasks]
    assert refreshed.tasks_with_assets == sum(bool(task.allowed_assets) for task in tasks) > 0
    assert {name for task in tasks for name in task.allowed_assets} <= set(complete.simready_assets)
    assert made.store.read(SPAWN_PLAN, made.scene_id).value == plan
    assert {one.variation_id: one.digest for one in index_of(made).variations} == digests


def test_the_progress_marker_gets_what_has_its_physics(made):
    name = variations.VARIATION_PROGRESS.at(made.scene_id)
    prefix = f"scenes/{made.scene_id}/variation_assets"
    given = {"scene_id": f"{made.scene_id}_variation", "assets_prefix": prefix, "progress_marker_path": name}
    with pytest.raises(ObjectMissing):
        made.run(simready.JOB, **given)
    progress = variations.VariationProgress(
        scene_id=made.scene_id, variation_assets_prefix=prefix, updated_at="2026-11-24T00:00:00Z", report_missing=True, variation_gen=None
    )
    made.store.write(variations.VARIATION_PROGRESS, progress, made.scene_id)
    made.run(simready.JOB, **given)
    assert made.store.read(variations.VARIATION_PROGRESS, made.scene_id).value.simready_count == len(
        made.store.read(variations.VARIATION_ASSETS, made.scene_id).value.objects
    )
    with pytest.raises(ContractError, match="PROGRESS_MARKER_PATH"):
        made.run(simready.JOB, **{**given, "progress_marker_path": "scenes/other/variation_assets/.progress.json"})
    with pytest.raises(ContractError, match="ASSETS_PREFIX"):
        made.run(simready.JOB, **{**given, "assets_prefix": "scenes/x/usd"})


def test_a_scene_without_certificate_is_refused(certified):
    certified.store.bucket.delete(CERTIFICATE.at(certified.scene_id))
    with pytest.raises(ObjectMissing, match=r"certificate\.json"):
        certified.run(variation_gen.JOB, **GIVEN)
    assert certified.names("variation_assets/") == set()


def test_a_scene_that_changed_after_its_certificate_is_refused(certified):
    name = SCENE_USD.at(certified.scene_id)
    content = certified.store.bucket.get(name)[0]
    certified.store.bucket.put(name, content.replace(b"0.75", b"0.76", 1) + b"\n")
    with pytest.raises(ContractError, match=r"certificate\.json, field digest.*assemble the scene again"):
        certified.run(variation_gen.JOB, **GIVEN)
    assert certified.names("variation_assets/") == set()


def test_an_asset_that_is_missing_is_named_and_nothing_is_made(certified):
    lost = next(name for name in sorted(certified.names("assets/")) if "/mug_" in name).rsplit("/", 1)[0]
    for name in certified.names("assets/"):
        if name.startswith(f"{lost}/"):
            certified.store.bucket.delete(name)
    with pytest.raises(ContractError) as told:
        certified.run(variation_gen.JOB, **GIVEN)
    assert lost.rsplit("/", 1)[-1] in str(told.value)
    assert certified.names("variation_assets/") == set()


def test_a_scene_that_did_not_pass_is_refused(certified):
    certificate = certified.store.read(CERTIFICATE, certified.scene_id).value
    certified.store.write(CERTIFICATE, certificate.model_copy(update={"passed": False}), certified.scene_id)
    with pytest.raises(ContractError, match="field passed"):
        certified.run(variation_gen.JOB, **GIVEN)


def test_bad_options_and_an_unreadable_progress_marker_are_told(certified):
    with pytest.raises(ContractError, match=r"PRIORITY_FILTER.*required, recommended, optional"):
        certified.run(variation_gen.JOB, priority_filter="urgent", **GIVEN)
    name = variations.VARIATION_PROGRESS.at(certified.scene_id)
    certified.store.bucket.put(name, b"{broken")
    with pytest.raises(ContractError, match=r"\.progress\.json"):
        certified.run(variation_gen.JOB, progress_marker_path=name, **GIVEN)


def test_no_variation_at_all_is_a_failed_gate_and_no_index(certified, monkeypatch):
    monkeypatch.setattr(prove, "TRIES", 0)
    with pytest.raises(GateFailed, match="0 of 1 passed"):
        certified.run(variation_gen.JOB, num_variations=1, max_assets=2)
    assert certified.store.exists(variations.VARIATION_INDEX, certified.scene_id) is None


def test_none_wanted_is_only_assets(certified):
    output = certified.run(variation_gen.JOB, num_variations=0, max_assets=2)
    assert (output.variations, output.assets) == (0, 2)
    assert index_of(certified).variations == ()
