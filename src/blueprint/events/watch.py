"""A local folder's objects as they are written: by us, by our jobs, or dropped in by a person."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from watchfiles import Change, watch

from blueprint.store.names import HIDDEN

_log = logging.getLogger(__name__)

_STEP_MS = 4
_DEBOUNCE_MS = 20
_IDLE_MS = 100
_SEARCH_AGAIN_S = (0.05, 0.5, 2.0)
"""A new folder is searched again after these times: a file made before the system watched it raises no event."""


class FolderWatch:
    """Calls `changed(name)` for every wanted object that may have been written. Calls may repeat and may come too early."""

    def __init__(self, root: Path, folders: Iterable[str], wanted: Callable[[str], bool], changed: Callable[[str], object]) -> None:
        """folders: prefixes to watch, "" for everything. wanted: which names matter."""
        self._root, self._wanted, self._changed = root, wanted, changed
        tops = {folder.split("/")[0] for folder in folders}
        self._tops = [root] if "" in tops else sorted(root / top for top in tops)
        self._again: list[tuple[float, Path]] = []
        self._stop = threading.Event()
        self._polling = False
        self.watching = threading.Event()

    def run(self) -> None:
        """Watch until `stop`. Where the system has no more watches to give, it is polled."""
        while self._tops and not self._stop.is_set():
            for top in self._tops:
                top.mkdir(parents=True, exist_ok=True)
            try:
                self._follow()
            except OSError as error:
                _log.warning("cannot watch %s (%s): polling it", self._root, error)
                self._polling = True
                self._stop.wait(1)

    def stop(self) -> None:
        self._stop.set()

    def _follow(self) -> None:
        """Report changes until a watched folder is replaced."""
        identities = [top.stat().st_ino for top in self._tops]
        batches = watch(
            *self._tops,
            watch_filter=_written,
            step=_STEP_MS,
            debounce=_DEBOUNCE_MS,
            rust_timeout=_IDLE_MS,
            yield_on_timeout=True,
            stop_event=self._stop,
            raise_interrupt=False,
            force_polling=self._polling or None,
        )
        for top in self._tops:
            self._again += [(time.monotonic() + later, top) for later in _SEARCH_AGAIN_S]
        for batch in batches:
            self.watching.set()
            for _, path in batch:
                self._seen(Path(path))
            self._search_again()
            if [_identity(top) for top in self._tops] != identities:
                return

    def _seen(self, path: Path) -> None:
        if path.is_dir() and not path.is_symlink():
            self._search(path)
            self._again += [(time.monotonic() + later, path) for later in _SEARCH_AGAIN_S]
        else:
            self._report(path)

    def _search_again(self) -> None:
        now = time.monotonic()
        due = [path for at, path in self._again if at <= now]
        self._again = [(at, path) for at, path in self._again if at > now]
        for path in dict.fromkeys(due):
            self._search(path)

    def _search(self, folder: Path) -> None:
        for at, _, files in os.walk(folder):
            for file in files:
                self._report(Path(at) / file)

    def _report(self, path: Path) -> None:
        name = path.relative_to(self._root).as_posix()
        if self._wanted(name):
            self._changed(name)


def _written(change: Change, path: str) -> bool:
    return change != Change.deleted and f"/{HIDDEN}/" not in path


def _identity(path: Path) -> int:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return 0
