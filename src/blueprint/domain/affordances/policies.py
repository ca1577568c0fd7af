"""Which policies suit a room, and what each randomises and rewards. Facts of jobs.md §7.5 and orchestration-b.md §2 (environment policies 1.0.0)."""

from __future__ import annotations

from dataclasses import dataclass

ENVIRONMENTS: dict[str, tuple[str, ...]] = {
    "kitchen": ("dish_loading", "table_clearing", "dexterous_pick_place", "articulated_access", "drawer_manipulation"),
    "warehouse": ("mixed_sku_logistics", "dexterous_pick_place", "general_manipulation", "pallet_handling"),
    "living_room": ("dexterous_pick_place", "drawer_manipulation", "door_manipulation", "general_manipulation"),
    "bedroom": ("drawer_manipulation", "door_manipulation", "dexterous_pick_place", "laundry_sorting"),
    "bathroom": ("dexterous_pick_place", "door_manipulation", "drawer_manipulation", "knob_manipulation"),
    "office": ("drawer_manipulation", "door_manipulation", "dexterous_pick_place", "panel_interaction"),
    "laundry": ("laundry_sorting", "door_manipulation", "knob_manipulation", "dexterous_pick_place"),
    "lab": ("precision_insertion", "dexterous_pick_place", "articulated_access", "drawer_manipulation"),
}

ENVIRONMENT_OF_ROOM: dict[str, str] = {
    "kitchen": "kitchen", "dining_room": "kitchen", "cafe_corner": "kitchen", "living_room": "living_room", "hallway": "living_room",
    "bedroom": "bedroom", "childs_room": "bedroom", "bathroom": "bathroom", "office": "office", "meeting_room": "office",
    "classroom": "office", "laboratory": "lab", "workshop": "warehouse", "garage": "warehouse", "warehouse_aisle": "warehouse",
    "laundry_room": "laundry",
}  # fmt: skip


@dataclass(frozen=True)
class Policy:
    """needs: `objects` it moves things between regions, `prismatic`/`revolute`/`articulation` it works a joint of that kind."""

    name: str
    target: str
    description: str
    needs: str
    rewards: tuple[str, ...]
    randomizers: tuple[str, ...]


def _policy(id: str, target: str, needs: str, description: str, rewards: str, randomizers: str) -> tuple[str, Policy]:
    return id, Policy(id.replace("_", " ").capitalize(), target, description, needs, tuple(rewards.split()), tuple(randomizers.split()))


POLICIES: dict[str, Policy] = dict(
    (
        _policy("dexterous_pick_place", "manipulation", "objects", "Pick a named thing and put it where asked.",
                "grasp_success placement_accuracy collision_penalty efficiency_bonus", "object_scatter object_placement lighting_variation material_variation"),
        _policy("general_manipulation", "manipulation", "objects", "Move things between surfaces.",
                "task_completion efficiency collision_penalty", "object_scatter object_placement lighting_variation"),
        _policy("articulated_access", "articulation", "articulation", "Open what is closed and reach inside.",
                "joint_progress handle_grasp smooth_motion collision_penalty", "articulation_state object_placement lighting_variation"),
        _policy("drawer_manipulation", "articulation", "prismatic", "Open and close drawers.",
                "joint_progress handle_grasp smooth_motion", "drawer_state drawer_contents lighting_variation"),
        _policy("door_manipulation", "articulation", "revolute", "Open and close doors.",
                "joint_progress handle_grasp smooth_motion collision_penalty", "door_state articulation_state lighting_variation"),
        _policy("knob_manipulation", "articulation", "revolute", "Turn knobs and levers.",
                "rotation_accuracy grasp_stability smooth_motion", "knob_state lighting_variation"),
        _policy("panel_interaction", "articulation", "articulation", "Work the parts of a panel in order.",
                "target_activation precision sequence_completion", "switch_states lighting_variation"),
        _policy("dish_loading", "manipulation", "objects", "Carry dishes to where they are washed.",
                "dish_placed rack_utilization collision_penalty breakage_penalty", "dishwasher_state dirty_state object_scatter lighting_variation"),
        _policy("table_clearing", "manipulation", "objects", "Clear a table, thing by thing.",
                "items_cleared sorting_accuracy collision_penalty", "table_setup meal_state clutter lighting_variation"),
        _policy("laundry_sorting", "manipulation", "objects", "Sort textiles into their places.",
                "sorting_accuracy fold_quality efficiency_bonus", "cloth_scatter object_placement lighting_variation"),
        _policy("mixed_sku_logistics", "manipulation", "objects", "Move mixed goods between shelves and totes.",
                "placement_accuracy stacking_stability throughput collision_penalty", "shelf_population product_facing load_variation"),
        _policy("pallet_handling", "manipulation", "objects", "Load and unload pallets.",
                "transport_success load_stability navigation_efficiency", "pallet_placement load_variation"),
        _policy("precision_insertion", "manipulation", "objects", "Put small ware into its rack.",
                "insertion_success alignment_accuracy force_control", "object_placement lighting_variation"),
    )
)  # fmt: skip

FREQUENCY: dict[str, str] = {"lighting_variation": "per_frame", "material_variation": "per_episode"}
"""Randomisers that do not run once an episode by default."""
