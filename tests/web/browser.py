"""Headless Chromium as a person's browser: a page's DOM after its scripts ran, and its picture."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
]  # fmt: skip


def dom(url: str, budget_ms: int = 4_000) -> str:
    """The page's elements after its scripts had `budget_ms` of virtual time."""
    return _chromium(url, budget_ms, "--dump-dom").stdout


def screenshot(url: str, path: Path, budget_ms: int = 4_000, width: int = 1280, height: int = 1600) -> Path:
    _chromium(url, budget_ms, f"--screenshot={path}", f"--window-size={width},{height}")
    assert path.stat().st_size > 5_000
    return path


def _chromium(url: str, budget_ms: int, *more: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.fail("no chromium found: scripts/setup dev installs it")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, *FLAGS, f"--user-data-dir={profile}", f"--virtual-time-budget={budget_ms}", *more, url]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
