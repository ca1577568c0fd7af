"""OpenUSD's Python modules. They are made by C++ and have no types, so this is the one place where they come in, as what they are: Any."""

from __future__ import annotations

from importlib import import_module
from typing import Any

Gf: Any = import_module("pxr.Gf")
Sdf: Any = import_module("pxr.Sdf")
Tf: Any = import_module("pxr.Tf")
UsdUtils: Any = import_module("pxr.UsdUtils")
Vt: Any = import_module("pxr.Vt")

Layer = Any
PrimSpec = Any
AttributeSpec = Any
PrimPath = Any
