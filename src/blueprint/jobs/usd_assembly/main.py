"""`CONVERT_ONLY`: each asset's meshes become USD. Otherwise: the stage is written, certified, repaired if need be, pictured and published."""

from __future__ import annotations

from blueprint.jobs.usd_assembly import Input, Output
from blueprint.jobs.usd_assembly.assemble import assemble
from blueprint.jobs.usd_assembly.convert import convert
from blueprint.runtimes.process import JobContext


def main(context: JobContext, given: Input) -> Output:
    """Raises ContractError when an input is absent, GateFailed naming object and metric when the certificate fails after repair."""
    return convert(context, given) if given.convert_only else assemble(context, given)
