"""DBOS's own words as structured log records."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any


class _Routed(logging.Handler):
    def __init__(self, emit_log: Callable[[dict[str, Any]], None]) -> None:
        super().__init__()
        self._emit_log = emit_log

    def emit(self, record: logging.LogRecord) -> None:
        self._emit_log({"severity": record.levelname, "logger": record.name, "message": record.getMessage()})


def route(emit_log: Callable[[dict[str, Any]], None]) -> None:
    """Send what DBOS logs to `emit_log` instead of the console."""
    logger = logging.getLogger("dbos")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    logger.addHandler(_Routed(emit_log))
    logger.propagate = False
