"""Whether a job's episodes may be imported: what was found out about this very job decides, on every path (orchestration-b.md B12, W-49 to W-51).

Looked at in this order, the first one that is there decides: the gate report in the job's own folder; the scene's report of episode
generation, if it does not speak of another job; the certificate in the job's own folder. None of them: no.
"""

from __future__ import annotations

from typing import Any

from blueprint.contracts.import_manifest import (
    JOB_CERTIFICATE,
    JOB_GATE_REPORT,
    SCENE_GATE_REPORT,
    CertificateEvidence,
    GateEvidence,
)
from blueprint.core.artifact import Value
from blueprint.core.errors import ContractError
from blueprint.engine.run import Run


class Verdict(Value):
    passed: bool
    report_path: str
    reason: str = ""


def quality_gate(run: Run, job_id: str, folder: str) -> Verdict:
    """Raises ContractError when the evidence cannot be parsed, or is of another scene."""
    for artifact in (JOB_GATE_REPORT, SCENE_GATE_REPORT):
        name = artifact.at(run.scene_id, folder=folder)
        found = run.look(artifact, lambda report, name=name: _of_report(run.scene_id, job_id, name, report), folder=folder)
        if found is not None:
            return Verdict.model_validate(found)
    name = JOB_CERTIFICATE.at(run.scene_id, folder=folder)
    found = run.look(JOB_CERTIFICATE, lambda certificate: _of_certificate(run.scene_id, job_id, name, certificate), folder=folder)
    if found is not None:
        run.log("there is no quality gate report; the certificate decides", severity="WARNING", certificate=name)
        return Verdict.model_validate(found)
    expected = JOB_GATE_REPORT.at(run.scene_id, folder=folder)
    run.log("no evidence of quality", severity="ERROR", expected=expected)
    return Verdict(passed=False, report_path=expected, reason="there is neither a quality gate report nor a quality certificate of this job")


def _of_report(scene_id: str, job_id: str, name: str, report: GateEvidence | None) -> dict[str, Any] | None:
    if report is None or report.job_id not in ("", job_id):
        return None
    _same_scene(scene_id, name, report.scene_id)
    numbers = report.summary
    passed = numbers.can_proceed and numbers.blocking_failures == 0
    reason = "" if passed else f"can_proceed {str(numbers.can_proceed).lower()}, {numbers.blocking_failures} blocking failures"
    return {"passed": passed, "report_path": name, "reason": reason}


def _of_certificate(scene_id: str, job_id: str, name: str, certificate: CertificateEvidence | None) -> dict[str, Any] | None:
    if certificate is None or certificate.job_id not in ("", job_id):
        return None
    _same_scene(scene_id, name, certificate.scene_id)
    passed = certificate.validation_passed and certificate.recommended_use != "testing"
    said = f"validation_passed {str(certificate.validation_passed).lower()}, recommended_use {certificate.recommended_use or 'not stated'}"
    return {"passed": passed, "report_path": name, "reason": "" if passed else said}


def _same_scene(scene_id: str, name: str, found: str) -> None:
    if found not in ("", scene_id):
        raise ContractError(name, "scene_id", scene_id, found)
