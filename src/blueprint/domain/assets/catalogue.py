"""All categories: what is known of them, and how one is built. `library/` holds a recipe file per family."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from blueprint.core.identity import digest
from blueprint.domain.assets.asset import Asset, AssetSpec, CategoryInfo
from blueprint.domain.assets.builder import Builder

Recipe = Callable[[Builder], None]


@dataclass(frozen=True)
class Category:
    info: CategoryInfo
    recipe: Recipe


_FOUND: dict[str, Category] = {}


def category(info: CategoryInfo) -> Callable[[Recipe], Recipe]:
    """Decorator of a recipe: `@category(CategoryInfo(name="mug", …)) def mug(b: Builder) -> None: …`."""

    def register(recipe: Recipe) -> Recipe:
        if info.name in _FOUND:
            raise ValueError(f"category {info.name!r} is defined twice")
        _FOUND[info.name] = Category(info, recipe)
        return recipe

    return register


@cache
def all_categories() -> dict[str, Category]:
    """Name → category, sorted by name."""
    from blueprint.domain.assets import library

    for module in pkgutil.iter_modules(library.__path__):
        importlib.import_module(f"{library.__name__}.{module.name}")
    return dict(sorted(_FOUND.items()))


def info_of(name: str) -> CategoryInfo:
    """Raises KeyError when there is no such category."""
    categories = all_categories()
    if name not in categories:
        raise KeyError(f"no category {name!r}; there are {len(categories)}: {', '.join(categories)}")
    return categories[name].info


@lru_cache(maxsize=4096)
def build(spec: AssetSpec) -> Asset:
    """The asset of a spec; equal specs give equal assets. Raises KeyError for an unknown category, colour or material."""
    found = all_categories()[info_of(spec.category).name]
    builder = Builder(found.info, spec)
    found.recipe(builder)
    return builder.finish()


def folder_name(spec: AssetSpec) -> str:
    """The folder of a spec's asset, and its root prim: equal specs share one."""
    unsaid = {"friction_scale"} if spec.friction_scale == 1.0 else None  # so that the names of older scenes' folders stay
    return f"{spec.category}_{digest(spec.model_dump_json(exclude=unsaid))[:8]}"
