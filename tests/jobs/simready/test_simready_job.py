"""simready-job on a small scene: geometry alone, and with a model's proposals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.domain.geniesim.kitchenette import SCENE_ID, kitchenette
from tests.jobs.job_bench import context
from tests.providers.endpoint import KEY, Answer, Endpoint, said

from blueprint.contracts import assets as contract
from blueprint.domain.documents.stage1 import manifest
from blueprint.domain.usd.assemble import assets_of
from blueprint.jobs import simready
from blueprint.jobs.simready.main import main
from blueprint.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A bucket as text-scene-adapter leaves it, as far as this job looks."""
    made, scene = Store.at(tmp_path / "bucket"), kitchenette()
    made.write(contract.SCENE_MANIFEST, manifest(scene), SCENE_ID)
    for name, asset in assets_of(scene).items():
        described = contract.AssetMetadata(
            asset=name, category=asset.category, spec=asset.spec, source="parametric_library", size_m=asset.size, watertight=True, triangles=1, objects=()
        )
        made.write(contract.ASSET_METADATA, described, SCENE_ID, asset=name)
    return made


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    made = Endpoint()
    yield made
    made.server.shutdown()


def run(store: Store, folder: Path, **given: Any) -> tuple[simready.Output, dict[str, contract.SimreadyObject]]:
    asked = simready.Input(scene_id=SCENE_ID, assets_prefix=f"scenes/{SCENE_ID}/assets", **given)
    output = main(context(store, folder / "runs", simready.JOB.name, request_id=f"r{len(list((folder / 'runs').glob('*')))}"), asked)
    return output, {row.asset: row for row in store.read(contract.SIMREADY_PHYSICS, SCENE_ID).value.objects}


def layers(store: Store) -> dict[str, bytes]:
    return {info.name: store.bucket.get(info.name)[0] for info in store.list(f"scenes/{SCENE_ID}/assets/") if info.name.endswith("physics.usda")}


def test_possible_proposals_are_taken_impossible_ones_are_refused_with_the_reason(store: Store, endpoint: Endpoint, tmp_path: Path):
    _, plain = run(store, tmp_path)
    before = layers(store)
    assert endpoint.asked == []

    def propose(asked: dict[str, Any]) -> Answer:
        rows = json.loads(asked["messages"][1]["content"])["assets"]
        proposed = [{key: row[key] for key in ("asset", "mass_kg", "static_friction", "dynamic_friction")} for row in rows[:2]]
        proposed[0]["mass_kg"] *= 1.5
        proposed[1]["mass_kg"] *= 50
        return said(json.dumps({"assets": proposed}))

    endpoint.script = propose
    output, rows = run(store, tmp_path, physics_mode="auto", llm_base_url=endpoint.url, llm_model="small-model")
    assert (output.proposals_taken, output.proposals_refused) == (1, 1)
    taken = next(row for row in rows.values() if row.estimation_source == "llm_proposal")
    refused = next(row for row in rows.values() if row.proposal_refused)
    assert taken.mass_kg == pytest.approx(1.5 * plain[taken.asset].mass_kg, rel=0.01)
    assert refused.mass_kg == plain[refused.asset].mass_kg
    assert refused.proposal_refused.startswith("mass_kg: expected")
    changed = {name for name, layer in layers(store).items() if layer != before[name]}
    assert {name.split("/")[3] for name in changed} == {taken.asset}


def test_a_model_that_does_not_answer_leaves_geometry_as_the_only_source(store: Store, endpoint: Endpoint, tmp_path: Path):
    endpoint.script = lambda _: (400, {}, b'{"error": {"message": "no such model"}}')
    output, rows = run(store, tmp_path, physics_mode="auto", llm_base_url=endpoint.url, llm_model="small-model")
    assert output.proposals_taken == 0
    assert {row.estimation_source for row in rows.values()} == {"deterministic"}
    assert all("no such model" in row.proposal_refused for row in rows.values())


def test_without_a_key_auto_asks_nobody(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    output, rows = run(store, tmp_path, physics_mode="auto", llm_base_url="http://127.0.0.1:9/v1", llm_model="small-model")
    assert output.proposals_taken == 0
    assert {(row.estimation_source, row.proposal_refused) for row in rows.values()} == {("deterministic", "")}
