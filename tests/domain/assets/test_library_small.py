"""The small things: real masses and sizes, colliders that match what one sees, and that they stand where they are put."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import mujoco
import numpy as np
import pytest
from collider_model import model_of, touching

from blueprint.domain.assets import catalogue
from blueprint.domain.assets.asset import Asset, AssetSpec, Collider, Placement, Role
from blueprint.domain.physics.mass import mass_properties

# category: least and greatest mass in kg at any size
EXPECTED: dict[str, tuple[float, float]] = {
    "mug": (0.2, 0.4), "cup": (0.1, 0.25), "glass": (0.12, 0.35), "wine_glass": (0.1, 0.2), "bottle": (0.2, 0.7), "wine_bottle": (1.1, 1.4),
    "can": (0.18, 0.62),
    "plate": (0.25, 0.8), "bowl": (0.12, 2.0), "fork": (0.04, 0.08), "knife": (0.03, 0.13), "spoon": (0.05, 0.11), "salt_shaker": (0.05, 0.15),
    "pepper_mill": (0.1, 0.35), "tray": (0.4, 2.0), "frying_pan": (0.55, 1.7), "pot": (1.0, 3.2), "kettle": (0.55, 1.3), "teapot": (0.4, 1.0),
    "cutting_board": (0.5, 2.2), "colander": (0.25, 1.5), "rolling_pin": (0.3, 0.8), "spatula": (0.04, 0.15), "knife_block": (1.5, 3.6),
    "toaster": (1.2, 2.2), "microwave": (10, 14.5), "blender": (2.4, 4.6), "coffee_machine": (1.5, 3.6), "espresso_machine": (5, 8.2),
    "jar": (0.25, 0.8),
    "cereal_box": (0.35, 0.6), "milk_carton": (0.5, 1.1), "pitcher": (0.55, 1.4), "dish_rack": (1, 2.4), "paper_towel": (0.25, 0.9),
    "sponge": (0.01, 0.04),
    "soap_dispenser": (0.25, 0.65), "apple": (0.1, 0.22), "orange": (0.1, 0.22), "banana": (0.08, 0.2), "lemon": (0.07, 0.17), "pear": (0.12, 0.24),
    "tomato": (0.06, 0.16), "potato": (0.09, 0.25), "bread": (0.3, 0.95), "egg": (0.04, 0.075), "cake": (1, 2.9), "croissant": (0.04, 0.12),
    "book": (0.25, 1.4), "magazine": (0.15, 0.4), "notebook": (0.09, 0.5), "pen": (0.007, 0.018), "pencil": (0.004, 0.009),
    "pencil_cup": (0.08, 0.45),
    "stapler": (0.2, 0.5), "scissors": (0.04, 0.12), "tape_dispenser": (0.25, 0.7), "calculator": (0.06, 0.25), "binder": (0.9, 2.4),
    "document_tray": (0.45, 0.85), "laptop": (1.2, 2.2), "monitor": (3, 6), "keyboard": (0.4, 0.9), "mouse": (0.07, 0.11), "tablet": (0.42, 0.56),
    "phone": (0.16, 0.21), "headphones": (0.17, 0.35), "speaker": (1.3, 5), "remote": (0.06, 0.18), "game_controller": (0.15, 0.32),
    "router": (0.25, 0.6),
    "printer": (4.5, 8), "projector": (2, 3.6), "cash_register": (5, 8), "desk_lamp": (1.2, 2.6), "table_lamp": (0.4, 2.2),
    "alarm_clock": (0.2, 0.45),
    "picture_frame": (0.1, 0.5), "globe": (0.7, 1.6), "trophy": (0.4, 1.4), "vase": (0.4, 2.4), "candle": (0.25, 0.8), "small_plant": (0.25, 1.2),
    "basket": (0.3, 1.1), "storage_box": (1.2, 4), "jewelry_box": (0.4, 1.4), "cardboard_box": (0.6, 5.3), "crate": (1.5, 4), "tote": (1.7, 3.2),
    "bucket": (0.4, 2), "watering_can": (0.25, 1.2), "tissue_box": (0.1, 0.27), "pillow": (0.5, 1.1), "cushion": (0.3, 0.7), "blanket": (0.6, 1.5),
    "towel": (0.25, 0.6), "backpack": (0.8, 2.8), "hat": (0.07, 0.25), "shoe": (0.15, 0.5), "toothbrush_cup": (0.12, 0.45),
    "toothbrush": (0.012, 0.03),
    "toothpaste": (0.06, 0.18), "shampoo_bottle": (0.2, 0.6), "soap_bar": (0.15, 0.45), "toilet_roll": (0.07, 0.17), "hairbrush": (0.04, 0.15),
    "hair_dryer": (0.3, 0.8), "teddy_bear": (0.1, 0.6), "toy_car": (0.1, 0.35), "toy_block": (0.03, 0.16), "ball": (0.04, 0.15),
    "toy_train": (0.25, 0.8),
    "doll": (0.12, 0.5), "board_game": (0.8, 2), "puzzle_box": (0.4, 0.9), "hammer": (0.35, 0.8), "screwdriver": (0.06, 0.18), "wrench": (0.1, 0.36),
    "drill": (0.9, 1.8), "toolbox": (1.5, 4.2), "tape_measure": (0.15, 0.35), "paint_can": (2.5, 4.2), "spray_bottle": (0.25, 0.8),
    "flashlight": (0.1, 0.4),
    "pliers": (0.12, 0.35), "detergent_bottle": (1.2, 2.6), "beaker": (0.08, 0.2), "flask": (0.15, 0.5), "test_tube_rack": (0.3, 0.9),
    "petri_dish": (0.025, 0.07), "microscope": (2.6, 6.5), "pipette_box": (0.09, 0.27), "centrifuge": (5, 9), "scale": (0.8, 2.2),
}  # fmt: skip

CATEGORIES = sorted(EXPECTED)
HAS_PARTS = [name for name in CATEGORIES if catalogue.info_of(name).role is Role.ARTICULATED]
HOLLOW = (
    "mug", "cup", "glass", "wine_glass", "bowl", "pot", "frying_pan", "pitcher", "colander", "vase", "basket", "crate", "tote", "bucket", "tray",
    "beaker",
    "storage_box", "jewelry_box", "toolbox", "dish_rack", "document_tray",
)  # fmt: skip
GRIPPED = (
    "mug", "glass", "wine_glass", "bottle", "wine_bottle", "can", "jar", "milk_carton", "cereal_box", "soap_dispenser", "apple", "orange",
    "banana", "lemon",
    "pear", "tomato", "potato", "egg", "salt_shaker", "pepper_mill", "fork", "knife", "spoon", "book", "pen", "pencil", "remote", "phone",
    "mouse", "stapler",
    "shampoo_bottle", "toothbrush", "toothpaste", "soap_bar", "sponge", "ball", "toy_block", "toy_car", "toy_train", "hammer", "screwdriver",
    "wrench",
    "pliers", "tape_measure", "flashlight", "spray_bottle", "detergent_bottle", "beaker",
)  # fmt: skip

every = pytest.mark.parametrize("category", CATEGORIES)


def sized(category: str) -> list[Asset]:
    """The smallest, the middle and the largest."""
    low, high = (np.array(values) for values in zip(*catalogue.info_of(category).size_m, strict=True))
    sizes = (low, (low + high) / 2, high)
    return [catalogue.build(AssetSpec(category=category, seed=21 + k, size_m=(float(w), float(d), float(h)))) for k, (w, d, h) in enumerate(sizes)]


def seeded(category: str) -> list[Asset]:
    return [catalogue.build(AssetSpec(category=category, seed=seed)) for seed in (0, 1, 2)]


@every
def test_mass_is_realistic_at_any_size(category: str) -> None:
    low, high = EXPECTED[category]
    for asset in (*sized(category), *seeded(category)):
        mass = sum(mass_properties(link).mass_kg for link in asset.links)
        assert low <= mass <= high, f"{asset.spec}: {mass:.4f} kg"


@every
def test_the_size_is_the_one_asked_for_or_one_of_the_range(category: str) -> None:
    for asset in sized(category):
        assert asset.spec.size_m is not None
        assert np.allclose(asset.size, asset.spec.size_m, atol=0.004), (asset.size, asset.spec.size_m)
    low, high = (np.array(values) for values in zip(*catalogue.info_of(category).size_m, strict=True))
    for asset in seeded(category):
        assert (asset.size >= low - 0.003).all(), asset.size
        assert (asset.size <= high + 0.003).all(), asset.size


@every
def test_it_stands_on_furniture_and_is_light_to_draw_and_to_simulate(category: str) -> None:
    info = catalogue.info_of(category)
    assert info.placement is Placement.SURFACE
    assert info.role in (Role.MANIPULABLE, Role.ARTICULATED)
    assert info.sits_on
    for asset in seeded(category):
        visuals = [visual for link in asset.links for visual in link.visuals]
        colliders = [collider for link in asset.links for collider in link.colliders]
        assert sum(len(visual.mesh.faces) for visual in visuals) <= 1100
        assert len(colliders) <= 13
        assert all(collider.vertices is None or len(collider.vertices) <= 32 for collider in colliders)


@pytest.mark.parametrize("category", GRIPPED)
def test_a_gripper_of_eighty_millimetres_can_span_it(category: str) -> None:
    for asset in (*sized(category), *seeded(category)):
        assert min(asset.size) <= 0.0775, asset.size


@pytest.mark.parametrize("category", HOLLOW)
def test_a_container_is_hollow(category: str) -> None:
    """A ball that fits the middle of the interior touches no collider of the vessel, from the floor up to the rim."""
    for asset in seeded(category):
        inside = next(surface for surface in asset.surfaces if surface.kind == "interior")
        reach = np.linalg.norm(inside.polygon - inside.polygon.mean(axis=0), axis=1).min()
        radius = 0.4 * min(reach, inside.clearance_m)
        middle = (*inside.polygon.mean(axis=0), inside.z)
        spec = mujoco.MjSpec()
        for k, collider in enumerate(asset.base.colliders):
            add(spec, spec.worldbody, f"vessel {k}", collider, (0, 0, 0))
        ball = spec.worldbody.add_body(name="ball")
        ball.add_freejoint()
        ball.add_geom(type=mujoco.mjtGeom.mjGEOM_SPHERE, size=(radius, 0, 0), mass=0.01)
        model = spec.compile()
        data = mujoco.MjData(model)
        for height in np.linspace(radius + 0.001, inside.clearance_m - radius, 5):
            data.qpos[:3] = (middle[0], middle[1], middle[2] + height)
            mujoco.mj_forward(model, data)
            assert [contact.dist for contact in data.contact if contact.dist < -1e-4] == [], f"{asset.spec} at {height:.3f}"


def add(spec: mujoco.MjSpec, body: mujoco.MjsBody, name: str, collider: Collider, offset: tuple[float, float, float]) -> None:
    material = collider.material
    assert material is not None
    common = {
        "friction": (material.dynamic_friction, 0.005, 0.0001),
        "pos": np.add(collider.position, offset),
        "quat": collider.rotation_wxyz,
        "mass": 0.0,
    }
    if collider.kind == "hull":
        assert collider.vertices is not None
        spec.add_mesh(name=name, uservert=(collider.vertices).astype(np.float32).ravel(), inertia=mujoco.mjtMeshInertia.mjMESH_INERTIA_CONVEX)
        body.add_geom(type=mujoco.mjtGeom.mjGEOM_MESH, meshname=name, friction=common["friction"], pos=offset, mass=0.0)
        return
    w, d, h = collider.size
    kinds = {"box": mujoco.mjtGeom.mjGEOM_BOX, "cylinder": mujoco.mjtGeom.mjGEOM_CYLINDER, "sphere": mujoco.mjtGeom.mjGEOM_SPHERE}
    size = {"box": (w / 2, d / 2, h / 2), "cylinder": (w / 2, h / 2, 0), "sphere": (w / 2, 0, 0)}[collider.kind]
    body.add_geom(type=kinds[collider.kind], size=size, **common)


def standing(assets: list[Asset]) -> tuple[mujoco.MjModel, mujoco.MjData]:
    """All of them free, 1 m apart on a plane, as authored; parts may move, with their damping and friction."""
    spec = mujoco.MjSpec()
    spec.compiler.degree = False
    spec.option.timestep = 0.002
    spec.option.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    spec.option.cone = mujoco.mjtCone.mjCONE_ELLIPTIC
    spec.option.impratio = 10
    spec.worldbody.add_geom(type=mujoco.mjtGeom.mjGEOM_PLANE, size=(50, 50, 1), friction=(0.4, 0.005, 0.0001), contype=1, conaffinity=0)
    for k, asset in enumerate(assets):
        bodies: dict[str, mujoco.MjsBody] = {}
        joints = {joint.child: joint for joint in asset.joints}
        for link in asset.links:
            joint = joints.get(link.name)
            if joint is None:
                body = spec.worldbody.add_body(name=f"{k}", pos=(k % 12, k // 12, 0))
                body.add_freejoint()
            else:
                body = bodies[joint.parent].add_body(name=f"{k} {link.name}")
                kind = mujoco.mjtJoint.mjJNT_HINGE if joint.kind == "revolute" else mujoco.mjtJoint.mjJNT_SLIDE
                body.add_joint(
                    type=kind, pos=joint.origin, axis=joint.axis, range=(joint.lower, joint.upper), limited=True, damping=[joint.damping, 0, 0],
                    frictionloss=joint.friction,
                )  # fmt: skip
            bodies[link.name] = body
            properties = mass_properties(link)
            body.explicitinertial = True
            body.mass, body.ipos, body.inertia = properties.mass_kg, properties.center_of_mass, properties.diagonal_inertia
            body.iquat = properties.principal_axes_wxyz
            for i, collider in enumerate(link.colliders):
                add(spec, body, f"{k} {link.name} {i}", collider, (0, 0, 0))
    model = spec.compile()
    return model, mujoco.MjData(model)


def moved(assets: list[Asset], seconds: float) -> tuple[np.ndarray, np.ndarray]:
    """How far (m) and by what angle (rad) each went."""
    model, data = standing(assets)
    model.geom_conaffinity[model.geom_type != mujoco.mjtGeom.mjGEOM_PLANE] = 1
    model.geom_contype[model.geom_type != mujoco.mjtGeom.mjGEOM_PLANE] = 0
    mujoco.mj_forward(model, data)
    bodies = [model.body(f"{k}").id for k in range(len(assets))]
    before, turned_from = data.xpos[bodies].copy(), data.xquat[bodies].copy()
    mujoco.mj_step(model, data, nstep=round(seconds / model.opt.timestep))
    assert not data.warning.number.any()
    cosine = np.abs(np.einsum("ij,ij->i", turned_from, data.xquat[bodies])).clip(0, 1)
    return np.linalg.norm(data.xpos[bodies] - before, axis=1), 2 * np.arccos(cosine)


@pytest.mark.parametrize("part", range(6))
def test_it_stands_where_it_is_put(part: int) -> None:
    assets = [asset for category in CATEGORIES[part::6] for asset in seeded(category)]
    far, angle = moved(assets, 2.0)
    fallen = [
        (asset.category, asset.spec.seed, round(1000 * m, 2), round(a, 3))
        for asset, m, a in zip(assets, far, angle, strict=True)
        if m > 0.005 or a > 0.05
    ]
    assert fallen == []


def test_round_things_do_not_roll_away() -> None:
    round_things = (
        "apple",
        "orange",
        "lemon",
        "pear",
        "tomato",
        "potato",
        "egg",
        "ball",
        "pen",
        "pencil",
        "screwdriver",
        "rolling_pin",
        "flashlight",
        "can",
    )
    assets = [asset for category in round_things for asset in (*seeded(category), *sized(category))]
    far, angle = moved(assets, 5.0)
    rolled = [(asset.spec, m, a) for asset, m, a in zip(assets, far, angle, strict=True) if m > 0.01 or a > 0.1]
    assert rolled == []


@pytest.mark.parametrize("category", HAS_PARTS)
def test_parts_keep_two_millimetres_from_what_stands_still_all_along_their_way(category: str) -> None:
    for asset in (*sized(category), *seeded(category)):
        model, data = model_of(asset, margin_m=0.002)
        for joint in asset.joints:
            for share in np.linspace(0, 1, 9):
                data.joint(joint.name).qpos = joint.lower + share * (joint.upper - joint.lower)
                assert touching(model, data, 0.0019) == [], f"{asset.spec} {joint.name} at {share:.2f}"


@pytest.mark.parametrize("category", HAS_PARTS)
def test_parts_stay_where_they_are_and_open_with_twenty_newtons(category: str) -> None:
    """MolmoSpaces' articulation test: two thirds of the range within 2 s, towards the farther end, with the base free on a plane."""
    for asset in (*sized(category), *seeded(category)):
        model, data = standing([asset])
        (joint,) = asset.joints
        index = next(k for k in range(model.njnt) if model.jnt_type[k] != mujoco.mjtJoint.mjJNT_FREE)
        place, dof, spread = model.jnt_qposadr[index], model.jnt_dofadr[index], joint.upper - joint.lower
        mujoco.mj_step(model, data, nstep=500)
        start = data.qpos[place]
        assert abs(start) <= 0.02 * spread, f"{asset.spec} moves by itself"
        assert joint.handle is not None
        lever = float(np.linalg.norm(np.cross(np.subtract(joint.handle.position, joint.origin), joint.axis)))
        way = 1 if joint.upper >= -joint.lower else -1
        farthest = 0.0
        for _ in range(1000):
            data.qfrc_applied[dof] = way * 20.0 * lever
            mujoco.mj_step(model, data)
            farthest = max(farthest, abs(data.qpos[place] - start) / spread)
            if farthest > 0.667:
                break
        assert farthest > 0.667, f"{asset.spec}: {farthest:.2f}"


@pytest.mark.parametrize(
    "category", ["apple", "orange", "pear", "book", "can", "toaster", "cardboard_box", "remote", "phone", "tissue_box", "plate", "bowl", "mug"]
)
def test_colliders_fill_what_is_seen_within_a_few_millimetres(category: str) -> None:
    """Bounds of the base's colliders and of its meshes agree; small marks and handles apart."""
    for asset in seeded(category):
        points = [hull_points(collider) for collider in asset.base.colliders]
        low, high = np.min([p.min(axis=0) for p in points], axis=0), np.max([p.max(axis=0) for p in points], axis=0)
        seen_low, seen_high = np.array([-asset.size[0] / 2, -asset.size[1] / 2, 0]), np.array([asset.size[0] / 2, asset.size[1] / 2, asset.size[2]])
        stem = 0.012 if category in ("apple", "pear") else 0.04 if category == "tissue_box" else 0.0035
        assert np.allclose(low, seen_low, atol=0.0035), (low, seen_low)
        assert np.allclose(high[:2], seen_high[:2], atol=0.0035), (high, seen_high)
        assert seen_high[2] - stem <= high[2] <= seen_high[2] + 0.0035, (high, seen_high)


def hull_points(collider: Collider) -> np.ndarray:
    if collider.vertices is not None:
        return collider.vertices
    rotation = np.zeros(9)
    mujoco.mju_quat2Mat(rotation, np.array(collider.rotation_wxyz))
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) * np.array(collider.size) / 2
    return corners @ rotation.reshape(3, 3).T + collider.position
