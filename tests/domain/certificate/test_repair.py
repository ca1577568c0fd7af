"""Repairs mend, are bounded, are told, and never take away what was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from kitchens import kitchen, placed

from blueprint.contracts.scene import Scene
from blueprint.domain.certificate.certify import certify, failures
from blueprint.domain.certificate.repair import MAX_CHANGES, repair
from blueprint.domain.usd.assemble import write_simulation


def _looped(scene: Scene, folder: Path) -> tuple[Scene, list[str], list[str]]:
    """The scene after at most three repairs, what they said, and what is still wrong."""
    said: list[str] = []
    for turn in range(4):
        certificate = certify(write_simulation(scene, folder / str(turn)))
        wrong = [line for line in failures(certificate) if not line.startswith("prompt_attributes")]
        mended = repair(scene, certificate) if wrong and turn < 3 else None
        if mended is None:
            return scene, said, wrong
        scene, notes = mended
        assert 0 < len(notes) <= MAX_CHANGES
        said += notes
    raise AssertionError("unreachable")


def test_a_good_scene_is_left_alone(good: Scene, tmp_path: Path) -> None:
    certificate = certify(write_simulation(good, tmp_path))
    assert repair(good, certificate) is None


@pytest.mark.parametrize("depth", [0.01, 0.04])
def test_overlapping_mugs_are_parted(good: Scene, tmp_path: Path, depth: float) -> None:
    first = good.object("mug_0")
    x, y, z = first.position_m
    near = good.object("mug_1").model_copy(update={"position_m": (x + 0.08 - depth, y, z)})
    scene = good.model_copy(update={"objects": tuple(near if one.id == "mug_1" else one for one in good.objects)})
    mended, said, wrong = _looped(scene, tmp_path)
    assert wrong == []
    assert any("mug" in note for note in said)
    assert {one.id for one in mended.objects} == {one.id for one in good.objects}
    assert all(f"repair: {note}" in mended.notes for note in said)


def test_what_nobody_asked_for_goes_and_what_was_asked_for_stays(tmp_path: Path) -> None:
    chest = placed("chest", "kitchen_cart", (1.0, -1.4, 0.0), requested=False)
    asked = chest.model_copy(update={"requested": True})
    mended, said, _ = _looped(kitchen(chest), tmp_path / "a")
    assert "chest" not in {one.id for one in mended.objects}
    assert any(note.startswith("chest taken away") for note in said)
    kept, _, wrong = _looped(kitchen(asked), tmp_path / "b")
    assert "chest" in {one.id for one in kept.objects}
    assert any("door_clearance" in line and "chest" in line for line in wrong)


def test_a_thing_in_the_air_is_let_down(good: Scene, tmp_path: Path) -> None:
    mug = good.object("mug_0")
    x, y, z = mug.position_m
    high = mug.model_copy(update={"position_m": (x, y, z + 0.03)})
    scene = good.model_copy(update={"objects": tuple(high if one.id == "mug_0" else one for one in good.objects)})
    mended, _, wrong = _looped(scene, tmp_path)
    assert wrong == []
    assert abs(mended.object("mug_0").position_m[2] - z) < 2e-3
