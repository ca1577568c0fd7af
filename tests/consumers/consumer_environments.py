"""Environments of the programs that read our files. Each needs its own: their OpenUSD builds exclude one another.

`python tests/consumers/consumer_environments.py` makes them below `.venv-consumers` (or `BLUEPRINT_CONSUMERS`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

REQUIREMENTS = {
    "simready": ("simready-validate==2026.8.0", "simready-foundation-tier-core==2026.8.0", "usd-core==26.8"),
    "newton": ("newton[importers]>=1.8",),
}


def folder() -> Path:
    return Path(os.environ.get("BLUEPRINT_CONSUMERS", Path(__file__).parents[2] / ".venv-consumers"))


def python_of(name: str) -> Path:
    """The environment's interpreter; skips the test, and says how to make it, when there is none."""
    found = folder() / name / "bin" / "python"
    if not found.exists():
        pytest.skip(f"not run: no environment {found.parent.parent}; make it with `python {Path(__file__).relative_to(Path(__file__).parents[2])}`")
    return found


def make_all() -> None:
    for name, packages in REQUIREMENTS.items():
        home = folder() / name
        if not (home / "bin" / "python").exists():
            venv.create(home, with_pip=True)
            subprocess.run([home / "bin" / "python", "-m", "pip", "install", "--quiet", *packages], check=True)


if __name__ == "__main__":
    sys.exit(make_all())
