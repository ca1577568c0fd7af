"""Sentences as people write them, and what each must be read to say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from blueprint.domain.planner.parser import read
from blueprint.domain.planner.planner import plan
from blueprint.domain.planner.resolve import resolve, room_of
from blueprint.domain.planner.vocabulary import vocabulary


@dataclass
class Row:
    sentence: str
    fields: dict[str, str] = field(default_factory=dict)

    def listed(self, name: str) -> list[str]:
        return [part.strip() for part in self.fields.get(name, "").split(";") if part.strip()]


def _rows() -> list[Row]:
    rows: list[Row] = []
    for line in (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(">"):
            rows.append(Row(line[1:].strip()))
        elif line and not line.startswith("#"):
            name, _, value = line.partition(":")
            rows[-1].fields[name] = value.strip()
    return rows


ROWS = _rows()


def test_the_table_is_worth_its_name():
    assert len(ROWS) >= 60
    assert len({row.fields["room"].split()[0] for row in ROWS}) >= 12


@pytest.mark.parametrize("row", ROWS, ids=[re.sub(r"\W+", "_", row.sentence)[:60] for row in ROWS])
def test_sentence(row: Row):
    words = vocabulary()
    reading = read(row.sentence, words)
    room, guessed = room_of(reading, words.infos)
    objects, relations = resolve(reading, room, words.infos)
    facts = reading.room
    assert (room, bool(guessed)) == (row.fields["room"].split()[0], "(inferred)" in row.fields["room"])
    assert [_described(planned) for planned in objects] == row.listed("things")
    assert sorted(" ".join((r.kind, r.subject, *r.objects)) for r in relations if r.hard) == sorted(_kind_first(said) for said in row.listed("so"))
    assert list(reading.unmet) == row.listed("unmet")
    assert sorted(reading.excluded) == sorted(row.fields.get("none", "").split())
    found = {
        "size": facts.size,
        "style": facts.style,
        "walls": facts.wall_color,
        "floor": facts.floor_material,
        "height": facts.height_m,
        "area": facts.area_m2 and round(facts.area_m2, 1),
        "sides": "x".join(f"{side:.2f}" for side in facts.sides_m),
        "windows": sum(o.kind == "window" for o in facts.openings),
        "doors": sum(o.kind == "door" for o in facts.openings),
        "no_windows": facts.no_windows,
    }
    assert {name: str(value) for name, value in found.items() if value} == dict(part.split("=") for part in row.fields.get("facts", "").split())


@pytest.mark.parametrize("row", ROWS[::4], ids=[re.sub(r"\W+", "_", row.sentence)[:60] for row in ROWS[::4]])
def test_the_plan_keeps_what_was_read(row: Row):
    made = plan(row.sentence, "standard", 3)
    asked = [planned for planned in made.objects if planned.requested]
    assert [_described(planned) for planned in asked] == row.listed("things")
    assert {" ".join((r.kind, r.subject, *r.objects)) for r in made.relations if r.hard} == {_kind_first(said) for said in row.listed("so")}
    assert not {planned.category for planned in made.objects} & set(row.fields.get("none", "").split())
    assert {unmet.word for unmet in made.unmet} >= set(row.listed("unmet"))


def _described(planned) -> str:
    said = {"color": planned.color, "material": planned.material and planned.material.replace(" ", "_"), "size": planned.size, "style": planned.style}
    return " ".join([str(planned.count), planned.id, *(f"{name}={value}" for name, value in said.items() if value)])


def _kind_first(said: str) -> str:
    subject, kind, *objects = said.split()
    return " ".join((kind, subject, *objects))
