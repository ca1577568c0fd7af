"""Names that derive from what caused them, so that doing a thing twice finds it done."""

from __future__ import annotations

import hashlib


def digest(*parts: str | int) -> str:
    """32 hex characters that depend on every part and on where one part ends and the next begins."""
    whole = hashlib.sha256()
    for part in parts:
        raw = str(part).encode()
        whole.update(len(raw).to_bytes(8, "big") + raw)
    return whole.hexdigest()[:32]


def seed_of(*parts: str | int) -> int:
    """A 63-bit seed: the seed tree of jobs.md §4.0.4 (`seed(scene, job, index)`)."""
    return int(digest(*parts)[:16], 16) >> 1


def run_id(workflow: str, event_id: str) -> str:
    """The id of the run that `event_id` starts: two deliveries of one event are one run."""
    return f"{workflow}:{event_id}"


def request_id(run: str, job: str, key: str = "") -> str:
    """The id of one job of one run. It never depends on an attempt number."""
    return f"{job}-{digest(run, job, key)}"


def scene_name(prompt: str, seed: int, quality: str) -> str:
    """A name people recognise and that is the same for the same request."""
    words = [word for word in "".join(c.lower() if c.isalnum() and c.isascii() else " " for c in prompt).split() if len(word) > 2]
    stem = "_".join(word for word in words if word not in {"the", "with", "and", "two", "four", "three"})[:24].strip("_") or "scene"
    return f"{stem}_{digest(prompt, seed, quality)[:4]}"
