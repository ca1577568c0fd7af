"""Run by LeRobot's own interpreter: `lerobot_rows.py ROOT FRAME,FRAME,… OUT.npz` loads a dataset and writes what LeRobot made of it.

Into OUT: per frame every tensor (`<frame>/<key>`), and as JSON (`said`) lengths, tasks, splits, a batch's shapes, what a window of time holds and
what differs in statistics.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch  # type: ignore[import-not-found]

library = torch.library.Library("torchvision", "FRAGMENT")
"""Kept: what it declares ends with it."""


def declare_operators() -> None:
    """torchvision from PyPI is built for CUDA: beside a CPU torch its operators are not loaded. LeRobot uses none of them, but torchvision does not
    even import without their names."""

    for name in ("nms", "qnms", "roi_align", "_roi_align_backward", "roi_pool", "_roi_pool_backward", "ps_roi_align", "_ps_roi_align_backward"):
        library.define(f"{name}(Tensor input) -> Tensor")
    for name in ("ps_roi_pool", "_ps_roi_pool_backward", "deform_conv2d", "_deform_conv2d_backward"):
        library.define(f"{name}(Tensor input) -> Tensor")


def load(root: str, episodes: list[int] | None = None, **given: Any) -> Any:
    from lerobot.datasets.lerobot_dataset import LeRobotDataset  # type: ignore[import-not-found]

    return LeRobotDataset("here/only", root=root, episodes=episodes, video_backend="pyav", **given)


def frames_of_splits(root: str, splits: dict[str, str]) -> dict[str, int]:
    """How many frames LeRobot loads of each split alone."""
    return {name: len(load(root, list(range(*map(int, span.split(":")))))) for name, span in splits.items()}


def window(root: str, dataset: Any) -> dict[str, Any]:
    """delta_timestamps around the last frame of the first episode: the actions to come, the picture before."""
    cameras = dataset.meta.camera_keys
    step = 1 / dataset.fps
    asked = {"action": [0.0, step, 2 * step], **{camera: [-step, 0.0] for camera in cameras}}
    last = load(root, [0]).num_frames - 1
    item = load(root, delta_timestamps=asked)[last - 1]
    alone = [dataset[frame] for frame in (last - 1, last)]
    return {
        "padded": item["action_is_pad"].tolist(),
        "actions": torch.equal(item["action"][:2], torch.stack([one["action"] for one in alone])) and torch.equal(item["action"][2], item["action"][1]),
        "pictures": all(torch.equal(item[camera][1], alone[0][camera]) and item[camera].shape[0] == 2 for camera in cameras),
    }


def batch_shapes(dataset: Any) -> dict[str, list[int]]:
    loader = torch.utils.data.DataLoader(dataset, batch_size=8, shuffle=True, num_workers=0, generator=torch.Generator().manual_seed(0))
    batch = next(iter(loader))
    return {key: list(value.shape) for key, value in batch.items() if hasattr(value, "shape")}


def episodes_of(dataset: Any) -> Iterator[tuple[int, int, int, dict[str, dict[str, np.ndarray]]]]:
    """Number, first frame, end and statistics of each episode, as v2.1 or v3.0 say them."""
    if hasattr(dataset.meta, "episodes_stats"):
        begin = 0
        for number, stats in sorted(dataset.meta.episodes_stats.items()):
            yield number, begin, begin + dataset.meta.episodes[number]["length"], stats
            begin += dataset.meta.episodes[number]["length"]
        return
    from lerobot.datasets.utils import load_nested_dataset  # type: ignore[import-not-found]

    for row in load_nested_dataset(dataset.root / "meta" / "episodes").with_format(None):
        stats = {}
        for name, value in row.items():
            if name.startswith("stats/"):
                feature, _, kind = name.removeprefix("stats/").rpartition("/")
                stats.setdefault(feature, {})[kind] = np.array(value)
        yield row["episode_index"], row["dataset_from_index"], row["dataset_to_index"], stats


def statistics(dataset: Any) -> list[str]:
    """Where LeRobot computes other statistics: of every episode's columns, and of all from the episodes'."""
    from lerobot.datasets.compute_stats import aggregate_stats, compute_episode_stats  # type: ignore[import-not-found]

    frames = dataset.hf_dataset.with_format("numpy")
    parts, wrong = [], []
    numbers = {key: one for key, one in dataset.features.items() if one["dtype"] not in ("video", "string")}
    for number, begin, end, stats in episodes_of(dataset):
        span = frames[begin:end]
        parts.append(stats)
        theirs = compute_episode_stats({key: np.asarray(span[key], dtype=np.float64) for key in numbers}, numbers)
        for key, one in theirs.items():
            for kind, value in one.items():
                bin_width = (one["max"] - one["min"]) / 5000 if kind.startswith("q") else 0
                if value.shape != stats[key][kind].shape or (np.abs(value - stats[key][kind]) > 2 * bin_width + 1e-6).any():
                    wrong.append(f"episode {number} {key}.{kind}: {value} {stats[key][kind]}")
    for key, one in aggregate_stats(parts).items():
        for kind, value in one.items():
            ours = dataset.meta.stats[key][kind]
            if ours.shape != value.shape or not np.allclose(ours, value, rtol=1e-9, atol=1e-12):
                wrong.append(f"all {key}.{kind}: {value} {ours}")
    return wrong


def main(root: str, wanted: str, out: str) -> None:
    declare_operators()
    dataset = load(root)
    found: dict[str, np.ndarray] = {}
    tasks = {}
    for frame in (int(number) for number in wanted.split(",")):
        item = dataset[frame]
        tasks[frame] = item["task"]
        for key, value in item.items():
            if isinstance(value, torch.Tensor):
                found[f"{frame}/{key}"] = value.numpy()
            elif key != "task":
                found[f"{frame}/{key}"] = np.array(value)
    last = load(root, [dataset.num_episodes - 1])
    said = {
        "frames": len(dataset), "episodes": dataset.num_episodes, "last_episode_frames": len(last), "tasks": tasks, "splits": dataset.meta.info["splits"],
        "batch": batch_shapes(dataset), "statistics": statistics(dataset), "columns": len(dataset.hf_dataset), "window": window(root, dataset),
        "frames_of_splits": frames_of_splits(root, dataset.meta.info["splits"]),
        "last_frame": int(last[len(last) - 1]["index"]),
    }  # fmt: skip
    np.savez(out, said=np.array(json.dumps(said)), **found)


if __name__ == "__main__":
    main(*sys.argv[1:4])
