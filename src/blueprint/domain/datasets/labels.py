"""What each data file says of itself in its schema's metadata: the dataset's plan, and its episodes' tasks and splits. So `meta/` may be lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter, ValidationError

from blueprint.domain.datasets.features import schema_of
from blueprint.domain.datasets.plan import Plan

PLAN_KEY, LABELS_KEY = b"blueprint.dataset", b"blueprint.episodes"


@dataclass(frozen=True)
class Label:
    """Of one episode. task: its number in the dataset; words: what the robot was asked to do."""

    episode: int
    task: int
    words: str
    split: str


_LABELS = TypeAdapter(tuple[Label, ...])


def labelled_schema(plan: Plan, labels: Iterable[Label] = ()) -> pa.Schema:
    """Of a data file that holds these episodes."""
    return schema_of(plan.features).with_metadata({PLAN_KEY: plan.to_json(), LABELS_KEY: _LABELS.dump_json(tuple(labels))})


def plan_in_data(root: Path) -> Plan | None:
    """The plan that our writer left in the data files; None when another wrote them, or none can be read."""
    for path, metadata in _metadata(root):
        if PLAN_KEY in metadata:
            return Plan.from_json(metadata[PLAN_KEY], str(path))
    return None


def labels_in_data(root: Path) -> tuple[Label, ...]:
    """Of all episodes of the data files that can be read."""
    found: list[Label] = []
    for _, metadata in _metadata(root):
        with suppress(ValidationError):
            found += _LABELS.validate_json(metadata.get(LABELS_KEY, b"[]"))
    return tuple(found)


def tasks_of(labels: Iterable[Label]) -> list[str] | None:
    """The dataset's tasks by their numbers; None when a number is missing."""
    tasks = {label.task: label.words for label in labels}
    return [tasks[number] for number in range(len(tasks))] if tasks and set(tasks) == set(range(len(tasks))) else None


def _metadata(root: Path) -> Iterator[tuple[Path, dict[bytes, bytes]]]:
    for path in sorted((root / "data").rglob("*.parquet")):
        try:
            yield path, pq.read_schema(path).metadata or {}
        except (pa.ArrowException, OSError):
            continue
