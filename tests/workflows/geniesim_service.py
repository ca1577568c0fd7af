"""A second service on one bucket: an engine with a database of its own that exports the scene. `python -m … <bucket> <folder>`."""

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
from tests.workflows.geniesim_scripts import EXPORT, SCENE, exporting, importing, submitting
from tests.workflows.scripted import ScriptedRuntime


def main(bucket: str, folder: Path) -> None:
    store = Store.at(bucket)
    runtime = ScriptedRuntime(store)
    engine = Engine(f"sqlite:///{folder}.sqlite", Services(store=store, runtime=runtime, workflows=registry.ALL))
    bench = Bench(store, runtime, engine)
    submit = submitting(bench)

    def slow(request):
        with open(f"{folder}.submits", "a") as log:
            log.write("one submission\n")
        time.sleep(1)
        return submit(request)

    runtime.answers = {"genie-sim-export-job": exporting(bench), "genie-sim-submit-job": slow, "genie-sim-import-job": importing(bench)}
    with engine:
        outcome = engine.wait(engine.start(EXPORT, bench.event(stages.VARIATION_COMPLETE, SCENE)), 60)
    sys.stdout.write(f"{outcome.code or 'ok'}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
