"""What a dataset must stand beside, to be replayed: each lack is named. That its episodes happen again is a journey (tests/journeys/test_data.py)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recorded_episodes import SCENE, record

from blueprint.contracts.import_manifest import EpisodeTable
from blueprint.core.errors import ContractError
from blueprint.domain.datasets.convert import Recorded, convert
from blueprint.domain.quality.dataset_replays import replay_dataset

BARE = """#usda 1.0
(
    upAxis = "Z"
    metersPerUnit = 1
)

def Xform "World"
{
    def Xform "Objects"
    {
    }
}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A dataset of one episode in its place below a scene's folder, whose scene file has nothing in it."""
    folder = tmp_path / SCENE / "episodes" / "geniesim_local-1"
    header = record(folder / "recordings", "episode_0")
    rows = convert([Recorded(header, folder / "recordings/episode_0.parquet", {})], folder / "lerobot")
    (folder / "episodes.json").write_text(EpisodeTable(scene_id=SCENE, job_id="local-1", episodes=rows).model_dump_json())
    (tmp_path / SCENE / "usd").mkdir()
    (tmp_path / SCENE / "usd" / "scene.usda").write_text(BARE)
    return folder / "lerobot"


def test_a_dataset_without_its_provenance(root: Path):
    (root.parent / "episodes.json").unlink()
    with pytest.raises(ContractError, match=r"episodes\.json or manifests/generation_manifest\.json beside the dataset"):
        list(replay_dataset(root))


def test_a_provenance_that_is_none(root: Path):
    (root.parent / "episodes.json").write_text('{"episodes": [{}]}')
    with pytest.raises(ContractError, match="a row per episode"):
        list(replay_dataset(root))


def test_a_dataset_away_from_its_scene(root: Path):
    (root.parents[2] / "usd" / "scene.usda").unlink()
    with pytest.raises(ContractError, match="in its scene's folder"):
        list(replay_dataset(root))


def test_an_episode_that_there_is_none(root: Path):
    with pytest.raises(ContractError, match="field episode: expected one of 0 … 0, found 3"):
        list(replay_dataset(root, [3]))


def test_a_scene_that_was_changed_since(root: Path):
    with pytest.raises(ContractError, match="field digest: expected digest of base, of which episode episode_0 was made"):
        list(replay_dataset(root))
