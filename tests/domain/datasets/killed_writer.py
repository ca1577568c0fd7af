"""Run as a program: forks a process per line of stdin (`VERB ROOT VIDEOS COUNT ACKNOWLEDGED`), prints its pid, then how it ended.

`write`: goes on with a dataset up to COUNT episodes and finishes it; each index that `add` returned is appended to ACKNOWLEDGED. `repair`: repairs it.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from small_datasets import episode, writer

from blueprint.domain.datasets.repair import repair


def write(root: Path, videos: Path, count: int, acknowledged: Path) -> None:
    said = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with writer(root) as out:
        while out.episodes < count:
            os.write(said, f"{out.add(episode(out.episodes, videos))}\n".encode())
        out.finalize()


def main() -> None:
    for line in sys.stdin:
        verb, root, videos, count, acknowledged = line.split()
        child = os.fork()
        if child == 0:
            try:
                write(Path(root), Path(videos), int(count), Path(acknowledged)) if verb == "write" else repair(Path(root))
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _say(child)
        _say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
