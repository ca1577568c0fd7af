"""A second service on one bucket: an engine with a database of its own that exports the scene, or imports a job of it.

`python -m … <bucket> <folder> [job id]`. What it submits and imports stands in `<folder>.work`.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from blueprint.contracts import stages
from blueprint.engine.engine import Engine
from blueprint.engine.services import Services
from blueprint.store.store import Store
from blueprint.workflows import registry
from tests.workflows.conftest import Bench
from tests.workflows.geniesim_scripts import EXPORT, IMPORT, SCENE, asked, exporting, importing, submitting
from tests.workflows.scripted import ScriptedRuntime


def main(bucket: str, folder: Path, job_id: str = "") -> None:
    store = Store.at(bucket)
    runtime = ScriptedRuntime(store)
    engine = Engine(f"sqlite:///{folder}.sqlite", Services(store=store, runtime=runtime, workflows=registry.ALL))
    bench = Bench(store, runtime, engine)

    def slow(answer):
        def does(request):
            with open(f"{folder}.work", "a") as log:
                log.write(f"{request.job}\n")
            time.sleep(1)
            return answer(request)

        return does

    runtime.answers = {
        "genie-sim-export-job": exporting(bench), "genie-sim-submit-job": slow(submitting(bench)), "genie-sim-import-job": slow(importing(bench)),
    }  # fmt: skip
    workflow, event = (IMPORT, asked(folder.name, job_id=job_id)) if job_id else (EXPORT, bench.event(stages.VARIATION_COMPLETE, SCENE))
    with engine:
        outcome = engine.wait(engine.start(workflow, event), 60)
    sys.stdout.write(f"{outcome.code or 'ok'}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
