"""A settled kitchen for all tests of this folder."""

from __future__ import annotations

import pytest
from tests.domain.variations.variation_rooms import kitchen, settled

from blueprint.contracts.scene import Scene


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return settled(kitchen(), tmp_path_factory.mktemp("room"))
