"""Importing this has all code of all jobs in memory: the warm server does, so that no job waits for it. In the order of a scene's stages."""

import importlib

from blueprint.domain.assets.catalogue import all_categories
from blueprint.jobs.catalogue import ALL

for _job in ALL:
    importlib.import_module(_job.main.partition(":")[0])
all_categories()
