"""The certificate as a table for people."""

from __future__ import annotations

from blueprint.domain.certificate.certificate import Certificate

_WORDS = {"passed": "passed", "failed": "FAILED", "not_run": "not run"}


def table(certificate: Certificate) -> str:
    """A line per metric: value, threshold, verdict; then what missed."""
    counts = certificate.objects
    lines = [
        f"certificate {'PASSED' if certificate.passed else 'FAILED'}: {counts.total} things, {counts.free} free, {counts.joints} joints ({certificate.simulator})"
    ]
    for metric in certificate.metrics:
        value = "–" if metric.value is None else f"{metric.value:.6g}"
        limit = f"{'≤' if metric.comparison == '<=' else '≥'} {metric.threshold:g} {metric.unit}".strip()
        optional = "" if metric.required else " (reported only)"
        lines.append(f"  {metric.name:<34} {value:>10}  {limit:<18} {_WORDS[metric.status]}{optional}")
        if metric.status == "failed" and metric.offenders:
            lines.append(f"      {', '.join(metric.offenders)}")
        if metric.status == "not_run":
            lines.append(f"      {metric.reason}")
    return "\n".join(lines)
