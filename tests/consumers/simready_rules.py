"""Run by the validator's own interpreter: prints {feature: [rule, …]} of a profile, and the rules among them without a checker."""

from __future__ import annotations

import json
import sys
import tomllib
from importlib.resources import files

import simready.foundation.tier_core as tier  # type: ignore[import-not-found]
from usd_validation_nvidia import RequirementsRegistry  # type: ignore[import-not-found]


def _short(code: str) -> str:
    return code.removeprefix("com.nvidia.").removeprefix("usd.").removeprefix("simready.")


profile, version = sys.argv[1:]
content = tomllib.loads((files(tier) / "profiles" / "robotics_prop.toml").read_text())[profile][version]["features"]
features = {}
for entry in content:
    name = next(key for key in entry if key.startswith("FET_"))
    described = json.loads((files(tier) / "features" / f"{name}-{entry[name]['version']}.json").read_text())
    optional = bool(entry.get("optional") or entry[name].get("optional"))
    features[name] = {"optional": optional, "rules": [_short(rule) for rule in described["requirements"]]}
registry = RequirementsRegistry()
every = {rule for feature in features.values() for rule in feature["rules"]}
implemented = {_short(requirement.code) for requirement in registry if registry.is_implemented(requirement)}
json.dump({"features": features, "not_run": sorted(every - implemented)}, sys.stdout)
