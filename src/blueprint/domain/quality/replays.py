"""The recorded actions once more, on a fresh load of the scene: the only word about an episode that is not the recorder's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from blueprint.contracts.episodes import Recording
from blueprint.domain.episodes.attempt import replay
from blueprint.domain.episodes.workcell import build_workcell
from blueprint.domain.physics.world import World
from blueprint.domain.quality.frames import Array
from blueprint.domain.robots.catalogue import find


@dataclass(frozen=True)
class Replayed:
    """done: the goals hold at its end. same: it ended in the very bytes that the recording names (another processor may round otherwise)."""

    episode_id: str
    done: bool
    same: bool
    missed: tuple[str, ...]


def replayed(world: World, header: Recording, actions: Array) -> Replayed:
    """`world`: the scene file of the recording's variation. actions: (T, dof + 1), as they were given, in float32."""
    cell = build_workcell(world, find(header.robot), header.task.base, header.fps)
    verdict, final = replay(cell, header.task, header.seed, header.draw, [np.asarray(action, np.float32) for action in actions])
    return Replayed(header.episode_id, verdict.done, final == header.final_sha256, tuple(verdict.missed))
