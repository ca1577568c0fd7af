"""The engine's watch: is alive, takes over what dead workers left, notices what others cancelled. It looks at facts, again and again, so that
nothing depends on one moment (a recovery that is interrupted is simply done a second later)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from blueprint.engine import database
from blueprint.engine.liveness import BEAT_S, Liveness

_LOOKS = 4
"""A run is taken from the queue a moment before its thread begins, and its thread ends a moment after it is recorded: one look says nothing."""


class Sweeper:
    def __init__(
        self,
        liveness: Liveness,
        executor_id: str,
        version: str,
        active: Callable[[], set[str] | None],
        ring: Callable[[], None],
        notice_cancelled: Callable[[], None],
        bury: Callable[[str], None],
        emit_log: Callable[[dict[str, Any]], None],
    ) -> None:
        self._liveness, self._executor_id, self._version, self._active = liveness, executor_id, version, active
        self._ring, self._notice_cancelled, self._bury, self._emit_log = ring, notice_cancelled, bury, emit_log
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="engine watch", daemon=True)
        self._buried: set[str] = set()
        self._threadless: dict[str, int] = {}

    def enter(self) -> None:
        """Be alive, and take over what is there to take over."""
        self._liveness.enter()
        self._bury_exhausted()
        self._sweep()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        self._liveness.leave()

    def _watch(self) -> None:
        while not self._stop.wait(BEAT_S):
            try:
                self._liveness.beat()
                self._bury_exhausted()
                self._sweep()
                self._take_up()
                self._notice_cancelled()
            except SQLAlchemyError as error:
                self._emit_log({"severity": "WARNING", "message": f"the engine's database does not answer: {error}"})

    def _sweep(self) -> None:
        holders = database.holders()  # before asking who lives: who holds a run has entered before
        living = self._liveness.living()
        if living is None:
            return
        dead = holders - set(living)
        given_back = database.give_back(dead, self._version)
        adopted = database.adopt(dead, set(living.values()), self._version)
        if given_back or adopted:
            facts = {"workers": sorted(dead), "recovered": given_back, "begun_anew": adopted}
            self._emit_log({"severity": "WARNING", "message": "took over runs", **facts})
            self._ring()

    def _bury_exhausted(self) -> None:
        for run_id in database.exhausted():
            if run_id not in self._buried:
                self._buried.add(run_id)
                self._bury(run_id)

    def _take_up(self) -> None:
        """Runs of this process whose thread a database error ended (a full disk): nobody else would go on with them."""
        active = self._active()
        if active is None:
            return
        idle = database.held_by(self._executor_id) - active
        self._threadless = {run_id: self._threadless.get(run_id, 0) + 1 for run_id in idle}
        lost = [run_id for run_id, looks in self._threadless.items() if looks >= _LOOKS]
        if lost:
            taken = database.give_back_runs(lost, self._executor_id)
            self._emit_log({"severity": "WARNING", "message": "took up runs whose thread had ended", "recovered": taken})
            self._ring()
