"""The rooms that the physics is tested in are where a robot is put too."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "physics"))
