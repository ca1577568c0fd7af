"""A process with the heavy imports done, which forks a job per line it reads. Started by exec, single-threaded, ends with its parent.

Lines in: first `{"log": file, "environment": {…}}`, then the folder of a run each.
Lines out: `{"ready": true}`, `{"started": folder, "pid": n}`, `{"ended": pid, "status": wait status}`.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import traceback
from contextlib import suppress
from pathlib import Path

from blueprint.runtimes.process import into_log, run
from blueprint.runtimes.run_folder import RunFolder


def main() -> None:
    """`python -m blueprint.runtimes.server <file descriptor of the socket> [module …]`."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    gc.disable()  # what is imported stays
    for module in sys.argv[2:]:
        with suppress(ImportError):
            importlib.import_module(module)
    gc.enable()
    gc.collect()
    gc.freeze()
    _serve(channel)


def _serve(channel: socket.socket) -> None:
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    os.set_blocking(wake_read, False)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _say(channel, {"ready": True})
    rest = b""
    while True:
        readable, _, _ = select.select([channel, wake_read], [], [])
        if wake_read in readable:
            with suppress(BlockingIOError):
                os.read(wake_read, 4096)
            _reap(channel)
        if channel in readable:
            piece = channel.recv(65536)
            if not piece:
                return
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                folder = json.loads(line)
                if isinstance(folder, dict):
                    _belong(folder["log"], folder["environment"])
                    continue
                _say(channel, {"started": folder, "pid": _fork(channel, (wake_read, wake_write), folder)})


def _belong(log: str, environment: dict[str, str]) -> None:
    """From now on part of a service: its settings, and its log for what is printed."""
    os.environ.update(environment)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for number in (1, 2):
        os.dup2(out, number)
    os.close(out)


def _fork(channel: socket.socket, pipe: tuple[int, int], folder: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL if number == signal.SIGCHLD else signal.default_int_handler)
        channel.close()
        for end in pipe:
            os.close(end)
        run_folder = RunFolder(Path(folder))
        into_log(run_folder)
        code = run(run_folder)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _reap(channel: socket.socket) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        _say(channel, {"ended": pid, "status": status})


def _say(channel: socket.socket, line: dict) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):
        channel.sendall(json.dumps(line).encode() + b"\n")


if __name__ == "__main__":
    main()
