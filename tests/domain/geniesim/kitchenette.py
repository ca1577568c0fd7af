"""A small real scene to export: a table with a mug, a bowl with an apple in it and a tray, and a dresser; with tasks for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from blueprint.contracts.assets import AssetMetadata
from blueprint.contracts.geniesim_export import ExportConfig
from blueprint.contracts.geniesim_provenance import VariationObject
from blueprint.contracts.scene import AssetSpec, PlacedObject, Placement, Room, Scene
from blueprint.contracts.tasks import Base, DroppedTask, Feasibility, Step, Task, TaskSet
from blueprint.domain.assets.catalogue import build, folder_name
from blueprint.domain.geniesim.package import Order
from blueprint.domain.geniesim.provenance import provenance
from blueprint.domain.geniesim.source import Source
from blueprint.domain.physics.mass import mass_properties
from blueprint.domain.robots.catalogue import find
from blueprint.domain.usd.asset import write_articulation, write_geometry, write_interface, write_physics
from blueprint.domain.usd.stage import read_asset_names, write_stage

SCENE_ID = "kitchenette"
TABLE, MUG, BOWL, APPLE, TRAY, DRESSER = (AssetSpec(category=name) for name in ("table", "mug", "bowl", "apple", "tray", "dresser"))
TOP_M = build(TABLE).size[2]
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def _placed(object_id: str, spec: AssetSpec, at: tuple[float, float, float], support: str = "floor", surface: str = "", requested: bool = False) -> PlacedObject:
    asset = build(spec)
    placement = Placement.FLOOR if support == "floor" else Placement.SURFACE
    return PlacedObject(
        id=object_id, name=object_id.replace("_", " "), category=spec.category, spec=spec, role=asset.role, placement=placement, position_m=at,
        support=support, support_surface=surface, requested=requested, color="white", material="ceramic",
    )  # fmt: skip


def kitchenette() -> Scene:
    inside = build(BOWL).surfaces[0].z
    return Scene(
        scene_id=SCENE_ID, prompt="a mug, a tray and an apple in a bowl on a table", seed=7, room=Room(room_type="kitchen", width_m=4.0, depth_m=4.0, height_m=2.6),
        objects=(
            _placed("table", TABLE, (0.0, 0.0, 0.0)),
            _placed("mug", MUG, (-0.5, -0.2, TOP_M), "table", "top", requested=True),
            _placed("bowl", BOWL, (0.0, -0.1, TOP_M), "table", "top"),
            _placed("apple", APPLE, (0.0, -0.1, TOP_M + inside), "bowl", "inside"),
            _placed("tray", TRAY, (0.5, -0.1, TOP_M), "table", "top"),
            _placed("dresser", DRESSER, (0.0, 1.7, 0.0)),
        ),
    )  # fmt: skip


def write_kitchenette(root: Path, scene: Scene | None = None) -> Path:
    """`assets/` and `usd/scene.usda` below root; returns the stage."""
    scene = scene or kitchenette()
    names = {placed.id: folder_name(placed.spec) for placed in scene.objects}
    for spec in {placed.spec for placed in scene.objects}:
        asset, name = build(spec), folder_name(spec)
        folder = root / "assets" / name
        write_geometry(asset, folder, name)
        write_physics(asset, {link.name: mass_properties(link) for link in asset.links}, folder, name)
        write_articulation(asset, folder, name)
        write_interface(asset, folder, name, generated_on=NOW.date())
    return write_stage(scene, names, root / "usd")


def metadata(scene: Scene, licenses: Mapping[str, str] | None = None) -> dict[str, AssetMetadata | None]:
    """licenses: by category; CC0 for the others."""
    found: dict[str, AssetMetadata | None] = {}
    for placed in scene.objects:
        asset, name = build(placed.spec), folder_name(placed.spec)
        found[name] = AssetMetadata(
            asset=name, category=placed.category, spec=placed.spec, source="parametric_library", size_m=asset.size, watertight=True, triangles=1,
            license=(licenses or {}).get(placed.category, "CC0-1.0"), objects=(placed.id,),
        )  # fmt: skip
    return found


FEASIBLE = Feasibility(reachable_ratio=1.0, ik_error_m=0.001, grasp_found=True)
SOUTH = Base(position_m=(0.0, -0.7, 0.4), yaw_rad=1.5707963)
NORTH = Base(position_m=(0.0, 1.0, 0.3), yaw_rad=1.5707963)


def tasks(digest: str, robot: str = "franka", seed: int = 3) -> TaskSet:
    def task(kind: str, base: Base, steps: tuple[Step, ...], difficulty: str = "easy", tail: str = "") -> Task:
        return Task.model_validate({
            "task_id": f"{SCENE_ID}::{kind}::{steps[0].object}{tail}", "kind": kind, "instruction": f"{kind} the {steps[0].object}", "robot": robot,
            "base": base, "steps": steps, "difficulty": difficulty, "feasibility": FEASIBLE,
        })  # fmt: skip

    on_tray = Step(kind="pick_place", object="mug", relation="on", reference="tray", goal_m=(0.5, -0.1, TOP_M + 0.01), tolerance_m=0.05)
    in_bowl = Step(kind="pick_place", object="mug", relation="in", reference="bowl", goal_m=(0.0, -0.1, TOP_M + 0.02), tolerance_m=0.03)
    beside = Step(kind="pick_place", object="bowl", relation="next_to", reference="tray", goal_m=(0.2, -0.1, TOP_M), tolerance_m=0.05)
    drawer = Step(kind="open", object="dresser", joint="/World/Objects/dresser/joints/bay_1_drawer_2_slide", share=0.8)
    return TaskSet(
        scene_id=SCENE_ID, scene_digest=digest, robot=robot, seed=seed,
        tasks=(
            task("pick_place", SOUTH, (on_tray,), tail="::tray"),
            task("pick_place", SOUTH, (beside,), "medium", tail="::tray"),
            task("open", NORTH, (drawer,)),
            task("close", NORTH, (drawer.model_copy(update={"kind": "close", "share": 0.1}),), "medium"),
            task("push", SOUTH, (Step(kind="push", object="tray", goal_m=(0.55, -0.1, TOP_M), tolerance_m=0.04),), "hard"),
            task("sequence", SOUTH, (in_bowl, on_tray), "hard"),
        ),
        dropped=(DroppedTask(task_id=f"{SCENE_ID}::press::dresser", reason="the dresser has nothing to press"),),
    )  # fmt: skip


def order(source: Source, root: Path, task_set: TaskSet, **changed: object) -> Order:
    robot = find(task_set.robot)
    config = ExportConfig(
        robot_type=robot.name, robot_types=(robot.name,), generate_embeddings=True, embedding_model="hashed-ngrams-v1", require_embeddings=False,
        filter_commercial_only=True, max_tasks=50, lerobot_export_format="lerobot_v3", copy_usd=not source.prefix, require_quality_gates=True, dry_run=False,
    )  # fmt: skip
    name = folder_name(MUG)
    cup = VariationObject(
        id="mug_v1", category="mug", short_description="a mug", usd_path=f"assets/{name}/{name}.usda", license="CC0-1.0", commercial_ok=True
    )
    listed = provenance(source.scene, read_asset_names(source.world.path), source.metadata, root / "assets", {}, source.prefix)
    given: dict[str, object] = {
        "config": config, "robots": (robot,), "known": (robot,), "task_sets": {robot.name: task_set}, "provenance": listed, "variations": (cup,),
        "variation_source": "parametric_library", "randomizers": ("lighting_variation",), "certificate_digest": source.world.digest, "now": NOW,
    }  # fmt: skip
    return Order(**(given | changed))  # type: ignore[arg-type]
