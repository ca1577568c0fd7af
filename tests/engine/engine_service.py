"""A service in a process of its own, to be killed: `<folder> <database url> [--serve <name>]`."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from engine_jobs import ADD, Given

from blueprint.contracts.markers import completion
from blueprint.core.artifact import Artifact, File, Value
from blueprint.core.event import Event, ObjectFinalized
from blueprint.core.outcome import Outcome, succeeded
from blueprint.engine.engine import Engine
from blueprint.engine.run import Run
from blueprint.engine.services import Services
from blueprint.engine.workflow import workflow
from blueprint.runtimes.local import LocalRuntime
from blueprint.store.store import Store


class Doc(Value):
    """seconds: how long the first jobs take."""

    n: int
    seconds: float = 0.02


DOC = Artifact("scenes/{scene_id}/doc.json", Doc)
RESULT = Artifact("scenes/{scene_id}/{part}.json", Doc)
DONE = File("scenes/{scene_id}/.done")
PART_DONE = File("scenes/{scene_id}/.part_done")
BAD = File("scenes/{scene_id}/.failed")
LOCK = File("scenes/{scene_id}/locks/build-{generation}.lock")


@workflow("part", on=(ObjectFinalized(PART_DONE),), exclusive="scene")
def part(run: Run) -> Outcome:
    made = run.job(ADD, Given(n=100, seconds=0.01))
    run.write(RESULT, Doc(n=made.n), part="child")
    return succeeded(n=made.n)


@workflow("build", on=(ObjectFinalized(DOC),), exclusive="scene", completes=DONE, fails=BAD)
def build(run: Run) -> Outcome:
    given = run.read(DOC)
    with run.lease(LOCK, minutes=10):
        handles = [run.start(ADD, Given(n=given.n * 10 + index, seconds=given.seconds), key=f"side-{index}") for index in range(2)]
        total = sum(run.wait(handle).n for handle in handles)
        run.sleep(0.02)
        run.write(RESULT, Doc(n=total), part="total")
        run.complete(PART_DONE, total=total)
        child = run.child("part", run.object_event(PART_DONE))
        last = run.job(ADD, Given(n=total), key="last")
        run.write(RESULT, Doc(n=last.n), part="last")
        run.complete(DONE, child=child.details["n"], last=last.n)
    return succeeded(last=last.n, child=child.details["n"])


def event_of(store: Store, scene: str) -> Event:
    ref = store.exists(DOC, scene)
    assert ref is not None
    return Event(id=f"{ref.name}#{ref.generation}", type="object_finalized", scene_id=scene, object=ref, occurred_at=datetime.now(UTC))


def main() -> None:
    folder, url = Path(sys.argv[1]), sys.argv[2]
    name = sys.argv[4] if len(sys.argv) > 4 else "service"
    store, runtime = Store.at(folder / "bucket"), LocalRuntime(folder / "state" / name, slots=4, preload=("engine_jobs",))
    store.recover_publications()
    engine = Engine(url, Services(store=store, runtime=runtime, workflows=(build, part)))
    engine.launch()
    print("launched", flush=True)  # noqa: T201
    if "--serve" in sys.argv:
        time.sleep(600)
    outcome = engine.wait(engine.start("build", event_of(store, "loft_1")), 60)
    marked = store.read(completion(DONE), "loft_1").value.model_extra or {}
    assert marked["last"] == outcome.details["last"], outcome
    print(outcome.model_dump_json(), flush=True)  # noqa: T201
    engine.stop()
    runtime.close()
