"""OpenUSD's Python modules. They are made by C++ and have no types, so this is the one place where they come in, as what they are: Any."""

from __future__ import annotations

from importlib import import_module
from typing import Any

Gf: Any = import_module("pxr.Gf")
Sdf: Any = import_module("pxr.Sdf")
Tf: Any = import_module("pxr.Tf")
Usd: Any = import_module("pxr.Usd")
UsdGeom: Any = import_module("pxr.UsdGeom")
UsdPhysics: Any = import_module("pxr.UsdPhysics")
UsdUtils: Any = import_module("pxr.UsdUtils")
Vt: Any = import_module("pxr.Vt")

Layer = Any
Prim = Any
PrimSpec = Any
AttributeSpec = Any
PrimPath = Any
