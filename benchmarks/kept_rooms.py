"""Rooms of benchmarks/prompts.txt as scene files, kept in a folder from one benchmark to the next."""

from __future__ import annotations

from pathlib import Path

from benchmarks.corpus import PROMPTS, Row, build_room


def spread(count: int) -> list[int]:
    """So many sentences, evenly over the kinds of rooms."""
    return sorted({round(index * len(PROMPTS) / count) for index in range(count)})


def room(number: int, folder: Path) -> Path:
    """The certified standard room of sentence `number`, made when it is not in `folder` yet."""
    home = folder / f"{number:03d}"
    place = home / "stage.txt"
    if not place.is_file():
        stage = build_room(Row(number, 1, PROMPTS[number]), "standard", home)
        place.write_text(str(stage.relative_to(home)), encoding="utf-8")
    return home / place.read_text(encoding="utf-8")
