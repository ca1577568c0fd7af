"""The certificate is computed from the USD, and names what is wrong."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprint.contracts.certificate import CERTIFICATE, Certificate, ObjectCounts
from blueprint.contracts.plan import Unmet
from blueprint.contracts.scene import PlacedObject, Relation, Scene
from blueprint.domain.certificate.certificate import all_passed, judged, not_run
from blueprint.domain.certificate.certify import certify, failures
from blueprint.domain.physics.mass import mass_properties
from blueprint.domain.usd.assemble import asset_names, assets_of, write_simulation
from blueprint.domain.usd.asset import write_articulation, write_geometry, write_interface, write_physics
from blueprint.domain.usd.stage import write_poses, write_stage


def _moved(scene: Scene, name: str, by: tuple[float, float, float]) -> tuple[PlacedObject, ...]:
    def one(placed: PlacedObject) -> PlacedObject:
        x, y, z = placed.position_m
        return placed.model_copy(update={"position_m": (x + by[0], y + by[1], z + by[2])}) if placed.id == name else placed

    return tuple(one(placed) for placed in scene.objects)


def _metrics(certificate: Certificate) -> dict[str, str]:
    return {metric.name: metric.status for metric in certificate.metrics}


def _physics_failures(certificate: Certificate) -> list[str]:
    """Without what depends on geometry to look at, which these scenes have none of."""
    return [line for line in failures(certificate) if not line.startswith("prompt_attributes")]


def test_a_good_scene_passes_and_says_how(good: Scene, tmp_path: Path) -> None:
    certificate = certify(write_simulation(good, tmp_path))
    assert _physics_failures(certificate) == []
    assert certificate.scene_id == "test_kitchen"
    assert certificate.objects.total == 4
    assert certificate.objects.free == 3
    assert len(certificate.digest) == 64
    assert all(metric.definition and metric.source for metric in certificate.metrics)
    assert {row.id for row in certificate.rows} == {"island", "mug_0", "mug_1", "mug_2"}
    assert certificate.metric("equilibrium").value == 1.0
    assert certificate.metric("molmospaces_lift").details["objects"] == 3
    assert CERTIFICATE.schema.model_validate_json(certificate.model_dump_json()) == certificate


def test_the_same_file_gives_the_same_certificate(good: Scene, tmp_path: Path) -> None:
    first, second = (certify(write_simulation(good, tmp_path / name)).model_dump(mode="json", exclude={"timing"}) for name in ("a", "b"))
    assert json.dumps(first) == json.dumps(second)


def test_an_object_sunk_into_its_support_is_named(good: Scene, tmp_path: Path) -> None:
    path = write_simulation(good, tmp_path)
    assert certify(path).metric("collision_fraction").passed
    mug = good.object("mug_1")
    x, y, z = mug.position_m
    write_poses(path, {"mug_1": ((x, y, z - 0.10), mug.rotation_wxyz)})
    certificate = certify(path)
    assert not certificate.passed
    assert certificate.metric("collision_fraction").status == "failed"
    assert any("mug_1" in line and line.startswith("collision_fraction") for line in failures(certificate))
    row = next(row for row in certificate.rows if row.id == "mug_1")
    assert row.collides_with == ("island",)
    assert row.collision_depth_m > 0.02


@pytest.mark.parametrize(
    ("name", "by", "missed"),
    [
        ("mug_0", (0.0, 0.0, 0.4), {"equilibrium", "support", "support_relations"}),
        ("mug_2", (1.0, 0.0, 0.0), {"support"}),
        ("mug_2", (0.0, 0.0, 5.0), {"out_of_bounds"}),
        ("island", (1.0, -1.0, 0.0), {"door_clearance"}),
        ("island", (0.0, 1.45, 0.0), {"architecture_depth"}),
    ],
)  # fmt: skip
def test_each_mischief_is_found(good: Scene, tmp_path: Path, name: str, by: tuple[float, float, float], missed: set[str]) -> None:
    scene = good.model_copy(update={"objects": _moved(good, name, by)})
    certificate = certify(write_simulation(scene, tmp_path))
    found = {metric for metric, status in _metrics(certificate).items() if status == "failed"}
    assert missed <= found
    assert any(name in line for line in failures(certificate))


def test_too_few_things_are_counted(good: Scene, tmp_path: Path) -> None:
    scene = good.model_copy(update={"objects": tuple(one for one in good.objects if one.id != "mug_1"), "relations": ()})
    metric = certify(write_simulation(scene, tmp_path)).metric("prompt_counts")
    assert metric.status == "failed"
    assert metric.offenders == ("mugs (2 of 3 mug)",)


def test_a_relation_that_does_not_hold_has_to_be_said(good: Scene, tmp_path: Path) -> None:
    broken = good.model_copy(update={"relations": (*good.relations, *(Relation(kind="under", subject=f"mug_{k}", objects=("island",)) for k in range(3)))})
    silent = certify(write_simulation(broken, tmp_path / "silent"))
    assert silent.metric("prompt_relations").value == 0.5
    assert any("mug_0 under island" in line for line in failures(silent))
    said = broken.model_copy(update={"unmet": (Unmet(word="mug under kitchen island", reason="no room there"),)})
    told = certify(write_simulation(said, tmp_path / "told"))
    assert told.metric("prompt_relations").value == 0.5
    assert failures(told) == failures(certify(write_simulation(good, tmp_path / "good")))


def test_a_stage_without_its_own_description_is_not_run_where_it_needs_it(good: Scene, tmp_path: Path) -> None:
    path = write_simulation(good, tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("format_version = 1", "format_version = 99"), encoding="utf-8")
    certificate = certify(path)
    assert certificate.metric("equilibrium").status == "passed"
    metric = certificate.metric("prompt_counts")
    assert (metric.status, metric.passed, metric.value) == ("not_run", None, None)
    assert "format_version" in metric.reason
    assert not certificate.passed
    assert any("not run" in line for line in failures(certificate))


def test_colours_are_read_from_what_is_seen(good: Scene, tmp_path: Path) -> None:
    """Whatever the scene claims of its objects, the colour is that of the visible geometry."""
    for name, asset in assets_of(good).items():
        home = tmp_path / "assets" / name
        write_geometry(asset, home, name)
        write_physics(asset, {link.name: mass_properties(link) for link in asset.links}, home, name)
        write_articulation(asset, home, name)
        write_interface(asset, home, name, generated_on=date(2026, 1, 1))
    certificate = certify(write_stage(good, asset_names(good), tmp_path / "usd"))
    assert failures(certificate) == []
    assert certificate.passed
    assert certificate.metric("prompt_attributes").details["attributes"] == 3
    red = tuple(request.model_copy(update={"color": "red"}) if request.color else request for request in good.requests)
    lying = good.model_copy(
        update={"requests": red, "objects": tuple(one.model_copy(update={"color": "red"}) for one in good.objects)}
    )  # fmt: skip
    metric = certify(write_stage(lying, asset_names(good), tmp_path / "usd")).metric("prompt_attributes")
    assert metric.status == "failed"
    assert metric.offenders == ("mug_0 (color)", "mug_1 (color)", "mug_2 (color)")


STATUS = st.sampled_from(["passed", "failed", "not_run"])


@given(st.lists(st.tuples(STATUS, st.booleans()), max_size=6))
def test_not_run_never_counts_as_passed(drawn: list[tuple[str, bool]]) -> None:
    metrics = []
    for k, (status, required) in enumerate(drawn):
        if status == "not_run":
            one = not_run(f"m{k}", "", ">=", 1.0, "d", "s", "why").model_copy(update={"required": required})
        else:
            one = judged(f"m{k}", 1.0 if status == "passed" else 0.0, "", ">=", 1.0, "d", "s", required=required)
        assert one.status == status
        assert (one.passed is None) == (status == "not_run")
        metrics.append(one)
    certificate = Certificate(
        scene_id="s", digest="", simulator="", passed=all_passed(tuple(metrics)), metrics=tuple(metrics), rows=(),
        objects=ObjectCounts(total=0, requested=0, free=0, static=0, manipulable=0, articulated=0, joints=0, colliders=0),
    )  # fmt: skip
    wanted = all(status == "passed" for status, required in drawn if required)
    assert certificate.passed is wanted
    assert (failures(certificate) == []) is wanted


def test_what_is_not_a_number_fails() -> None:
    assert judged("m", float("nan"), "", "<=", 1.0, "d", "s").status == "failed"
