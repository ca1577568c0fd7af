"""What a thing affords, decided by its measured geometry alone (jobs.md §4.17): each affordance carries the figures that make it true."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from blueprint.contracts.arena import AffordanceName, AffordanceParams, JointFact
from blueprint.contracts.scene import Role, Scene
from blueprint.domain.arena.measure import Measured, measure
from blueprint.domain.physics.world import World

PANEL_M = 0.12
"""A hinged part whose second extent is at least this is a leaf or a lid (Openable); a smaller one is a knob or a lever (Turnable)."""
PRESS_TRAVEL_M = 0.03
"""A slide that travels less is a button, more a drawer."""
TOP_SHARE, BOTTOM_SHARE = 0.4, 0.2
"""Of a thing's outline, for its top to carry another and for its bottom to be carried: a foot is smaller than what stands on it."""
THINNEST_HOLD_M = 0.001


@dataclass(frozen=True)
class Hand:
    """What decides whether something can be held. open_m: between the pads; payload_kg: of the arm."""

    robot: str
    open_m: float
    payload_kg: float


@dataclass(frozen=True)
class Described:
    """A thing and what it affords; names in the order of contracts.arena."""

    thing: Measured
    params: Mapping[AffordanceName, AffordanceParams]
    hand: Hand

    @property
    def affordances(self) -> tuple[AffordanceName, ...]:
        return tuple(self.params)

    def joint(self, prim: str) -> JointFact | None:
        return next((joint for joint in self.thing.joints if prim == joint.joint_prim), None)

    @property
    def why_not_held(self) -> str:
        """What speaks against taking hold of it, in figures; "" when it is Graspable."""
        if "Graspable" in self.params:
            return ""
        thing, hand = self.thing, self.hand
        if not thing.free or thing.mass_kg is None:
            return f"{thing.id} is fixed"
        if thing.mass_kg > hand.payload_kg:
            return f"{thing.id} weighs {thing.mass_kg:.2f} kg and the arm carries {hand.payload_kg:g} kg"
        return f"{thing.id} is {min(thing.width_m[0], thing.size_m[2]):.3f} m where it is narrowest and the gripper opens {hand.open_m:g} m"


def describe(scene: Scene, world: World, hand: Hand) -> dict[str, Described]:
    """Every thing of the scene by id, recomputable from the scene file and the hand."""
    return {name: Described(thing, affordances_of(thing, hand), hand) for name, thing in measure(scene, world).items()}


def affordances_of(thing: Measured, hand: Hand) -> dict[AffordanceName, AffordanceParams]:
    """The affordances whose rule holds, with the figures."""
    rules: tuple[tuple[AffordanceName, Callable[[], AffordanceParams | None]], ...] = (
        ("Openable", lambda: _openable(thing)),
        ("Turnable", lambda: _turnable(thing)),
        ("Pressable", lambda: _pressable(thing)),
        ("Graspable", lambda: _graspable(thing, hand)),
        ("Stackable", lambda: _stackable(thing)),
        ("Containable", lambda: _containable(thing)),
        ("Placeable", lambda: _on_surfaces(thing, ("top", "shelf", "seat", "interior"))),
        ("Supportable", lambda: _on_surfaces(thing, ("top", "shelf", "seat"))),
    )
    return {name: found for name, rule in rules if (found := rule()) is not None}


def opens(joint: JointFact) -> bool:
    """A drawer: a slide with travel. A leaf or lid: a hinge that carries a panel."""
    if joint.joint_type == "prismatic":
        return joint.upper - joint.lower >= PRESS_TRAVEL_M
    return joint.part_m[1] >= PANEL_M


def has_flat_top(thing: Measured) -> bool:
    return thing.top_flat_share >= TOP_SHARE


def has_flat_bottom(thing: Measured) -> bool:
    return thing.bottom_flat_share >= BOTTOM_SHARE


def _openable(thing: Measured) -> AffordanceParams | None:
    joints = [joint for joint in thing.joints if opens(joint)]
    return _of_joints(joints)


def _turnable(thing: Measured) -> AffordanceParams | None:
    found = _of_joints([joint for joint in thing.joints if joint.joint_type == "revolute" and not opens(joint)])
    return found and found.model_copy(update={"open_angle": None})


def _pressable(thing: Measured) -> AffordanceParams | None:
    found = _of_joints([joint for joint in thing.joints if joint.joint_type == "prismatic" and not opens(joint)])
    return found and found.model_copy(update={"press_depth": found.open_distance, "open_distance": None})


def _of_joints(joints: Iterable[JointFact]) -> AffordanceParams | None:
    """Headed by the joint of the widest range; of equals the first by name."""
    ranked = sorted(joints, key=lambda joint: (joint.lower - joint.upper, joint.joint_name))
    if not ranked:
        return None
    widest = ranked[0]
    reach = round(widest.upper - widest.lower, 6)
    turns = widest.joint_type == "revolute"
    return AffordanceParams(
        joint_type=widest.joint_type, joint_name=widest.joint_name, open_angle=reach if turns else None, open_distance=None if turns else reach,
        rotation_axis=widest.axis if turns else None, rotation_range=(widest.lower, widest.upper) if turns else None, joints=tuple(ranked),
    )  # fmt: skip


def _graspable(thing: Measured, hand: Hand) -> AffordanceParams | None:
    if not thing.free or thing.mass_kg is None or thing.mass_kg > hand.payload_kg:
        return None
    options = (("top", thing.width_m[0]), ("rim", thing.wall_m), ("side", thing.size_m[2]))
    fitting = [(how, width) for how, width in options if width is not None and THINNEST_HOLD_M <= width <= hand.open_m]
    if not fitting:
        return None
    held = [width for _, width in fitting] + ([thing.width_m[1]] if thing.width_m[1] <= hand.open_m else [])
    return AffordanceParams.model_validate(
        {
            "grasp_width_range": (min(held), max(held)), "approach_direction": fitting[0][0], "mass_kg": thing.mass_kg,
            "gripper_open_m": hand.open_m, "payload_kg": hand.payload_kg,
        }
    )  # fmt: skip


def _stackable(thing: Measured) -> AffordanceParams | None:
    if thing.role is not Role.MANIPULABLE or not thing.free or not (has_flat_top(thing) and has_flat_bottom(thing)):
        return None
    return AffordanceParams(top_flat_share=thing.top_flat_share, bottom_flat_share=thing.bottom_flat_share, mass_kg=thing.mass_kg)


def _containable(thing: Measured) -> AffordanceParams | None:
    inside = [region for region in thing.regions if region.surface.kind == "interior"]
    volume = round(sum(region.area_m2 * region.surface.clearance_m for region in inside), 7)
    if volume <= 0:
        return None
    return AffordanceParams(interior_volume_m3=volume, regions=tuple(region.id for region in inside))


def _on_surfaces(thing: Measured, kinds: tuple[str, ...]) -> AffordanceParams | None:
    there = [region for region in thing.regions if region.surface.kind in kinds]
    if not there:
        return None
    area, free = (round(sum(getattr(region, field) for region in there), 5) for field in ("area_m2", "free_area_m2"))
    return AffordanceParams(area_m2=area, free_area_m2=free, regions=tuple(region.id for region in there))
