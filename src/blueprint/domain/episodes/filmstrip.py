"""One row of frames per task, for people: what the robot did, from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from blueprint.contracts.episodes import Recording
from blueprint.domain.datasets.video import decode

FRAMES, MARGIN_PX, TEXT_PX = 8, 6, 18
WIDTH_PX = 200


def write_film_strips(recordings: Sequence[Recording], folder: Path, path: Path) -> bool:
    """A strip for the first success of every task, else its first attempt, from the first camera. False when there is no film at all."""
    chosen: dict[str, Recording] = {}
    for recording in sorted(recordings, key=lambda each: (not each.success, each.episode_id)):
        if recording.cameras and (folder / recording.cameras[0].file).is_file():
            chosen.setdefault(recording.task.task_id, recording)
    rows = [_strip(recording, folder) for recording in sorted(chosen.values(), key=lambda each: (not each.success, each.episode_id))]
    if not rows:
        return False
    sheet = Image.new("RGB", (max(row.width for row in rows), sum(row.height for row in rows)), "white")
    top = 0
    for row in rows:
        sheet.paste(row, (0, top))
        top += row.height
    sheet.save(path)
    return True


def _strip(recording: Recording, folder: Path) -> Image.Image:
    camera = recording.cameras[0]
    wanted = sorted(set(np.linspace(0, recording.frame_count - 1, FRAMES).astype(int).tolist()))
    height = round(WIDTH_PX * camera.height / camera.width)
    strip = Image.new("RGB", (FRAMES * (WIDTH_PX + MARGIN_PX), height + TEXT_PX + MARGIN_PX), "white")
    said = recording.task.instruction if recording.success else f"{recording.task.instruction} (failed: {recording.failure.cause if recording.failure else ''})"
    ImageDraw.Draw(strip).text((4, 2), f"{said}   [{recording.variation}]", fill="black")
    for index, frame in enumerate(decode(folder / camera.file, wanted)):
        strip.paste(Image.fromarray(frame).resize((WIDTH_PX, height)), (index * (WIDTH_PX + MARGIN_PX), TEXT_PX))
    return strip
