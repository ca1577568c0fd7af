"""What a check of a dataset found, and what a repair did."""

from __future__ import annotations

from typing import Literal

from blueprint.core.artifact import Value


class Finding(Value):
    """One thing that is wrong. file: below the dataset's folder. episode: the first that it makes unusable, none when no frame is lost by it."""

    file: str
    problem: str
    episode: int | None = None

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}" + ("" if self.episode is None else f" (from episode {self.episode} on)")


class Report(Value):
    """Of one dataset. state: `unfinished` while it is written or when its writer died, `half_repaired` when a repair did. whole: the longest run
    of whole episodes from the first on. files: data, video and metadata files that were looked at."""

    root: str
    format: str
    state: Literal["finished", "unfinished", "half_repaired"]
    episodes: int
    frames: int
    tasks: int
    files: int
    whole: int
    findings: tuple[Finding, ...] = ()

    @property
    def good(self) -> bool:
        return not self.findings


class Repaired(Value):
    """kept, cut: episodes. done: what was changed, a line each. put_aside: the folder (below the dataset's) with what was replaced or cut.
    after: the check of what is left."""

    kept: int
    cut: int
    cut_frames: int
    done: tuple[str, ...]
    put_aside: str | None
    after: Report
