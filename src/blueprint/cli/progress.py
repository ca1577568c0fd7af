"""The live tree of a run in the terminal: stages done, the one that goes on, what it is doing, elapsed."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from blueprint.app import App
from blueprint.web.stages import Stage, stages_of

_MARKS = {"SUCCESS": "[green]✓[/]", "FAILED": "[red]✗[/]", "RUNNING": "[cyan]▸[/]", "SKIPPED": "[yellow]–[/]"}


class Progress:
    """On a terminal a live table; else a line per finished stage; nothing when hidden."""

    def __init__(self, app: App, run_id: str, hidden: bool) -> None:
        self._app, self._run_id, self._hidden = app, run_id, hidden
        self._console = Console(stderr=True, highlight=False)
        self._on_terminal = self._console.is_terminal
        self._live = Live(console=self._console, refresh_per_second=8, transient=True)
        self._told: set[tuple[str, str]] = set()
        self._started = time.monotonic()

    def __enter__(self) -> Progress:
        if self._on_terminal and not self._hidden:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._on_terminal and not self._hidden:
            self._live.stop()

    def refresh(self) -> None:
        if self._hidden:
            return
        detail = self._app.engine.show(self._run_id)
        if detail is not None and self._on_terminal:
            self._live.update(self._table(stages_of(detail)))
        elif detail is not None:
            self._tell(stages_of(detail))

    def _tell(self, stages: list[Stage]) -> None:
        """A line for each stage that began or ended since the last look."""
        for stage in stages:
            if (stage.request_id, stage.status) not in self._told:
                self._told.add((stage.request_id, stage.status))
                how = "…" if stage.status == "RUNNING" else f"{stage.status.lower()} after {stage.seconds:.1f} s"
                self._console.print(f"{stage.name}: {how}", markup=False)

    def _table(self, stages: list[Stage]) -> Table:
        table = Table.grid(padding=(0, 2))
        for stage in stages:
            table.add_row(_MARKS[stage.status], stage.name, f"{stage.seconds:6.1f} s", self._doing(stage))
        table.add_row("", "[dim]elapsed[/]", f"{time.monotonic() - self._started:6.1f} s", "")
        return table

    def _doing(self, stage: Stage) -> str:
        if stage.status != "RUNNING":
            return f"[red]{escape(stage.error)}[/]" if stage.error else ""
        progress = self._app.runtime.progress(stage.request_id)
        if progress is None:
            return ""
        share = f"{progress.done:g}/{progress.total:g} " if progress.total else ""
        return f"[dim]{share}{escape(progress.message)}[/]"
