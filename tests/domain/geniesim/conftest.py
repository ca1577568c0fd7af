from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from kitchenette import kitchenette, metadata, order, tasks, write_kitchenette

from blueprint.domain.geniesim.package import write_export
from blueprint.domain.geniesim.source import Source, read_source


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The kitchenette, its USD in the folder that an export of it goes to. Nobody writes into it."""
    root = tmp_path_factory.mktemp("kitchenette")
    return read_source(write_kitchenette(root), metadata(kitchenette()), "")


@pytest.fixture(scope="session")
def exported(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole export. Nobody writes into it."""
    folder = tmp_path_factory.mktemp("export") / "geniesim"
    shutil.copytree(source.world.path.parent.parent, folder)
    write_export(source, order(source, folder, tasks(source.world.digest)), folder)
    return folder


@pytest.fixture
def copy(exported: Path, tmp_path: Path) -> Path:
    """An export of one's own, elsewhere."""
    return Path(shutil.copytree(exported, tmp_path / "elsewhere" / "moved"))
