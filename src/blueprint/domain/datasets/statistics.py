"""Statistics of features, as LeRobot keeps them: per episode in `meta/episodes`, of all in `meta/stats.json`.

min, max, mean, std (of the population), count, and the quantiles q01 … q99, in float64, per element of a vector; of cameras per channel, in
0 … 1, shaped (3, 1, 1), over sampled frames. A quantile of an episode is the least value that so many frames do not exceed (LeRobot reads the
same off a histogram of 5000 bins, so its value is up to one bin away).

Merged over episodes: min, max, mean, std and count are exactly those of all frames together. Quantiles cannot be merged exactly; as in
LeRobot's `aggregate_stats`, they are the mean of the episodes' quantiles weighted by count, so that both sides compute the same number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from blueprint.domain.datasets.features import Array

QUANTILES = {"q01": 0.01, "q10": 0.10, "q50": 0.50, "q90": 0.90, "q99": 0.99}
NAMES = ("min", "max", "mean", "std", "count", *QUANTILES)

FeatureStats = dict[str, NDArray[Any]]
Stats = dict[str, FeatureStats]


def of_columns(columns: Mapping[str, Array]) -> Stats:
    """Of columns (T,) or (T, n); strings have none. Shapes: (n,), count (1,)."""
    numbers = {name: column.reshape(len(column), -1) for name, column in columns.items() if column.dtype.kind != "O"}
    if not numbers:
        return {}
    values = np.concatenate([column.astype(np.float64) for column in numbers.values()], axis=1)
    count = len(values)
    ordered = np.sort(values, axis=0)
    mean = values.mean(axis=0)
    whole = {"min": ordered[0], "max": ordered[-1], "mean": mean, "std": np.sqrt(np.square(values - mean).mean(axis=0))}
    whole |= {name: ordered[max(int(np.ceil(share * count - 1e-9)) - 1, 0)] for name, share in QUANTILES.items()}
    stats: Stats = {}
    begin = 0
    for name, column in numbers.items():
        end = begin + column.shape[1]
        one = {key: value[begin:end] for key, value in whole.items()}
        stats[name] = {key: np.array([count]) if key == "count" else one[key] for key in NAMES}
        begin = end
    return stats


def of_pixels(histogram: NDArray[np.int64], frames: int) -> FeatureStats:
    """Of a camera, from how often each channel had each of 256 values (3, 256): exact, though no pixel is kept."""
    levels = np.arange(256) / 255.0
    total = histogram.sum(axis=1, keepdims=True)
    mean = (histogram * levels).sum(axis=1, keepdims=True) / total
    std = np.sqrt((histogram * np.square(levels - mean)).sum(axis=1, keepdims=True) / total)
    seen = histogram > 0
    stats: FeatureStats = {"min": levels[seen.argmax(axis=1)], "max": levels[255 - seen[:, ::-1].argmax(axis=1)], "mean": mean, "std": std}
    reached = np.cumsum(histogram, axis=1)
    for name, share in QUANTILES.items():
        stats[name] = levels[(reached >= share * total).argmax(axis=1)]
    shaped = {name: np.asarray(value).reshape(3, 1, 1) for name, value in stats.items()}
    return {key: np.array([frames]) if key == "count" else shaped[key] for key in NAMES}


def sampled(length: int) -> list[int]:
    """The frames that a camera's statistics are taken from: LeRobot's rule, at least 100 (or all), at most 10 000."""
    least = min(100, length)
    count = max(least, min(int(length**0.75), 10_000))
    return np.round(np.linspace(0, length - 1, count)).astype(int).tolist()


def thinned(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Every n-th pixel of a large image (H, W, 3): LeRobot's rule, about 150 along the longer side."""
    height, width = image.shape[:2]
    if max(height, width) < 300:
        return image
    step = (width if width > height else height) // 150
    return image[::step, ::step]


def count_levels(images: Iterable[NDArray[np.uint8]]) -> NDArray[np.int64]:
    """How often each channel has each value (3, 256), over images (H, W, 3)."""
    histogram = np.zeros((3, 256), np.int64)
    for image in images:
        for channel in range(3):
            histogram[channel] += np.bincount(image[..., channel].reshape(-1), minlength=256)
    return histogram


def of_video(path: Path, length: int) -> FeatureStats:
    """Of a camera, from the frames as a reader will see them: decoded."""
    from blueprint.domain.datasets.video import decode

    wanted = sampled(length)
    return of_pixels(count_levels(thinned(image) for image in decode(path, wanted)), len(wanted))


def merge(episodes: Sequence[Stats]) -> Stats:
    """Of all episodes together (see above), features in the order of the first."""
    names = list(dict.fromkeys(name for stats in episodes for name in stats))
    return {name: _merge([stats[name] for stats in episodes if name in stats]) for name in names}


def _merge(parts: Sequence[FeatureStats]) -> FeatureStats:
    counts = np.stack([part["count"] for part in parts])
    total = counts.sum(axis=0)
    means = np.stack([part["mean"] for part in parts])
    weights = counts.reshape(-1, *([1] * (means.ndim - 1)))
    mean = (means * weights).sum(axis=0) / total
    spread = np.square(np.stack([part["std"] for part in parts])) + np.square(means - mean)
    merged: FeatureStats = {
        "min": np.min([part["min"] for part in parts], axis=0),
        "max": np.max([part["max"] for part in parts], axis=0),
        "mean": mean,
        "std": np.sqrt((spread * weights).sum(axis=0) / total),
        "count": total,
    }
    for name in QUANTILES:
        if all(name in part for part in parts):
            merged[name] = (np.stack([part[name] for part in parts]) * weights).sum(axis=0) / total
    return merged


def listed(stats: Stats) -> dict[str, dict[str, list[Any]]]:
    """As JSON takes it."""
    return {feature: {name: value.tolist() for name, value in one.items()} for feature, one in stats.items()}


def arrays(stats: Mapping[str, Mapping[str, Any]]) -> Stats:
    """The inverse of `listed`."""
    return {feature: {name: np.asarray(value) for name, value in one.items()} for feature, one in stats.items()}


def differences(found: Stats, expected: Stats, tolerance: float = 1e-6) -> list[str]:
    """Where `found` is not `expected`, to a relative tolerance of the feature's range: one line each."""
    lines = []
    for feature, one in expected.items():
        if feature not in found:
            lines.append(f"{feature}: no statistics")
            continue
        reach = float(np.max(np.abs([one["min"], one["max"]]), initial=0)) or 1.0
        for name, value in one.items():
            seen = found[feature].get(name)
            if seen is None or np.shape(seen) != value.shape:
                lines.append(f"{feature}.{name}: expected shape {value.shape}, found {'nothing' if seen is None else np.shape(seen)}")
            elif not np.allclose(seen, value, rtol=tolerance, atol=tolerance * reach, equal_nan=False):
                lines.append(f"{feature}.{name}: expected {_short(value)}, found {_short(seen)}")
    return lines


def _short(value: Array) -> str:
    return np.array2string(np.asarray(value).reshape(-1), precision=6, threshold=4, edgeitems=2)


def plain(stats: Stats) -> Stats:
    """Without the quantiles, which v2.1 does not have."""
    return {feature: {name: value for name, value in one.items() if name not in QUANTILES} for feature, one in stats.items()}
