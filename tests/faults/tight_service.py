"""`blueprint serve` whose first job is held to the limits in the file `limits.json` of its folder, for as long as that file is there."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from blueprint.cli.main import main
from blueprint.core.job import Resources
from blueprint.jobs import text_scene_gen

USUAL = text_scene_gen.JOB.resources


def hold() -> None:
    while True:
        try:
            limits = json.loads(Path("limits.json").read_text())
        except (FileNotFoundError, ValueError):
            limits = {}
        object.__setattr__(text_scene_gen.JOB, "resources", Resources(**(USUAL.model_dump() | limits)))
        time.sleep(0.02)


if __name__ == "__main__":
    threading.Thread(target=hold, daemon=True).start()
    sys.exit(main(sys.argv[1:]))
