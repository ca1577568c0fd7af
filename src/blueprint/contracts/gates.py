"""`quality_gate_report.json` of every gated job (jobs.md §1.5)."""

from __future__ import annotations

from typing import Any, Literal

from blueprint.core.artifact import Artifact, Value


class GateResult(Value):
    gate_id: str
    checkpoint: str
    passed: bool
    severity: Literal["error", "warning", "info"]
    message: str
    details: dict[str, Any] = {}
    recommendations: tuple[str, ...] = ()
    requires_human_approval: bool = False


class GateSummary(Value):
    total_gates: int
    passed: int
    failed: int
    blocking_failures: int
    can_proceed: bool
    required_checkpoints: int
    executed_checkpoints: int
    skipped_checkpoints: int


class GateReport(Value):
    report_version: Literal["2.0"] = "2.0"
    scene_id: str
    required_checkpoints: tuple[str, ...]
    executed_checkpoints: tuple[str, ...]
    skipped_checkpoints: tuple[str, ...] = ()
    skip_reasons: dict[str, str] = {}
    summary: GateSummary
    results: tuple[GateResult, ...]


def gate_report(scene_id: str, results: tuple[GateResult, ...]) -> GateReport:
    """The report of gates that all ran; a failed `error` gate blocks."""
    checkpoints = tuple(sorted({result.checkpoint for result in results}))
    failed = [result for result in results if not result.passed]
    blocking = sum(result.severity == "error" for result in failed)
    summary = GateSummary(
        total_gates=len(results), passed=len(results) - len(failed), failed=len(failed), blocking_failures=blocking, can_proceed=blocking == 0,
        required_checkpoints=len(checkpoints), executed_checkpoints=len(checkpoints), skipped_checkpoints=0,
    )  # fmt: skip
    return GateReport(scene_id=scene_id, required_checkpoints=checkpoints, executed_checkpoints=checkpoints, summary=summary, results=results)


ASSEMBLY_GATES = Artifact("scenes/{scene_id}/usd-assembly-job/quality_gate_report.json", GateReport)
