"""A dataset's episodes once more: the actions from its own data files, on a fresh load of the scene file that its provenance names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import ConfigDict, ValidationError

from blueprint.contracts.episodes import Recording
from blueprint.contracts.import_manifest import EpisodeRow
from blueprint.contracts.variations import VARIATION_INDEX, VariationIndex
from blueprint.core.artifact import Value
from blueprint.core.errors import ContractError
from blueprint.domain.datasets.features import Array, array_of
from blueprint.domain.datasets.index import Index, read_index, read_table
from blueprint.domain.episodes.make import BASE
from blueprint.domain.physics.world import World, load
from blueprint.domain.quality.replays import Replayed, replayed

TABLES = ("episodes.json", "manifests/generation_manifest.json")
"""Beside the dataset's folder: where each of its episodes comes from."""


class Provenance(Value):
    """As much of either table as is needed here."""

    model_config = ConfigDict(extra="ignore")

    episodes: tuple[EpisodeRow, ...]


@dataclass(frozen=True)
class Origin:
    """Where a dataset stands: its provenance, the scene's folder, and what it says of itself."""

    rows: tuple[EpisodeRow, ...]
    scene: Path
    index: Index


def replay_dataset(root: Path, wanted: Collection[int] = ()) -> Iterator[Replayed]:
    """Each episode of these numbers, or all. Raises ContractError naming the file and field that is absent, changed or contradicts another."""
    root = root.resolve()
    origin = Origin(_provenance(root).episodes, _scene_of(root), read_index(root))
    known = [row.episode_index for row in origin.rows]
    if strange := sorted(set(wanted) - set(known)):
        raise ContractError(str(root), "episode", f"one of 0 … {len(known) - 1}", strange[0])
    for row in origin.rows:
        if not wanted or row.episode_index in wanted:
            yield replayed(_world(origin.scene, row), _recording(root, row), _actions(root, origin.index, row))


def _provenance(root: Path) -> Provenance:
    for name in TABLES:
        path = root.parent / name
        if path.is_file():
            try:
                return Provenance.model_validate_json(path.read_bytes())
            except ValidationError as error:
                raise ContractError(str(path), "episodes", "a row per episode", str(error).splitlines()[0]) from error
    raise ContractError(str(root.parent), "", f"{' or '.join(TABLES)} beside the dataset, which say where its episodes come from", None)


def _scene_of(root: Path) -> Path:
    for folder in root.parents:
        if (folder / "usd" / "scene.usda").is_file():
            return folder
    raise ContractError(str(root), "", "a dataset in its scene's folder, below usd/scene.usda's", "none above it")


def _world(scene: Path, row: EpisodeRow) -> World:
    usd = scene / "usd" / "scene.usda"
    if row.variation != BASE:
        index = VariationIndex.model_validate_json((scene / VARIATION_INDEX.at("any").removeprefix("scenes/any/")).read_bytes())
        found = [variation.usd for variation in index.variations if variation.variation_id == row.variation]
        if not found:
            raise ContractError(str(scene), "variation", ", ".join(variation.variation_id for variation in index.variations), row.variation)
        usd = scene / found[0]
    world = load(usd)
    if world.digest != row.scene_digest:
        raise ContractError(str(usd), "digest", f"{row.scene_digest}, of which episode {row.episode_id} was made", world.digest)
    return world


def _recording(root: Path, row: EpisodeRow) -> Recording:
    """The header beside the episode's recorded frames: task, draw and start. It must say the same as the table."""
    paths = [*root.parent.glob(f"recordings/{row.episode_id}.json"), *root.parent.glob(f"*/recordings/{row.episode_id}.json")]
    if not paths:
        raise ContractError(str(root.parent), "recordings", f"the recording of episode {row.episode_id}", None)
    header = Recording.model_validate_json(paths[0].read_bytes())
    for field in ("variation", "scene_digest", "seed", "code_version", "simulator", "frames_sha256", "final_sha256", "seconds"):
        expected, found = getattr(header, field), getattr(row, field)
        if expected != found:
            raise ContractError(f"{row.episode_id} in {' or '.join(TABLES)}", field, f"{expected}, as in its recording", found)
    return header


def _actions(root: Path, index: Index, row: EpisodeRow) -> Array:
    """As the dataset has them: (T, dof + 1) float32."""
    table = read_table(root / index.plan.data_path(index.rows[row.episode_index].data))
    return np.asarray(array_of(table["action"]), np.float32)[table["episode_index"].to_numpy() == row.episode_index]
