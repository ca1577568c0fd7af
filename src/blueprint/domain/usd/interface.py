"""The layers of an asset that hold nothing but words: what it is, who made it, and which other layers it is made of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from blueprint.domain.assets.asset import Asset
from blueprint.domain.assets.catalogue import info_of
from blueprint.domain.physics.mass import mass_properties
from blueprint.domain.usd import layout
from blueprint.domain.usd.runtime import rolling_contacts
from blueprint.domain.usd.text import HEADER, dictionary, quote, strings

LICENCE = "CC0-1.0"
SIMULATED_BY = "Newton"
"""The variant that a scene of ours runs with: MuJoCo 4 and Newton both read it."""


def base_layer(name: str, layers: Sequence[str]) -> str:
    """layers: keys of layout.LAYERS, strongest first."""
    sublayers = ", ".join(f"@./{name}_{layout.LAYERS[layer]}@" for layer in layers)
    return f'#usda 1.0\n(\n    defaultPrim = "{name}"\n    {HEADER}\n    subLayers = [{sublayers}]\n)\n'


def door_layer(asset: Asset, name: str, simulated: bool) -> str:
    head = f'#usda 1.0\n(\n    defaultPrim = "{name}"\n    {HEADER}\n    subLayers = [@./{layout.USD_FOLDER}/{name}.usda@]\n)\n'
    if not simulated:
        return head
    return f'{head}\nover "{name}" (\n    variants = {{\n        string {SIMULATED_BY} = "Enabled"\n    }}\n)\n{{\n{rolling_contacts(asset)}}}\n'


def interface_layer(asset: Asset, name: str, runtimes: Sequence[str], generated_on: date, display_name: str, author: str) -> str:
    """Labels, metadata, and the variants `runtimes`, all off: the asset by itself is plain OpenUSD."""
    info = info_of(asset.category)
    spec = json.dumps(asset.spec.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    basics = {
        "asset_name": display_name, "asset_type": "prop", "source_file": f"parametric recipe of {asset.category}",
        "usd_date_generated": generated_on.isoformat(),
    }  # fmt: skip
    documented = {v: {"activateOption": "Enabled", "prim": f"/{name}", "variantSetName": v} for v in runtimes}
    metadata = {
        **basics, "asset_extents": asset.size, "asset_license": LICENCE, "author": author, "category": asset.category,
        "mass": sum(mass_properties(link).mass_kg for link in asset.links), "qcode": info.qcode, "rigid_body_count": len(asset.links),
        **({"Variants": {"Physics": documented}} if runtimes else {}),
    }  # fmt: skip
    # SR.001 reads the basics beside SimReady_Metadata, SR.003 inside it
    data = {"SimReady_Metadata": metadata, **basics, "blueprint": {"asset_spec": spec, "category": asset.category, "role": str(asset.role)}}
    return f"""#usda 1.0
(
    customLayerData = {dictionary(data, 2)}
    defaultPrim = "{name}"
    {HEADER}
)

def Xform "{name}" (
    assetInfo = {{
        asset identifier = @./{name}.usda@
        string name = "{name}"
    }}
    customData = {{
        dictionary blueprint = {{
            string category = {quote(asset.category)}
            string sim_role = "{asset.role}"
        }}
    }}
    displayName = {quote(display_name)}
    kind = "component"
    prepend apiSchemas = ["SemanticsLabelsAPI:class", "SemanticsLabelsAPI:wikidata_qcode"]
    prepend references = @./layers/{name}_base.usda@{_variant_selection(runtimes)}
)
{{
    token[] semantics:labels:class = {strings([asset.category.replace("_", " ").lower()])}
    token[] semantics:labels:wikidata_qcode = {strings([info.qcode])}
{"".join(_variant_set(variant) for variant in runtimes)}}}
"""


def _variant_selection(runtimes: Sequence[str]) -> str:
    if not runtimes:
        return ""
    chosen = "".join(f'\n        string {variant} = "Disabled"' for variant in runtimes)
    return f"\n    variants = {{{chosen}\n    }}\n    prepend variantSets = {strings(runtimes)}"


def _variant_set(variant: str) -> str:
    payload = f"@./runnables/physics/{variant.lower()}.usda@"
    return (
        f'    variantSet "{variant}" = {{\n        "Disabled" {{\n        }}\n        "Enabled" (\n            prepend payload = {payload}\n'
        "        ) {\n        }\n    }\n"
    )
