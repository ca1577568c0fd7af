"""Events that nobody delivered: compare the objects there are with the runs there are."""

from __future__ import annotations

import logging
from collections.abc import Callable

from blueprint.core.errors import BlueprintError
from blueprint.events.router import Router
from blueprint.store.store import Store

_log = logging.getLogger(__name__)


def reconcile(store: Store, router: Router, ready: Callable[[str], bool] | None = None) -> list[tuple[str, str]]:
    """Tell the router of every object below the trigger prefixes; the (workflow, object) pairs that it started.

    At start-up this finds what happened while nobody watched, later what a watch missed. ready: whether an object is
    finished (a file may be half-written). An object that cannot be delivered is logged and does not stop the others.
    """
    started: list[tuple[str, str]] = []
    for prefix in router.prefixes():
        for info in store.list(prefix):
            if not router.triggered_by(info.name):
                continue
            try:
                if ready is None or ready(info.name):
                    started += [(workflow, info.name) for workflow in router.found(info)]
            except BlueprintError as error:
                _log.warning("%s: %s; the next sweep tries again", info.name, error)
    return started
