"""From a request to robot data, all five stages, by two services that share one bucket: each scene and each job once."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.journeys.commands import blueprint, one_object, request
from tests.journeys.data import SMALL, episodes_of
from tests.journeys.service import COMPLETE, Service, wait_until

SCENE = "loft_9"
SEEN = ("usd/.usd_complete", "replicator/.replicator_complete", "variation_assets/.variation_pipeline_complete", "geniesim/.geniesim_complete")
"""Markers that would start the next stage a second time, if a service took them for its own: each service's log tells of them."""


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One of two services after both have seen the request and its markers."""
    folder = tmp_path_factory.mktemp("data")
    with Service(folder / "one", env=SMALL) as one, Service(folder / "two", bucket=one.bucket, env=SMALL) as two:
        assert one.url != two.url
        one.drop(SCENE, request(SCENE))
        assert one.served(SCENE, 400) == "complete"
        wait_until(lambda: all(f"{SCENE}/{marker}#" in each.err.read_text() for each in (one, two) for marker in SEEN), 30, "each service's look at each marker")
        yield one


def test_every_stage_ended_well(one: Service):
    marker = json.loads((one.scene(SCENE) / COMPLETE).read_text())
    assert set(marker["stages"].values()) == {"SUCCESS"}
    assert len(marker["stages"]) == 4


def test_two_services_on_one_bucket_do_a_scene_once(one: Service):
    requests = Counter(path.parent.name.rpartition("-")[0] for path in one.bucket.glob(".blueprint/runs/*/request.json"))
    assert requests == {
        "text-scene-gen-job": 1, "text-scene-adapter-job": 1, "usd-assembly-job": 2, "simready-job": 2, "interactive-job": 1, "scene-preview-job": 1, "replicator-job": 1,
        "isaac-lab-job": 2, "variation-gen-job": 1, "genie-sim-export-job": 1, "genie-sim-submit-job": 1, "genie-sim-import-job": 1, "arena-export-job": 1,
    }  # fmt: skip
    assert not list(one.bucket.glob(".blueprint/runs/*/report.*.json")), "a job ran twice"
    runs = json.loads(blueprint("workflow", "list", "--json", cwd=one.folder).stdout)["runs"]
    done = Counter(run["workflow"] for run in runs if (run["outcome"] or {}).get("status") == "SUCCESS")
    assert set(done.values()) == {1}, done
    assert set(done) >= {"source-orchestrator", "usd-assembly-pipeline", "variation-assets-pipeline", "genie-sim-export-pipeline", "arena-export-pipeline"}


def test_the_dataset_is_whole_and_says_where_each_episode_comes_from(one: Service):
    folder = episodes_of(one.bucket, one.scene(SCENE))
    done = blueprint("dataset", "check", str(folder / "lerobot"), "--json", cwd=one.folder)
    assert done.returncode == 0, done.stdout + done.stderr
    info = json.loads((folder / "lerobot" / "meta" / "info.json").read_text())
    assert info["codebase_version"] == "v3.0"
    assert info["total_episodes"] >= 2
    assert one_object(done.stdout)["episodes"] == info["total_episodes"]


def test_the_packages_pass_their_own_checks(one: Service):
    checked = blueprint("geniesim", "check", str(one.scene(SCENE) / "geniesim"), cwd=one.folder)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert list((one.scene(SCENE) / "arena").glob("*.json"))


def test_every_episode_of_the_dataset_happens_again_to_the_same_bytes(one: Service):
    folder = episodes_of(one.bucket, one.scene(SCENE))
    done = blueprint("dataset", "replay", str(folder / "lerobot"), "--json", cwd=one.folder)
    assert done.returncode == 0, done.stdout + done.stderr
    said = one_object(done.stdout)
    rows = json.loads((folder / "episodes.json").read_text())["episodes"]
    assert [each["episode_id"] for each in said["episodes"]] == [row["episode_id"] for row in rows]
    assert all(each["same"] and each["done"] for each in said["episodes"])


def test_other_actions_end_elsewhere_and_another_provenance_is_named(one: Service, tmp_path: Path):
    copy = Path(shutil.copytree(one.scene(SCENE), tmp_path / SCENE))
    folder = next(copy.glob("episodes/*/lerobot")).parent
    data = folder / "lerobot/data/chunk-000/file-000.parquet"
    table = pq.read_table(data)
    still = pa.FixedSizeListArray.from_arrays(np.zeros(len(table) * table["action"].type.list_size, np.float32), type=table["action"].type)
    pq.write_table(table.set_column(table.column_names.index("action"), table.schema.field("action"), still), data)
    moved = blueprint("dataset", "replay", str(folder / "lerobot"), "--episode", "0", cwd=tmp_path)
    assert (moved.returncode, "OTHER BYTES, NOT DONE" in moved.stdout) == (66, True), moved.stdout + moved.stderr
    table_of_episodes = json.loads((folder / "episodes.json").read_text())
    table_of_episodes["episodes"][0]["seed"] += 1
    (folder / "episodes.json").write_text(json.dumps(table_of_episodes))
    contradicted = blueprint("dataset", "replay", str(folder / "lerobot"), cwd=tmp_path)
    assert (contradicted.returncode, "field seed: expected" in contradicted.stderr) == (65, True), contradicted.stderr
