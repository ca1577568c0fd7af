"""The bundle for Omniverse Replicator: a USD layer of the regions, and a script per policy that carries out its configuration.

The scripts run inside Isaac Sim (a GPU is needed); here they are compiled and their prim paths are checked, and they say so.
"""

from __future__ import annotations

from collections.abc import Iterable

from blueprint.contracts.replicator import AffordanceGraph, PolicyConfig, Region


def region_layer(regions: Iterable[Region]) -> str:
    """A usda layer with an Xform per region; its `Area` is the polygon as a flat mesh (guide), in world coordinates."""
    lines = [
        "#usda 1.0",
        "(",
        '    defaultPrim = "PlacementRegions"',
        "    metersPerUnit = 1",
        '    upAxis = "Z"',
        ")",
        "",
        'def Scope "PlacementRegions"',
        "{",
    ]
    for region in regions:
        lines += _region_prim(region)
    return "\n".join([*lines, "}", ""])


def _region_prim(region: Region) -> list[str]:
    z = region.position[2]
    points = ", ".join(f"({x:.5f}, {y:.5f}, {z:.5f})" for x, y in region.polygon)
    corners = ", ".join(str(index) for index in range(len(region.polygon)))
    tags = ", ".join(f'"{tag}"' for tag in region.semantic_tags)
    return [
        f'    def Xform "{region.id}"',
        "    {",
        f'        custom string blueprint:parent = "{region.parent_prim}"',
        f'        custom string blueprint:surface_kind = "{region.surface_kind}"',
        f"        custom double blueprint:area_m2 = {region.area_m2:.5f}",
        f"        custom double blueprint:free_area_m2 = {region.free_area_m2:.5f}",
        f"        custom double blueprint:clearance_m = {region.clearance_m:.4f}",
        f"        custom string[] blueprint:tags = [{tags}]",
        '        def Mesh "Area"',
        "        {",
        '            uniform token purpose = "guide"',
        '            uniform token subdivisionScheme = "none"',
        f"            int[] faceVertexCounts = [{len(region.polygon)}]",
        f"            int[] faceVertexIndices = [{corners}]",
        f"            point3f[] points = [{points}]",
        f"            float3[] extent = [{_extent(region)}]",
        "        }",
        "    }",
    ]


def _extent(region: Region) -> str:
    xs, ys = zip(*region.polygon, strict=True)
    z = region.position[2]
    return f"({min(xs):.5f}, {min(ys):.5f}, {z:.5f}), ({max(xs):.5f}, {max(ys):.5f}, {z:.5f})"


_SCRIPT = '''"""{name}: {description}

Made by Blueprint for Omniverse Replicator. Run inside Isaac Sim with the scene open: `python {policy_id}.py ../../usd/scene.usda`.
generated_unverified: no Isaac Sim runs where this was made; its prim paths were checked against the scene.
"""

import json
import sys
from pathlib import Path

CONFIG = json.loads((Path(__file__).parent.parent / "configs" / "{policy_id}.json").read_text())
REGIONS = {regions}
TARGETS = {targets}


def main(scene_usd):
    import omni.replicator.core as rep
    from omni.usd import get_context

    get_context().open_stage(scene_usd)
    width, height = CONFIG["capture_config"]["resolution"]
    camera = rep.create.camera(position={camera}, look_at={look_at})
    product = rep.create.render_product(camera, (width, height))
    randomizers = {{entry["name"]: entry for entry in CONFIG["randomizers"] if entry["enabled"]}}
    with rep.trigger.on_frame(num_frames=CONFIG["capture_config"]["frames_per_episode"]):
        if "lighting_variation" in randomizers:
            low, high = randomizers["lighting_variation"]["parameters"]["intensity"]
            with rep.get.prims(path_pattern="/World/Lights/.*"):
                rep.modify.attribute("inputs:intensity", rep.distribution.uniform(low * 1000, high * 1000))
        if "object_placement" in randomizers or "object_scatter" in randomizers:
            for region in REGIONS:
                for path in region["objects"]:
                    with rep.get.prim_at_path(path):
                        rep.modify.pose(position=rep.distribution.uniform(region["low"], region["high"]))
    writer = rep.WriterRegistry.get("BasicWriter")
    writer.initialize(output_dir="_out/{policy_id}", rgb=True, distance_to_camera=True, instance_segmentation=True, bounding_box_3d=True)
    writer.attach([product])
    rep.orchestrator.run_until_complete()


if __name__ == "__main__":
    main(sys.argv[1])
'''


def replicator_script(config: PolicyConfig, graph: AffordanceGraph) -> str:
    """A Python file that compiles; every path in it is a prim of the scene."""
    chosen = [region for region in graph.regions if region.id in config.placement_regions and region.movable_prims]
    rows = [_row(region) for region in chosen]
    xs = [region.position[0] for region in chosen] or [0.0]
    ys = [region.position[1] for region in chosen] or [0.0]
    middle = (round(sum(xs) / len(xs), 3), round(sum(ys) / len(ys), 3), 0.9)
    return _SCRIPT.format(
        name=config.policy_name, description=config.description, policy_id=config.policy_id, regions=_listing(rows), look_at=middle,
        targets=_listing([repr(path) for path in config.articulation_targets]), camera=(middle[0] + 1.6, middle[1] - 1.6, 1.9),
    )  # fmt: skip


def _row(region: Region) -> str:
    low = [round(p - s / 2, 4) for p, s in zip(region.position[:2], region.size[:2], strict=True)] + [round(region.position[2], 4)]
    high = [round(p + s / 2, 4) for p, s in zip(region.position[:2], region.size[:2], strict=True)] + [round(region.position[2], 4)]
    return repr({"id": region.id, "objects": region.movable_prims, "low": tuple(low), "high": tuple(high)})


def _listing(rows: list[str]) -> str:
    return "[\n" + "".join(f"    {row},\n" for row in rows) + "]" if rows else "[]"
