"""Whether a dataset is what it says: every count, every file, every index, every statistic, every checksum; and what is whole where it is not.

Nothing is changed. Videos are read packet by packet, not decoded; a camera's statistics are therefore compared with those of its episodes only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from blueprint.domain.datasets.durable import sha256_of
from blueprint.domain.datasets.frames_check import check_frames
from blueprint.domain.datasets.index import Index, in_first_appearance, read_index, with_splits_of
from blueprint.domain.datasets.plan import BUILDING, CHECKSUMS, EPISODES_LINES, INFO, REPAIRING, STATS, TASKS, TASKS_LINES, read_plan
from blueprint.domain.datasets.progress import Progress, recover
from blueprint.domain.datasets.rebuild import rebuild
from blueprint.domain.datasets.report import Finding, Report
from blueprint.domain.datasets.statistics import NAMES, QUANTILES, differences, merge
from blueprint.domain.datasets.video_check import check_videos


def check(root: Path) -> Report:
    """Of a dataset, finished or under construction. ContractError when there is none, or it is of a kind that is not known here."""
    if (root / REPAIRING / "plan.json").is_file():
        finding = Finding(file=REPAIRING, problem="a repair was broken off; `blueprint dataset repair` ends it")
        return Report(root=str(root), format="", state="half_repaired", episodes=0, frames=0, tasks=0, files=0, whole=0, findings=(finding,))
    if not (root / INFO).exists() and (root / BUILDING / "plan.json").is_file():
        return _unfinished(root)
    return examine(root)[1]


def _unfinished(root: Path) -> Report:
    plan = read_plan(root / BUILDING / "plan.json")
    recovered = recover(root, plan)
    progress = recovered.progress
    count = len(progress.rows)
    damaged = list(_damaged_closed(root, progress))
    whole = min([count, *[finding.episode for finding in damaged if finding.episode is not None]])
    about = Finding(file=BUILDING, problem=f"not finished: {whole} whole episodes; the writer goes on, or `blueprint dataset repair` closes it")
    findings = [about, *damaged]
    if recovered.damage and not damaged:
        findings.append(Finding(file=BUILDING, problem=recovered.damage, episode=count))
    return Report(
        root=str(root), format=plan.format, state="unfinished", episodes=count, frames=progress.frames, tasks=len(progress.tasks),
        files=len(progress.sums), whole=whole, findings=tuple(findings),
    )  # fmt: skip


def _damaged_closed(root: Path, progress: Progress) -> Iterator[Finding]:
    """Closed files that are not what they were. A data file costs nothing: the journal still has its frames."""
    for name, expected in progress.sums.items():
        if (root / name).is_file() and sha256_of(root / name) == expected.sha256:
            continue
        plan = progress.plan
        hit = [row.index for row in progress.rows if any(name == plan.video_path(camera, clip.number) for camera, clip in row.clips.items())]
        yield Finding(file=name, problem="its bytes are not those that were written (sha256)", episode=min(hit) if hit else None)


def examine(root: Path) -> tuple[Index, Report]:
    """What a finished dataset says of itself, and what is wrong with it."""
    index = read_index(root)
    findings = _rebuilt(root, index)
    for step in (_counts, _splits, _task_list, _statistics):
        findings.extend(step(index))
    rows_lost = any(finding.episode is not None for finding in findings)
    deeper = [*check_frames(root, index), *check_videos(root, index), *_strangers(root, index)]
    findings.extend(finding for finding in deeper if finding.episode is not None or not rows_lost)
    findings.extend(_sums(root, index, {finding.file for finding in findings if finding.episode is not None or finding.file.startswith("meta/")}))
    lost = [finding.episode for finding in findings if finding.episode is not None]
    report = Report(
        root=str(root), format=index.plan.format, state="finished", episodes=index.info.total_episodes if index.info else len(index.rows),
        frames=index.info.total_frames if index.info else sum(row.length for row in index.rows), tasks=len(index.tasks or ()), files=index.files,
        whole=min([len(index.rows), *lost]), findings=tuple(findings),
    )  # fmt: skip
    return index, report


def _rebuilt(root: Path, index: Index) -> list[Finding]:
    """The index's findings, having filled in the rows that the data files and videos still tell of: those are not lost."""
    if all(finding.episode is None for finding in index.findings):
        return index.findings
    known = len(index.rows)
    index.rows = with_splits_of(index, rebuild(root, index))
    if len(index.rows) == known:
        return index.findings
    return [finding.model_copy(update={"episode": None}) for finding in index.findings]


def _counts(index: Index) -> Iterator[Finding]:
    if index.info is None:
        return
    rows = index.rows
    found = {
        "total_episodes": (len(rows), index.info.total_episodes),
        "total_frames": (sum(row.length for row in rows), index.info.total_frames),
        "total_tasks": (len(index.tasks) if index.tasks is not None else index.info.total_tasks, index.info.total_tasks),
    }
    for name, (expected, said) in found.items():
        if expected != said:
            cut = len(rows) if name == "total_episodes" and said > expected else None
            yield Finding(file=INFO, problem=f"{name}: expected {expected}, found {said}", episode=cut)


def _splits(index: Index) -> Iterator[Finding]:
    """Each `from:to`, one after the other, from the first episode to the last."""
    if index.info is None:
        return
    reached = 0
    spans = [(name, *span.partition(":")[::2]) for name, span in index.info.splits.items()]
    if not all(begin.isdigit() and end.isdigit() for _, begin, end in spans):
        yield Finding(file=INFO, problem=f"splits: expected from:to, found {index.info.splits}")
        return
    for name, begin, end in sorted(spans, key=lambda span: (int(span[1]), int(span[2]))):
        if int(begin) != reached or int(end) < int(begin):
            yield Finding(file=INFO, problem=f"splits.{name}: expected to begin at episode {reached}, found {begin}:{end}")
            return
        reached = int(end)
    if reached != index.info.total_episodes:
        yield Finding(file=INFO, problem=f"splits: expected to cover {index.info.total_episodes} episodes, found {reached}")


def _task_list(index: Index) -> Iterator[Finding]:
    if index.tasks is not None and (missing := set(in_first_appearance(index.rows)) - set(index.tasks)):
        name = TASKS_LINES if index.plan.one_file_per_episode else TASKS
        yield Finding(file=name, problem=f"expected every episode's task, found none of {', '.join(sorted(missing))[:160]}")


def _statistics(index: Index) -> Iterator[Finding]:
    """That every feature has them, that a camera's are possible, and that those of the whole are those of the episodes together."""
    file = EPISODES_LINES if index.plan.one_file_per_episode else "meta/episodes"
    wanted = [name for name in NAMES if name not in QUANTILES or not index.plan.one_file_per_episode]
    numbers = [name for name, feature in index.plan.features.items() if feature.dtype != "string"]
    for row in index.rows:
        for feature in (*numbers, *index.plan.videos):
            one = row.stats.get(feature, {})
            if missing := [name for name in wanted if name not in one]:
                yield Finding(file=file, problem=f"episode {row.index}: no {', '.join(missing)} of {feature}", episode=row.index)
                return
            if feature in index.plan.videos and not (one["min"].min() >= 0 and one["max"].max() <= 1 and (one["min"] <= one["max"]).all()):
                yield Finding(file=file, problem=f"episode {row.index}: statistics of {feature} are not of pixels in 0 … 1", episode=row.index)
                return
    if index.stats is not None and index.rows:
        expected = merge([row.stats for row in index.rows])
        for line in differences(index.stats, expected, 1e-6 if index.ours else 1e-3)[:5]:
            yield Finding(file=STATS, problem=line)


def _strangers(root: Path, index: Index) -> Iterator[Finding]:
    """Files that no episode is in: LeRobot reads every data file there is."""
    known = known_files(index)
    for path in files_of(root):
        if path not in known:
            yield Finding(file=path, problem="belongs to no episode")
    if (root / BUILDING).exists():
        yield Finding(file=BUILDING, problem="a working folder that is no longer needed")


def known_files(index: Index) -> set[str]:
    """The data and video files that the episodes are in."""
    known = {index.plan.data_path(row.data) for row in index.rows}
    return known | {index.plan.video_path(camera, clip.number) for row in index.rows for camera, clip in row.clips.items()}


def files_of(root: Path) -> list[str]:
    """The data and video files that there are."""
    found = [*(root / "data").rglob("*.parquet"), *(root / "videos").rglob("*.mp4")]
    return sorted(str(path.relative_to(root)) for path in found)


def _sums(root: Path, index: Index, explained: set[str]) -> Iterator[Finding]:
    """A file that was found damaged needs no second word."""
    for name, expected in index.checksums.files.items():
        path = root / name
        if name in explained or not path.is_file():
            if not path.is_file() and name not in explained:
                yield Finding(file=name, problem="is gone, and checksums.json lists it", episode=index.first_of(name))
            continue
        size = path.stat().st_size
        if size != expected.size_bytes:
            yield Finding(file=name, problem=f"expected {expected.size_bytes} bytes, found {size}", episode=index.first_of(name))
        elif sha256_of(path) != expected.sha256:
            yield Finding(file=name, problem="its bytes are not those that were written (sha256)", episode=index.first_of(name))
    if not index.checksums.files:
        return
    if missing := sorted(known_files(index) - set(index.checksums.files)):
        yield Finding(file=CHECKSUMS, problem=f"does not list {missing[0]}" + (f" and {len(missing) - 1} more" if len(missing) > 1 else ""))
    counted = Counter(index.plan.video_path(camera, clip.number) for row in index.rows for camera, clip in row.clips.items())
    if counted != {path: len(digests) for path, digests in index.checksums.episodes.items()}:
        yield Finding(file=CHECKSUMS, problem="does not list every video file with as many episodes as are in it")


