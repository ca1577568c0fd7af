"""100 sentences → rooms → certificates: what share of what was asked for is there, and how sound the rooms are.

`python -m benchmarks.corpus [--seeds 1] [--quality standard] [--only N,N]` prints the table and keeps pictures of the worst five.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
PROMPTS = [line for line in (HERE / "prompts.txt").read_text(encoding="utf-8").splitlines() if line.strip()]
LAYOUT_ATTEMPTS = 3


@dataclass
class Row:
    """One sentence, one seed. metrics: by name; not run is None. missed: the required metrics that failed, with the offenders."""

    number: int
    seed: int
    prompt: str
    objects: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    metrics: dict[str, float | None] = field(default_factory=dict)
    details: dict[str, dict[str, float]] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    unmet: list[str] = field(default_factory=list)
    repairs: int = 0
    attempts: int = 1
    crash: str = ""


def run_one(number: int, seed: int, quality: str, pictures: str) -> Row:
    """The text stage and the certificate, as the jobs do them, in one process."""
    row = Row(number, seed, PROMPTS[number])
    try:
        with tempfile.TemporaryDirectory() as folder:
            stage = build_room(row, quality, Path(folder))
            if pictures:
                _picture(row, stage, Path(pictures))
    except Exception:
        row.crash = traceback.format_exc(limit=-4)
    return row


def _picture(row: Row, stage: Path, pictures: Path) -> None:
    from blueprint.domain.render.views import render_views

    render_views(stage, stage.parent / "pictures", 960, 540)
    for view in ("perspective", "top"):
        (stage.parent / "pictures" / f"preview_{view}.png").rename(pictures / f"{row.number:03d}_{row.seed}_{view}.png")


def build_room(row: Row, quality: str, folder: Path) -> Path:
    """The scene file in `folder`, beside its assets; what was measured of it goes into the row."""
    from blueprint.core.identity import seed_of
    from blueprint.domain.certificate.certify import certify, failures
    from blueprint.domain.certificate.repair import repair
    from blueprint.domain.layout.solver import solve
    from blueprint.domain.physics.textgate import measure, without_blemished
    from blueprint.domain.planner.planner import TIER_MINIMUM, plan
    from blueprint.domain.planner.proposal import PlanningRecord
    from blueprint.domain.usd.assemble import asset_names, assets_of
    from blueprint.domain.usd.asset import write_geometry, write_interface
    from blueprint.domain.usd.stage import write_stage
    from blueprint.jobs.text_scene_gen.main import SPARE, Made

    def timed(name: str, started: float) -> None:
        row.seconds[name] = row.seconds.get(name, 0.0) + time.perf_counter() - started

    record = PlanningRecord(used_llm=False, llm_attempts=0, generation_mode="deterministic")
    base = seed_of("scene", row.prompt, row.seed, quality)
    started = time.perf_counter()
    planned = plan(row.prompt, quality, base, None)
    timed("plan", started)
    best = None
    for attempt in range(1, LAYOUT_ATTEMPTS + 1):
        started = time.perf_counter()
        scene = solve(planned, f"corpus_{row.number}", seed_of("layout", base, attempt), minimum_objects=TIER_MINIMUM[quality] + SPARE)
        timed("layout", started)
        started = time.perf_counter()
        made = Made(planned, record, without_blemished(measure(scene, folder / f"a{attempt}")), attempt)
        timed("settle", started)
        best = made if best is None or made.faults < best.faults else best
        if not best.faults:
            break
    assert best is not None
    row.attempts = attempt
    scene, home = best.measured.scene, folder / f"a{best.attempts}"
    for name, asset in assets_of(scene).items():
        write_geometry(asset, home / "assets" / name, name)
        write_interface(asset, home / "assets" / name, name, generated_on=date(2026, 1, 1))
    stage = write_stage(scene, asset_names(scene), home / "usd")
    started = time.perf_counter()
    certificate = certify(stage)
    for _ in range(3):
        mended = repair(scene, certificate) if failures(certificate) else None
        if mended is None:
            break
        scene, notes = mended
        row.repairs += len(notes)
        stage = write_stage(scene, asset_names(scene), home / "usd")
        certificate = certify(stage)
    timed("certify", started)
    row.objects = len(scene.objects)
    row.metrics = {metric.name: metric.value for metric in certificate.metrics}
    row.details = {metric.name: dict(metric.details) for metric in certificate.metrics}
    row.missed = failures(certificate)
    row.unmet = [f"{entry.word}: {entry.reason}" for entry in scene.unmet]
    return stage


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--quality", choices=("standard", "premium"), default="standard")
    parser.add_argument("--only", default="", help="numbers of sentences, comma-separated")
    parser.add_argument("--pictures", default="", help="folder for a picture of every room")
    parser.add_argument("--out", default=str(HERE / "corpus.json"))
    arguments = parser.parse_args()
    numbers = [int(number) for number in arguments.only.split(",")] if arguments.only else range(len(PROMPTS))
    if arguments.pictures:
        Path(arguments.pictures).mkdir(parents=True, exist_ok=True)
    tasks = [(number, seed) for number in numbers for seed in range(1, arguments.seeds + 1)]
    started = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        futures = [pool.submit(run_one, number, seed, arguments.quality, arguments.pictures) for number, seed in tasks]
        rows = [future.result() for future in futures]
    print_table(rows, time.perf_counter() - started)
    Path(arguments.out).write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


def print_table(rows: list[Row], wall_s: float) -> None:
    good = [row for row in rows if not row.crash]
    print(f"{len(rows)} rooms, {len(rows) - len(good)} crashes, {wall_s:.0f} s wall, {sum(row.objects for row in good)} objects")
    print(f"{'metric':<34} {'mean':>10} {'worst':>10}   rooms that miss")
    names = dict.fromkeys(name for row in good for name in row.metrics)
    for name in names:
        values = [(row.metrics[name], row) for row in good if row.metrics.get(name) is not None]
        if not values:
            continue
        missing = [row.number for row in good if any(line.startswith((f"{name} ", f"{name}:")) for line in row.missed)]
        numbers = [value for value, _ in values if value is not None]
        worst = min(numbers) if statistics.mean(numbers) > 0.5 else max(numbers)
        print(f"{name:<34} {statistics.mean(numbers):>10.5f} {worst:>10.5f}   {missing or ''}")
    for name in ("plan", "layout", "settle", "certify"):
        times = [row.seconds[name] for row in good if name in row.seconds]
        if times:
            print(f"seconds {name:<26} {statistics.median(times):>10.2f} {max(times):>10.2f}")
    print(f"objects per room: median {statistics.median([row.objects for row in good] or [0])}, least {min([row.objects for row in good] or [0])}")
    worst = sorted(good, key=lambda row: -len(row.missed))[:5]
    for row in worst:
        print(f"worst: {row.number} {row.prompt!r}: {row.missed}")
    for row in rows:
        if row.crash:
            print(f"CRASH {row.number} {row.prompt!r}\n{row.crash}")


if __name__ == "__main__":
    main()
