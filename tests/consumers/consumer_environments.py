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
    "lerobot": ("lerobot==0.4.4",),
    "lerobot_v21": ("lerobot==0.3.3",),
}
_LEROBOT = (
    "torch==2.13.0",
    "torchvision==0.25.0",
    *(f"{name}; sys_platform == 'never'" for name in ("torchcodec", "opencv-python-headless", "rerun-sdk", "wandb", "cmake", "pynput", "evdev")),
)
OVERRIDES = {"lerobot": _LEROBOT, "lerobot_v21": _LEROBOT}
"""What uv installs instead of what a package asks for. lerobot: the last for Python 3.11, and the last that reads v2.1; they ask for torch below
2.11, and for much that only robots and simulators need. torchvision 0.25 is the last with the reader behind the `pyav` backend."""


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
            _install(home, packages, OVERRIDES.get(name, ()))


def _install(home: Path, packages: tuple[str, ...], overrides: tuple[str, ...]) -> None:
    python = home / "bin" / "python"
    if not overrides:
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
        return
    subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
    (home / "overrides.txt").write_text("\n".join(overrides))
    arguments = ["--quiet", "--python", python, "--override", home / "overrides.txt", *packages]
    subprocess.run([home / "bin" / "uv", "pip", "install", *arguments], check=True)


if __name__ == "__main__":
    sys.exit(make_all())
