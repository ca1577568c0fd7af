"""Asking a language model for a proposal, in rounds: what it answers is judged, a refused answer is asked again with the reasons, and every
reason is kept. Nothing that it writes is believed without looking, or executed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from blueprint.core.errors import Refused, TransientError

T = TypeVar("T")

MAX_PAUSE_S = 60.0


class Proposes(Protocol):
    """What is needed of a language model (providers/language.py has one)."""

    @property
    def model(self) -> str: ...

    def complete(self, system: str, user: str, schema_name: str, schema: Mapping[str, Any]) -> str: ...


@dataclass(frozen=True)
class Rejected:
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Asked(Generic[T]):
    """accepted: None when no round gave an acceptable answer. reasons: of every refused round, in order."""

    accepted: T | None
    rounds: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Question(Generic[T]):
    """words: the user's message, given the reasons so far. judge: the answer's text, as a value or refused; it never raises."""

    system: str
    words: Callable[[list[str]], str]
    schema_name: str
    schema: Mapping[str, Any]
    judge: Callable[[str], T | Rejected]


def ask(model: Proposes, question: Question[T], attempts: int, backoff_s: float, sleep: Callable[[float], None]) -> Asked[T]:
    """Up to `attempts` rounds, with pauses of `backoff_s` × 2ⁿ after a passing fault. A refusal for good ends the asking at once."""
    reasons: list[str] = []
    asked = 0
    while asked < attempts:
        asked += 1
        try:
            raw = model.complete(question.system, question.words(reasons), question.schema_name, question.schema)
        except TransientError as problem:
            reasons.append(f"attempt {asked}: {problem.code}: {problem}")
            if asked < attempts:
                sleep(min(max(problem.retry_after_s or 0.0, backoff_s * 2 ** (asked - 1)), MAX_PAUSE_S))
            continue
        except Refused as problem:
            reasons.append(f"attempt {asked}: {problem.code}: {problem}")
            break
        answer = question.judge(raw)
        if not isinstance(answer, Rejected):
            return Asked(answer, asked, tuple(reasons))
        reasons.extend(f"attempt {asked}: {reason}" for reason in answer.reasons)
    return Asked(None, asked, tuple(reasons))
