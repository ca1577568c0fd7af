"""A new asset's whole folder: its layers, its picture and its model for the web."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import date
from pathlib import Path

from blueprint.contracts.scene import AssetSpec
from blueprint.domain.assets.catalogue import build, folder_name
from blueprint.domain.usd.asset import write_whole
from blueprint.domain.usd.glb import asset_glb
from blueprint.domain.usd.layout import thumbnail_file

REFERENCE, MODEL = "reference.png", "model.glb"


def write_asset_folder(spec: AssetSpec, home: Path, made_on: date) -> Path:
    """`<home>/<folder_name>/`; equal specs give equal bytes. It appears whole: two processes may write the same one."""
    name, asset = folder_name(spec), build(spec)
    with tempfile.TemporaryDirectory(dir=home, prefix=".part-") as unfinished:
        folder = Path(unfinished) / name
        write_whole(asset, folder, name, made_on)
        (folder / REFERENCE).write_bytes(thumbnail_file(folder, name).read_bytes())
        (folder / MODEL).write_bytes(asset_glb(asset, name))
        try:
            os.replace(folder, home / name)
        except OSError:
            if not (home / name).is_dir():
                raise
            shutil.rmtree(folder)
    return home / name
