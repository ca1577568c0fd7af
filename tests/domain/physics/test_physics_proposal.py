"""What a model says of masses and frictions: taken where it can be, refused with the reason elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprint.contracts.scene import AssetSpec
from blueprint.core.errors import Refused, Unavailable
from blueprint.domain.assets.asset import Asset
from blueprint.domain.assets.catalogue import all_categories, build
from blueprint.domain.physics.mass import mass_properties
from blueprint.domain.physics.proposal import FRICTION_FACTOR, MASS_FACTOR, Proposal, as_proposed, estimates, refusal
from blueprint.domain.physics.simready import physics_row, stuff_of

CATEGORIES = sorted(all_categories())


def thing(category: str) -> Asset:
    return build(AssetSpec(category=category))


def mass_kg(asset: Asset) -> float:
    return sum(mass_properties(link).mass_kg for link in asset.links)


def scaled(asset: Asset, heavier: float, static: float, dynamic: float) -> Proposal:
    stuff = stuff_of(asset)
    return Proposal(
        asset="it", mass_kg=mass_kg(asset) * heavier, static_friction=stuff.static_friction * static, dynamic_friction=stuff.dynamic_friction * dynamic
    )


@given(st.sampled_from(CATEGORIES), st.floats(1.01 / MASS_FACTOR, 0.99 * MASS_FACTOR))
def test_a_possible_mass_is_taken_and_the_shape_of_the_inertia_stays(category: str, heavier: float):
    asset = thing(category)
    proposal = scaled(asset, heavier, 1, 1)
    assert refusal(asset, proposal) == ""
    changed = as_proposed(asset, proposal)
    assert mass_kg(changed) == pytest.approx(proposal.mass_kg, rel=1e-6)
    for before, after in zip(asset.links, changed.links, strict=True):
        was, now = mass_properties(before), mass_properties(after)
        assert now.center_of_mass == pytest.approx(was.center_of_mass, abs=1e-9)
        assert np.asarray(now.diagonal_inertia) / now.mass_kg == pytest.approx(np.asarray(was.diagonal_inertia) / was.mass_kg, rel=1e-6)


@given(st.sampled_from(CATEGORIES), st.floats(0.7, 1.4), st.floats(0.7, 1.4))
def test_friction_is_taken_and_moving_never_holds_better_than_standing(category: str, static: float, dynamic: float):
    asset = thing(category)
    proposal = scaled(asset, 1, static, dynamic)
    if refusal(asset, proposal):
        return
    changed = as_proposed(asset, proposal)
    row = physics_row("it", "it", changed)
    assert (row.static_friction, row.dynamic_friction) == pytest.approx((proposal.static_friction, proposal.dynamic_friction))
    frictions = [each.material for link in changed.links for each in (*link.visuals, *link.colliders) if each.material]
    assert all(0 < material.dynamic_friction <= material.static_friction <= 1.5 for material in frictions)


@pytest.mark.parametrize(
    ("field", "value"),
    [("mass_kg", 40.0), ("mass_kg", -1.0), ("mass_kg", 0.0), ("mass_kg", float("nan")), ("static_friction", 3.0), ("dynamic_friction", 0.0)],
)
def test_what_cannot_be_is_refused_with_field_expected_and_found(field: str, value: float):
    asset = thing("mug")
    why = refusal(asset, scaled(asset, 1, 1, 1).model_copy(update={field: value}))
    assert why.startswith(f"{field}: expected ")
    assert why.endswith(f"found {value:g}")


def test_moving_friction_above_standing_friction_is_refused():
    asset = thing("mug")
    why = refusal(asset, scaled(asset, 1, 1 / FRICTION_FACTOR + 0.01, FRICTION_FACTOR - 0.01))
    assert "at most static_friction" in why


@dataclass
class Model:
    """Answers with what it is given, one after the other."""

    answers: list[Any]
    model: str = "small"

    def complete(self, system: str, user: str, schema_name: str, schema: Mapping[str, Any]) -> str:
        self.asked = user
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, str) else json.dumps(answer)


def test_each_asset_is_judged_by_itself_and_unknown_ones_are_left_out():
    assets = {"mug_1": thing("mug"), "sofa_1": thing("sofa"), "lamp_1": thing("table_lamp")}
    good, wrong = scaled(assets["mug_1"], 1.2, 1, 1), scaled(assets["sofa_1"], 9, 1, 1)
    rows = [good.model_copy(update={"asset": "mug_1"}), wrong.model_copy(update={"asset": "sofa_1"}), good.model_copy(update={"asset": "elsewhere"})]
    model = Model([Unavailable("no answer"), "{", {"assets": [row.model_dump() for row in rows]}])
    said = estimates(model, assets, 3, lambda _: None)
    assert set(said.taken) == {"mug_1"}
    assert set(said.refused) == {"sofa_1"}
    assert [reason.partition(":")[0] for reason in said.reasons] == ["attempt 1", "attempt 2"]
    assert {row["asset"] for row in json.loads(model.asked)["assets"]} == set(assets)


def test_without_a_usable_answer_nothing_is_taken():
    said = estimates(Model([Refused("small", "no")]), {"mug_1": thing("mug")}, 3, lambda _: None)
    assert (said.taken, said.refused, len(said.reasons)) == ({}, {}, 1)
