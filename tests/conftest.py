"""For every test: examples are the same in each run, so that what passed passes, and no timing decides; BLUEPRINT_EXPLORE=1 looks for new ones."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("default" if os.environ.get("BLUEPRINT_EXPLORE") else "steady")
