from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_world import World
from postgres import Postgres

from blueprint.store.store import Store


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return request.getfixturevalue("postgres").url()
    return f"sqlite:///{tmp_path}/engine.sqlite"


@pytest.fixture
def sqlite_world(tmp_path: Path) -> Iterator[World]:
    yield from _world(tmp_path, f"sqlite:///{tmp_path}/engine.sqlite")


@pytest.fixture
def world(tmp_path: Path, database_url: str) -> Iterator[World]:
    yield from _world(tmp_path, database_url)


def _world(folder: Path, url: str) -> Iterator[World]:
    made = World(folder, url, Store.at(folder / "bucket"))
    yield made
    made.stop()
