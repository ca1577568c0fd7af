"""NVIDIA's SimReady validator, profile Robotics-Prop 4.0.0: every required feature of every category passes, and every optional one but
those that say something the thing is not: two bodies where there is one, graspable where nobody carries it, an MDL material."""

from __future__ import annotations

import ast
import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from consumer_environments import python_of
from usd_rooms import every_spec, write_asset

from blueprint.domain.assets.asset import Asset, AssetSpec, Role
from blueprint.domain.assets.catalogue import build
from blueprint.domain.usd.asset import write_thumbnail
from blueprint.domain.usd.layout import interface_file

PROFILE, VERSION = "Robotics-Prop", "4.0.0"
SAMPLE = ("mug", "dresser", "refrigerator", "apple", "chair", "laptop")


def expected_unmet(asset: Asset) -> set[str]:
    """Rules of optional features that do not fit this thing."""
    unmet = {"VM.MDL.003"}
    if len(asset.links) == 1:
        unmet.add("RB.MB.001")
    if asset.role is not Role.MANIPULABLE:
        unmet.add("GSP.001")
    return unmet


def unmet_rules(feature: dict[str, Any]) -> set[str]:
    named = ast.literal_eval(feature.get("failing requirements", "[]")) + ast.literal_eval(feature.get("optional requirements", "[]"))
    return {name.removeprefix("com.nvidia.").removeprefix("usd.").removeprefix("simready.") for name in named}


def validate(specs: list[AssetSpec], folder: Path) -> dict[str, dict[str, Any]]:
    """Category → the validator's summary of each feature."""
    interpreter = python_of("simready")
    files = {}
    for spec in specs:
        asset, home = build(spec), folder / spec.category
        write_asset(asset, home, spec.category)
        write_thumbnail(asset, home, spec.category)
        files[spec.category] = interface_file(home, spec.category)
    (folder / "list.txt").write_text("\n".join(map(str, files.values())))
    command = [interpreter.with_name("simready-validate"), "--profile", PROFILE, "--version", VERSION, "--asset_list", folder / "list.txt"]
    ran = subprocess.run([*command, "--output", folder / "report.json"], capture_output=True, text=True, timeout=600)
    assert (folder / "report.json").exists(), ran.stdout[-2000:] + ran.stderr[-2000:]
    report = json.loads((folder / "report.json").read_text())
    return {category: report[str(path)]["features_summary"] for category, path in files.items()}


def _judge(specs: list[AssetSpec], folder: Path) -> None:
    summaries = validate(specs, folder)
    script = Path(__file__).with_name("simready_rules.py")
    rules = json.loads(subprocess.run([python_of("simready"), script, PROFILE, VERSION], check=True, capture_output=True, text=True).stdout)
    counts = {state: Counter[str]() for state in ("passed", "failed")}
    for spec in specs:
        asset, features = build(spec), summaries[spec.category]
        assert set(rules["features"]) <= set(features), spec.category
        for name, about in rules["features"].items():
            unmet = unmet_rules(features[name])
            assert about["optional"] or not unmet, (spec.category, name, features[name].get("requirement_messages"))
            assert unmet <= expected_unmet(asset), (spec.category, name, features[name].get("requirement_messages"))
            assert features[name]["passed"] is (not unmet), (spec.category, name)
            for rule in about["rules"]:
                counts["failed" if rule in unmet else "passed"][rule] += 1
    for rule in sorted({rule for about in rules["features"].values() for rule in about["rules"]}):
        state = "not run" if rule in rules["not_run"] else f"passed {counts['passed'][rule]}, failed {counts['failed'][rule]}"
        print(f"{rule:18} {state}")  # noqa: T201
    assert rules["not_run"] == []


@pytest.mark.consumer
def test_a_few_assets_of_each_kind_are_simready(tmp_path: Path) -> None:
    _judge([AssetSpec(category=category, seed=1) for category in SAMPLE], tmp_path)


@pytest.mark.consumer
@pytest.mark.slow
def test_every_category_is_simready(tmp_path: Path) -> None:
    _judge(every_spec(), tmp_path)
