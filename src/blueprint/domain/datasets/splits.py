"""Which episodes are for training, which for validation, which for the test."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from blueprint.domain.datasets.features import SPLITS


def assign_splits(keys: Sequence[str], ratios: tuple[float, float, float] = (0.8, 0.1, 0.1), seed: int = 42) -> list[str]:
    """A split for each episode: `train`, `val` or `test`.

    keys: per episode what must not leak from one split to another (scene and variation). All episodes of one key get one split. The keys are
    shuffled by the seed (the order in which they come has no part in it), and each goes to the split that lacks most of its share of the episodes.
    With few keys, shares cannot be kept: of one key all is train; of two, the second is test, since what was never seen is worth more than a
    choice among checkpoints; from three on, every split whose ratio is not 0 has at least one key, and train never less than one.
    """
    if len(ratios) != 3 or min(ratios) < 0 or ratios[0] <= 0:
        raise ValueError(f"ratios: expected three numbers ≥ 0, the first > 0, found {ratios}")
    sizes = Counter(keys)
    order = sorted(sizes)
    random.Random(seed).shuffle(order)
    wanted = {name: len(keys) * ratio / sum(ratios) for name, ratio in zip(SPLITS, ratios, strict=True) if ratio > 0}
    first = [name for name in ("train", "test", "val") if name in wanted]
    given: dict[str, str] = {}
    filled = dict.fromkeys(wanted, 0)
    for position, key in enumerate(order):
        empty = [name for name in first if not filled[name]]
        rest = len(order) - position
        lacking = max(first, key=lambda name: wanted[name] - filled[name])
        chosen = empty[0] if empty and (rest <= len(empty) or position == 0) else lacking
        given[key] = chosen
        filled[chosen] += sizes[key]
    return [given[key] for key in keys]
