"""Objects in the bucket: their names, their kinds, one version of one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T", bound=BaseModel)

SCENE_ID = r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}"


class Value(BaseModel):
    """Base of every value at a boundary: frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class ObjectRef:
    """One version of one object. A generation grows with every write; 0 means "does not exist"."""

    bucket: str
    name: str
    generation: int


@dataclass(frozen=True)
class File:
    """The kind of an object: where it lives. `pattern` holds `{scene_id}` and, rarely, other `{keys}`."""

    pattern: str

    def at(self, scene_id: str = "", /, **keys: str) -> str:
        """The object's name for this scene."""
        return self.pattern.format(scene_id=scene_id, **keys)

    def match(self, name: str) -> dict[str, str] | None:
        """The keys of `name` if it is an object of this kind. No key crosses a `/` (W-83, WS-34)."""
        found = self._regex.fullmatch(name)
        return found.groupdict() if found else None

    def scene_of(self, name: str) -> str | None:
        """The scene id in `name`, or None when `name` is not of this kind."""
        found = self.match(name)
        return found.get("scene_id") if found else None

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        pieces = re.split(r"\{(\w+)\}", self.pattern)
        for index in range(1, len(pieces), 2):
            key = pieces[index]
            pieces[index] = f"(?P<{key}>{SCENE_ID if key == 'scene_id' else '[^/]+'})"
        for index in range(0, len(pieces), 2):
            pieces[index] = re.escape(pieces[index])
        return re.compile("".join(pieces))


@dataclass(frozen=True)
class Artifact(File, Generic[T]):
    """A JSON object of the bucket with its schema."""

    schema: type[T]
