"""As much of `isaaclab_arena` as a scene's module imports: a background class and a registry that remembers."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any


class Background:
    def __init__(self, name: str, usd_path: str, object_min_z: float, **kwargs: Any) -> None:
        self.name, self.usd_path, self.object_min_z, self.more = name, usd_path, object_min_z, kwargs


@contextmanager
def stub_arena() -> Iterator[dict[str, type]]:
    """`import isaaclab_arena.assets…` works inside; gives the registered classes by name."""
    registered: dict[str, type] = {}

    def register_asset(cls: Any) -> Any:
        registered[cls.name] = cls
        return cls

    modules = {name: ModuleType(name) for name in (
        "isaaclab_arena", "isaaclab_arena.assets", "isaaclab_arena.assets.background", "isaaclab_arena.assets.register")}  # fmt: skip
    vars(modules["isaaclab_arena.assets.background"])["Background"] = Background
    vars(modules["isaaclab_arena.assets.register"])["register_asset"] = register_asset
    before = dict(sys.modules)
    sys.modules.update(modules)
    try:
        yield registered
    finally:
        for name in set(sys.modules) - set(before):
            del sys.modules[name]
        sys.modules.update(before)


def import_package(folder: Path, name: str) -> ModuleType:
    """The package (or module) at a path, under a name of its own."""
    file = folder / "__init__.py" if folder.is_dir() else folder
    spec = importlib.util.spec_from_file_location(name, file, submodule_search_locations=[str(folder)] if folder.is_dir() else None)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
