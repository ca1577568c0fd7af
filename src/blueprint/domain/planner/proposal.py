"""Planning with a language model: it proposes, this module checks. Nothing that it writes is believed without looking, or executed.

The sentence is read without the model as well: what it names outright is planned whatever the model says, and a model that shows no
knowledge of it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast

from blueprint.contracts.plan import ScenePlan
from blueprint.contracts.prompts import Constraints
from blueprint.core.artifact import Value
from blueprint.domain.asking import Asked, Proposes, Question, Rejected, ask
from blueprint.domain.planner.planner import Quality, compose, plan
from blueprint.domain.planner.proposal_check import Checked, check
from blueprint.domain.planner.proposal_schema import SCHEMA_NAME, SYSTEM_PROMPT, proposal_schema, question
from blueprint.domain.planner.vocabulary import vocabulary


@dataclass(frozen=True)
class Accepted:
    """notes: every place where the proposal was corrected."""

    plan: ScenePlan
    notes: tuple[str, ...]


class PlanningRecord(Value):
    """How a plan came about. reasons: of every refused round, in order; notes: what was corrected in the accepted proposal."""

    used_llm: bool
    llm_attempts: int
    generation_mode: Literal["llm", "deterministic", "deterministic_fallback"]
    model: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def accept(raw_json: str, prompt: str, quality: Quality, seed: int, constraints: Constraints | None = None) -> Accepted | Rejected:
    """Checks a proposal against the sentence and the catalogue and furnishes it to the tier's minimum. Never raises for what it holds."""
    words = vocabulary()
    checked = check(raw_json, prompt, constraints or Constraints(), words)
    if not isinstance(checked, Checked):
        return Rejected(tuple(checked))
    made = compose(
        prompt, checked.reading, checked.room_type, checked.objects, checked.relations, quality, seed, constraints or Constraints(), words
    )  # fmt: skip
    return Accepted(made, tuple(checked.notes))


def propose(
    model: Proposes, prompt: str, quality: Quality, seed: int, constraints: Constraints | None, attempts: int, backoff_s: float,
    sleep: Callable[[float], None],
) -> tuple[ScenePlan, PlanningRecord]:  # fmt: skip
    """Asks up to `attempts` times, then plans without the model. A refusal for good ends the asking at once."""
    judged = Question(
        SYSTEM_PROMPT, lambda reasons: question(prompt, reasons), SCHEMA_NAME, proposal_schema(), lambda raw: accept(raw, prompt, quality, seed, constraints)
    )  # fmt: skip
    asked = ask(model, judged, attempts, backoff_s, sleep)
    if asked.accepted is None:
        return plan(prompt, quality, seed, constraints), _record(model, asked, "deterministic_fallback", ())
    return asked.accepted.plan, _record(model, asked, "llm", asked.accepted.notes)


def plan_or_propose(
    model: Proposes | None, prompt: str, quality: str, seed: int, constraints: Constraints | None, attempts: int, backoff_s: float,
    sleep: Callable[[float], None],
) -> tuple[ScenePlan, PlanningRecord]:  # fmt: skip
    """With the model when there is one, otherwise without. quality: standard or premium."""
    tier = cast(Quality, quality)
    if model is None:
        return plan(prompt, tier, seed, constraints), PlanningRecord(used_llm=False, llm_attempts=0, generation_mode="deterministic")
    return propose(model, prompt, tier, seed, constraints, attempts, backoff_s, sleep)


def _record(model: Proposes, asked: Asked[Accepted], mode: Literal["llm", "deterministic_fallback"], notes: tuple[str, ...]) -> PlanningRecord:
    return PlanningRecord(
        used_llm=mode == "llm", llm_attempts=asked.rounds, generation_mode=mode, model=model.model, reasons=tuple(r[:500] for r in asked.reasons),
        notes=notes,
    )  # fmt: skip
