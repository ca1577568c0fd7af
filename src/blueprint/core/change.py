"""What shall become of an object, as a compare-and-swap is told (`run.update`, `store/swap.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Keep:
    """It stays as it is. answer: what the asker remembers."""

    answer: Any = None


@dataclass(frozen=True)
class Put(Generic[T]):
    """`value` shall stand there. The value that stands already is no new generation."""

    value: T
    answer: Any = None


@dataclass(frozen=True)
class Drop:
    """It shall not be there any more."""

    answer: Any = None


Change = Keep | Put[T] | Drop
