"""Verdicts: from a number and its threshold to a metric, and from metrics to what is wrong."""

from __future__ import annotations

from typing import Literal

from blueprint.contracts.certificate import Certificate, Metric


def judged(
    name: str, value: float, unit: str, comparison: Literal["<=", ">="], threshold: float, definition: str, source: str,
    offenders: tuple[str, ...] = (), details: dict[str, float] | None = None, required: bool = True,
) -> Metric:  # fmt: skip
    """A metric that was run, passed or failed by its threshold. Values are rounded to a millionth, and NaN never passes."""
    passed = bool(value <= threshold if comparison == "<=" else value >= threshold)
    rounded = {key: round(float(number), 6) for key, number in (details or {}).items()}
    return Metric(
        name=name, value=round(float(value), 6), unit=unit, definition=definition, comparison=comparison, threshold=threshold,
        passed=passed, status="passed" if passed else "failed", source=source, required=required, offenders=offenders, details=rounded,
    )  # fmt: skip


def not_run(name: str, unit: str, comparison: Literal["<=", ">="], threshold: float, definition: str, source: str, reason: str) -> Metric:
    return Metric(
        name=name, value=None, unit=unit, definition=definition, comparison=comparison, threshold=threshold, passed=None,
        status="not_run", source=source, reason=reason,
    )  # fmt: skip


def all_passed(metrics: tuple[Metric, ...]) -> bool:
    """Every required metric was run and passed."""
    return all(metric.status == "passed" for metric in metrics if metric.required)


def failures(certificate: Certificate) -> list[str]:
    """One sentence per required metric that is not passed, naming the objects; empty when the certificate is passed."""
    missed = [metric for metric in certificate.metrics if metric.required and metric.status != "passed"]
    return [_sentence(metric) for metric in missed]


def _sentence(metric: Metric) -> str:
    wanted = f"{metric.comparison} {metric.threshold:g} {metric.unit}".rstrip()
    if metric.status == "not_run":
        return f"{metric.name}: not run ({metric.reason}), expected {wanted}"
    named = ", ".join(metric.offenders[:8]) + (f" and {len(metric.offenders) - 8} more" if len(metric.offenders) > 8 else "")
    return f"{metric.name}: found {metric.value:g}, expected {wanted}" + (f"; missed by {named}" if named else "")
