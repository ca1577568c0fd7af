from __future__ import annotations

from typing import Any, Literal

import pytest

from blueprint.core.artifact import Value
from blueprint.core.errors import ContractError
from blueprint.core.job import env
from blueprint.engine.options import parse_flag, parse_options


class Options(Value):
    force: bool = env("FORCE", False)
    require: bool = True
    policy: Literal["strict", "warn"] = env("POLICY", "strict")
    seeds: int = env("SEEDS", 1, ge=1)


@pytest.mark.parametrize("value", [True, "true", "TRUE", " True ", "1", 1, "yes", "YES", "on", "On"])
def test_w12_ws15_each_spelling_of_true_is_true(value: object) -> None:
    assert parse_flag(value) is True
    assert parse_options(Options, {"force": value}, {}, "demo").force is True


@pytest.mark.parametrize("value", [False, "false", "FALSE", "0", 0, "no", "off"])
def test_w12_ws15_each_spelling_of_false_is_false(value: object) -> None:
    assert parse_flag(value) is False
    assert parse_options(Options, {"require": value}, {}, "demo").require is False


@pytest.mark.parametrize("value", ["", None, "maybe", 2, -1, 1.0, "y", "truee", [], {}, "1.0"])
def test_ws15_what_is_no_flag_is_refused_and_named(value: object) -> None:
    with pytest.raises(ContractError, match=r"options of demo, field require: expected true, false") as refused:
        parse_options(Options, {"require": value}, {}, "options of demo")
    assert refused.value.field == "require"


def test_the_payload_wins_over_the_setting_over_the_default() -> None:
    settings = {"FORCE": "true", "POLICY": "warn", "SEEDS": ""}
    assert parse_options(Options, {}, settings, "demo") == Options(force=True, policy="warn")
    assert parse_options(Options, {"force": "off", "policy": "strict", "seeds": 3}, settings, "demo") == Options(seeds=3)


@pytest.mark.parametrize(
    ("payload", "settings", "field"),
    [
        ({"forse": True}, {}, "forse"),
        ({"policy": "lenient"}, {}, "policy"),
        ({}, {"POLICY": "Strict "}, "policy"),
        ({"seeds": 0}, {}, "seeds"),
        ({}, {"FORCE": "maybe"}, "force"),
    ],
)
def test_ws15_ws62_what_is_unknown_or_out_of_range_is_refused(payload: dict[str, Any], settings: dict[str, str], field: str) -> None:
    with pytest.raises(ContractError) as refused:
        parse_options(Options, payload, settings, "demo")
    assert refused.value.field == field


def test_the_engines_own_options_are_no_strangers() -> None:
    assert parse_options(Options, {"bundle_tier": "pro", "timeout_override_seconds": 9}, {}, "demo") == Options()
