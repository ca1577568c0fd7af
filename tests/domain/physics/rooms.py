"""Small rooms of boxes as text, so that the physics is tested against USD that no code of ours wrote."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HEAD = """#usda 1.0
(
  defaultPrim = "World"
  upAxis = "Z"
  metersPerUnit = 1
  kilogramsPerUnit = 1
)
def Xform "World" (kind = "assembly") {{
  def PhysicsScene "PhysicsScene" {{ vector3f physics:gravityDirection = (0, 0, -1)
    float physics:gravityMagnitude = 9.81
  }}
  def Material "Matter" (prepend apiSchemas = ["PhysicsMaterialAPI"]) {{
    float physics:staticFriction = {friction}
    float physics:dynamicFriction = {friction}
  }}
  def Xform "Architecture" {{
{architecture}
  }}
  def Xform "Objects" {{
{objects}
  }}
}}
"""


@dataclass(frozen=True)
class Block:
    """A box. position: centre of its base; role static has no body; a `door_deg` gives it a second box hinged at its front left edge."""

    id: str
    size: tuple[float, float, float]
    position: tuple[float, float, float]
    role: str = "manipulable"
    quat: tuple[float, float, float, float] = (1, 0, 0, 0)
    mass: float | None = None
    support: str = "floor"
    category: str = "box"
    door_deg: float = 0.0


def _custom(block: Block) -> str:
    support = "/World/Architecture/Floor" if block.support == "floor" else f"/World/Objects/{block.support}"
    entries = {"object_id": block.id, "category": block.category, "sim_role": block.role, "support": support}
    lines = "\n".join(f'        string {key} = "{value}"' for key, value in entries.items())
    return f"customData = {{\n      dictionary blueprint = {{\n{lines}\n      }}\n    }}"


def _cube(name: str, size: tuple[float, float, float], center: tuple[float, float, float], indent: str = "      ") -> str:
    return f"""{indent}def Cube "{name}" (prepend apiSchemas = ["PhysicsCollisionAPI", "MaterialBindingAPI"]) {{
{indent}  double size = 1
{indent}  double3 xformOp:translate = {center}
{indent}  double3 xformOp:scale = {size}
{indent}  uniform token[] xformOpOrder = ["xformOp:translate", "xformOp:scale"]
{indent}  rel material:binding = </World/Matter>
{indent}}}"""


def _mass(size: tuple[float, float, float], center: tuple[float, float, float], mass: float) -> str:
    x, y, z = size
    inertia = (mass * (y * y + z * z) / 12, mass * (x * x + z * z) / 12, mass * (x * x + y * y) / 12)
    return f"""      float physics:mass = {mass}
      point3f physics:centerOfMass = {center}
      float3 physics:diagonalInertia = {inertia}
      quatf physics:principalAxes = (1, 0, 0, 0)"""


def _object(block: Block) -> str:
    w, d, h = block.size
    mass = block.mass if block.mass is not None else 300 * w * d * h
    center = (0.0, 0.0, h / 2)
    pose = f"""      double3 xformOp:translate = {block.position}
      quatd xformOp:orient = {tuple(float(v) for v in block.quat)}
      uniform token[] xformOpOrder = ["xformOp:translate", "xformOp:orient"]"""
    if block.role == "static":
        return f'    def Xform "{block.id}" ({_custom(block)}) {{\n{pose}\n{_cube("shape", block.size, center)}\n    }}'
    if block.role == "manipulable":
        return (
            f'    def Xform "{block.id}" (prepend apiSchemas = ["PhysicsRigidBodyAPI", "PhysicsMassAPI"]\n {_custom(block)}) {{\n{pose}\n'
            f"{_mass(block.size, center, mass)}\n{_cube('shape', block.size, center)}\n    }}"
        )
    door = (w, 0.02, h - 0.02)
    return f"""    def Xform "{block.id}" ({_custom(block)}) {{
{pose}
      def Xform "base" (prepend apiSchemas = ["PhysicsArticulationRootAPI", "PhysicsRigidBodyAPI", "PhysicsMassAPI"]) {{
{_mass(block.size, center, mass)}
{_cube("shape", block.size, center)}
      }}
      def Xform "door" (prepend apiSchemas = ["PhysicsRigidBodyAPI", "PhysicsMassAPI"]) {{
{_mass(door, (0.0, -d / 2 - 0.015, h / 2), 2.0)}
{_cube("shape", door, (0.0, -d / 2 - 0.015, h / 2))}
      }}
      def PhysicsFixedJoint "weld" {{
        rel physics:body1 = </World/Objects/{block.id}/base>
        point3f physics:localPos0 = {block.position}
      }}
      def PhysicsRevoluteJoint "hinge" {{
        rel physics:body0 = </World/Objects/{block.id}/base>
        rel physics:body1 = </World/Objects/{block.id}/door>
        uniform token physics:axis = "Z"
        point3f physics:localPos0 = ({-w / 2}, {-d / 2 - 0.025}, 0)
        point3f physics:localPos1 = ({-w / 2}, {-d / 2 - 0.025}, 0)
        float physics:lowerLimit = {-block.door_deg}
        float physics:upperLimit = 0
      }}
    }}"""


def write_room(
    path: Path, blocks: list[Block], size: tuple[float, float, float] = (5.0, 5.0, 2.6), friction: float = 0.5
) -> Path:  # fmt: skip
    """One room with a floor, four walls and these blocks, at `path`."""
    w, d, h = size
    walls = [
        _cube("Floor", (w, d, 0.1), (0.0, 0.0, -0.05), "    "),
        _cube("Wall_north", (w, 0.12, h), (0.0, d / 2 + 0.06, h / 2), "    "),
        _cube("Wall_south", (w, 0.12, h), (0.0, -d / 2 - 0.06, h / 2), "    "),
        _cube("Wall_east", (0.12, d, h), (w / 2 + 0.06, 0.0, h / 2), "    "),
        _cube("Wall_west", (0.12, d, h), (-w / 2 - 0.06, 0.0, h / 2), "    "),
    ]
    text = HEAD.format(friction=friction, architecture="\n".join(walls), objects="\n".join(_object(b) for b in blocks))
    path.write_text(text, encoding="utf-8")
    return path
