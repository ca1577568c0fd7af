"""Leaves of a dataset the longest run of whole episodes, readable by LeRobot; what is cut or replaced is put aside, not deleted.

All new files are written in `.repairing/` first; a plan, flushed last, says what takes whose place. From then on the repair can only be ended:
begun anew after a kill, it does what the plan still asks for. Before, it begins again. A good dataset is left alone, so a second repair does nothing.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq
from pydantic import TypeAdapter

from blueprint.core.errors import ContractError
from blueprint.domain.datasets.check import check, examine, files_of
from blueprint.domain.datasets.durable import flush, held, make_folder, put_bytes, sha256_of
from blueprint.domain.datasets.index import Index, in_first_appearance
from blueprint.domain.datasets.plan import BUILDING, CUT, INFO, REPAIRING
from blueprint.domain.datasets.report import Repaired, Report
from blueprint.domain.datasets.rows import PARQUET, Row, Sum, meta_documents
from blueprint.domain.datasets.video import join, read_track
from blueprint.domain.datasets.writer import DatasetWriter


@dataclass(frozen=True)
class Exchange:
    """replaced: files (below the dataset's folder) whose new content waits in `.repairing/files`; removed: files that go. Both go to put_aside."""

    replaced: tuple[str, ...]
    removed: tuple[str, ...]
    put_aside: str


_EXCHANGE = TypeAdapter(Exchange)


def repair(root: Path) -> Repaired:
    """ContractError when there is no dataset, nothing can be said of it, or no episode is whole: then nothing is changed; Conflict while another
    process writes or repairs it."""
    before = check(root)
    if before.good:
        return Repaired(kept=before.whole, cut=0, cut_frames=0, done=(), put_aside=None, after=before)
    if not before.whole and not (root / REPAIRING / "plan.json").exists():
        raise _nothing_whole(root, [str(finding) for finding in before.findings if finding.episode in (0, None)])
    done: list[str] = []
    aside = _free_folder(root)
    try:
        kept, found = _repair(root, aside, done)
    finally:
        if not (root / REPAIRING / "plan.json").exists():
            shutil.rmtree(root / REPAIRING, ignore_errors=True)
    frames = sum(row.length for row in kept)
    return Repaired(
        kept=len(kept), cut=max(found.episodes - len(kept), 0), cut_frames=max(found.frames - frames, 0), done=tuple(done),
        put_aside=aside if (root / aside).exists() else None, after=check(root),
    )  # fmt: skip


def _repair(root: Path, aside: str, done: list[str]) -> tuple[Sequence[Row], Report]:
    """The episodes that are kept, and what was found before they were all."""
    with held(root / REPAIRING / "lock"):
        _go_on(root, done)
        if not (root / INFO).exists() and (root / BUILDING / "plan.json").is_file():
            _finish(root, root / aside, done)
        index, found = examine(root)
        kept = index.rows[: found.whole]
        if not kept:
            raise _nothing_whole(root, [str(finding) for finding in found.findings if finding.episode == 0], done)
        if not found.good:
            _mend(root, index, kept, aside, done)
        shutil.rmtree(root / BUILDING, ignore_errors=True)
    return kept, found


def _finish(root: Path, aside: Path, done: list[str]) -> None:
    writer = DatasetWriter.salvage(root, aside)
    count = writer.episodes
    if not count:
        writer.close()
        raise _nothing_whole(root, [], done)
    writer.finalize()
    done.append(f"closed the dataset after its {count} whole episodes")


def _nothing_whole(root: Path, why: Sequence[str], done: Sequence[str] = ()) -> ContractError:
    """done: by an earlier repair that was ended now."""
    so_far = f"an earlier repair was ended ({', '.join(done)}), nothing else is changed" if done else "without one nothing is changed"
    expected = f"at least one whole episode at its beginning; {so_far}"
    return ContractError(str(root), "episodes", expected, "; ".join(why) or "none")


def _mend(root: Path, index: Index, kept: Sequence[Row], aside: str, done: list[str]) -> None:
    """Write what must change, decide, and exchange."""
    new = root / REPAIRING / "files"
    shutil.rmtree(new, ignore_errors=True)
    make_folder(new)
    if index.info is None:
        lost = "" if index.splits else "; which episodes were for validation and test is lost: all are in train"
        done.append(f"wrote {INFO} again from the data files{lost}")
    cut_files = _cut_data(root, index, kept, new) + _cut_videos(root, index, kept, new)
    needed = {index.plan.data_path(row.data) for row in kept} | {index.plan.video_path(name, clip.number) for row in kept for name, clip in row.clips.items()}
    rows = _with_packets(root, index, kept, new)
    sums = {path: _sum(new / path if (new / path).exists() else root / path) for path in sorted(needed)}
    tasks = index.tasks if index.tasks is not None and set(in_first_appearance(kept)) <= set(index.tasks) else in_first_appearance(kept)
    written = list(cut_files)
    metadata: set[str] = set()
    for path, content in meta_documents(index.plan, rows, tasks, sums, index.said):
        metadata.add(path)
        if not (root / path).is_file() or (root / path).read_bytes() != content:
            put_bytes(content, new / path, root / REPAIRING / "scratch")
            written.append(path)
    old = [str(path.relative_to(root)) for path in (root / "meta" / "episodes").rglob("*.parquet")]
    removed = sorted(path for path in {*files_of(root), *old} if path not in needed | metadata)
    done += [f"cut {path} to the episodes that are kept" for path in cut_files]
    done += [f"wrote {path} again" for path in written if path not in cut_files]
    done += [f"put {path} aside" for path in removed]
    if not written and not removed:
        return
    exchange = Exchange(tuple(written), tuple(removed), aside)
    put_bytes(json.dumps(_EXCHANGE.dump_python(exchange, mode="json")).encode(), root / REPAIRING / "plan.json", root / REPAIRING / "scratch")
    _exchange(root, exchange)


def _cut_data(root: Path, index: Index, kept: Sequence[Row], new: Path) -> list[str]:
    """The data files that hold more than the kept episodes."""
    counts: Counter[str] = Counter()
    for row in kept:
        counts[index.plan.data_path(row.data)] += row.length
    return [name for name, count in counts.items() if _cut_frames(root / name, new / name, count)]


def _cut_frames(path: Path, target: Path, count: int) -> bool:
    """Write the file's first rows, unless there are no more."""
    with pq.ParquetFile(path) as file:
        if file.metadata.num_rows == count:
            return False
        make_folder(target.parent)
        with pq.ParquetWriter(target, file.schema_arrow, **PARQUET) as out:
            for number in range(file.num_row_groups):
                if count == 0:
                    break
                part = file.read_row_group(number).slice(0, count)
                out.write_table(part)
                count -= len(part)
    flush(target)
    return True


def _cut_videos(root: Path, index: Index, kept: Sequence[Row], new: Path) -> list[str]:
    """The video files that hold more than the kept episodes, or are damaged after them."""
    counts: Counter[str] = Counter()
    for row in kept:
        for camera, clip in row.clips.items():
            counts[index.plan.video_path(camera, clip.number)] += row.length
    cut: list[str] = []
    for name, count in counts.items():
        track = read_track(root / name, index.plan.fps)
        if track.frames != count or track.damage:
            if any(packet.shown != number for number, packet in enumerate(track.packets[:count])):
                raise ContractError(str(root / name), "", "a video without B-frames, which can be cut without encoding it anew", "one with B-frames")
            make_folder((new / name).parent)
            join([(root / name, count)], new / name, index.plan.fps)
            flush(new / name)
            cut.append(name)
    return cut


def _with_packets(root: Path, index: Index, kept: Sequence[Row], new: Path) -> list[Row]:
    """The rows, with the packets' digests of those whose checksums were lost."""
    rows = []
    for row in kept:
        clips = dict(row.clips)
        for camera, clip in clips.items():
            if not clip.packets:
                name = index.plan.video_path(camera, clip.number)
                track = read_track(new / name if (new / name).exists() else root / name, index.plan.fps)
                clips[camera] = replace(clip, packets=track.digest(clip.first, row.length))
        rows.append(replace(row, clips=clips))
    return rows


def _sum(path: Path) -> Sum:
    return Sum(sha256_of(path), path.stat().st_size)


def _free_folder(root: Path) -> str:
    number = 1
    while (root / CUT / str(number)).exists():
        number += 1
    return f"{CUT}/{number}"


def _go_on(root: Path, done: list[str]) -> None:
    """End a repair that was broken off, if one was."""
    plan = root / REPAIRING / "plan.json"
    if not plan.is_file():
        return
    done.append("ended a repair that was broken off")
    _exchange(root, _EXCHANGE.validate_json(plan.read_bytes()))


def _exchange(root: Path, exchange: Exchange) -> None:
    """Do what is not done yet: a new file that still waits takes its place, the old one having been linked aside; info.json last."""
    new, aside = root / REPAIRING / "files", root / exchange.put_aside
    make_folder(aside)
    for name in exchange.removed:
        if (root / name).exists():
            make_folder((aside / name).parent)
            os.replace(root / name, aside / name)
            flush((root / name).parent)
    for name in (*[name for name in exchange.replaced if name != INFO], *[name for name in exchange.replaced if name == INFO]):
        if not (new / name).exists():
            continue
        if (root / name).exists() and not (aside / name).exists():
            make_folder((aside / name).parent)
            os.link(root / name, aside / name)
        make_folder((root / name).parent)
        os.replace(new / name, root / name)
        flush((root / name).parent)
    (root / REPAIRING / "plan.json").unlink()
    flush(root / REPAIRING)
