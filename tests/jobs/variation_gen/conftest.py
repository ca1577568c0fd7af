from __future__ import annotations

from pathlib import Path

import pytest
from tests.domain.variations.variation_rooms import kitchen, settled
from tests.jobs.variation_gen.bench import JobBench, certified_bucket

from blueprint.jobs import variation_gen


@pytest.fixture
def certified(tmp_path: Path) -> JobBench:
    return certified_bucket(tmp_path, settled(kitchen(), tmp_path / "settled"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> JobBench:
    """After one run with two variations and at most six new small assets."""
    root = tmp_path_factory.mktemp("made")
    bench = certified_bucket(root, settled(kitchen(), root / "settled"))
    output = bench.run(variation_gen.JOB, num_variations=2, max_assets=6, seed=3)
    assert (output.variations, output.assets_kept, output.variations_kept) == (2, 0, 0)
    return bench
