"""Run by LeRobot's own interpreter: `lerobot_makes.py ROOT` makes a small dataset with LeRobot's own writer, a camera and two tasks."""

from __future__ import annotations

import sys

import numpy as np
from lerobot_rows import declare_operators

EPISODES, SHORTEST = 4, 10
FEATURES = {
    "observation.state": {"dtype": "float32", "shape": (7,), "names": None},
    "action": {"dtype": "float32", "shape": (3,), "names": ["x", "y", "z"]},
    "observation.images.front": {"dtype": "video", "shape": (64, 96, 3), "names": ["height", "width", "channels"]},
}


def main(root: str) -> None:
    declare_operators()
    from lerobot.datasets.lerobot_dataset import LeRobotDataset  # type: ignore[import-not-found]

    dataset = LeRobotDataset.create("here/only", 10, FEATURES, root=root, use_videos=True, vcodec="h264")
    rng = np.random.default_rng(0)
    for episode in range(EPISODES):
        for frame in range(SHORTEST + episode):
            image = np.full((64, 96, 3), (frame * 20 + episode) % 255, np.uint8)
            state, action = rng.normal(size=7).astype(np.float32), rng.normal(size=3).astype(np.float32)
            dataset.add_frame({"observation.state": state, "action": action, "observation.images.front": image, "task": f"task {episode % 2}"})
        dataset.save_episode()
    dataset.finalize()


if __name__ == "__main__":
    main(sys.argv[1])
