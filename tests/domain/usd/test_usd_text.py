"""What is written as text is what OpenUSD reads."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprint.domain.usd.openusd import Sdf
from blueprint.domain.usd.text import dictionary, identifier, number, quote, unique_identifiers

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)


def _layer(body: str) -> object:
    layer = Sdf.Layer.CreateAnonymous(".usda")
    assert layer.ImportFromString(f"#usda 1.0\n(\n    customLayerData = {body}\n)\n")
    return layer.customLayerData


@given(text)
def test_any_text_survives_quoting(value: str) -> None:
    assert _layer(dictionary({"a": value}))["a"] == value


def test_quotes_newlines_and_control_characters_survive() -> None:
    value = 'say "hi"\\ @/etc/hosts@\n\t\r\x07\x85\u2028 </World> """ \'\'\' é 家'
    assert _layer(dictionary({"a": value}))["a"] == value
    assert "\n" not in quote(value)


@pytest.mark.parametrize("value", ["a\x00b", "\ud800"])
def test_what_utf8_cannot_hold_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="NUL"):
        quote(value)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.one_of(st.booleans(), st.integers(-(2**31), 2**31 - 1), text), max_size=5))
def test_a_nested_dictionary_survives(values: dict[str, bool | int | str]) -> None:
    assert dict(_layer(dictionary({"inner": values}))["inner"]) == values


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_the_same(value: float) -> None:
    assert float(number(value)) == value


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        number(value)


@given(text)
def test_an_identifier_is_a_prim_name(name: str) -> None:
    found = identifier(name)
    assert Sdf.Path.IsValidIdentifier(found)
    assert found.isascii()
    assert identifier(found) == found


@given(st.lists(text, max_size=8))
def test_identifiers_of_different_things_differ(names: list[str]) -> None:
    assert len(set(unique_identifiers(names))) == len(names)
