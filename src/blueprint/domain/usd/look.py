"""A material as one prim of text: what it looks like and how it feels, because MuJoCo reads friction through the binding that colours."""

from __future__ import annotations

from blueprint.domain.assets.asset import Material
from blueprint.domain.usd.physics import contact_material, physics_attributes
from blueprint.domain.usd.runtime import NEWTON_MATERIAL
from blueprint.domain.usd.text import number, quote, strings, vector

SCHEMAS = ("PhysicsMaterialAPI", *NEWTON_MATERIAL.schemas, "SemanticsLabelsAPI:material")


def material_prim(material: Material, path: str) -> str:
    """At an absolute prim path: a Material with UsdPreviewSurface, friction and a label of its substance; beside it the one for contacts."""
    name = path.rsplit("/", 1)[-1]
    newton = "".join(f"    {line}\n" for line in NEWTON_MATERIAL.lines)
    return (
        f'def Material "{name}" (\n    prepend apiSchemas = {strings(SCHEMAS)}\n)\n{{\n'
        f"{newton}{physics_attributes(material)}"
        f"    token[] semantics:labels:material = [{quote(material.substance)}]\n"
        f'    token outputs:surface.connect = <{path}/surface.outputs:surface>\n\n    def Shader "surface"\n    {{\n'
        '        uniform token info:id = "UsdPreviewSurface"\n'
        f"        color3f inputs:diffuseColor = {vector(material.color)}\n        float inputs:metallic = {number(material.metallic)}\n"
        f"        float inputs:opacity = {number(material.opacity)}\n        float inputs:roughness = {number(material.roughness)}\n"
        "        token outputs:surface\n    }\n}\n\n"
        f"{contact_material(material, name)}"
    )
