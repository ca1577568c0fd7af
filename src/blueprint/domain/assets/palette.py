"""Named colours and materials. Densities, friction and restitution: table of jobs.md §3.11, completed from engineering handbooks."""

from __future__ import annotations

from blueprint.domain.assets.asset import Material

COLORS: dict[str, tuple[float, float, float]] = {
    "white": (0.92, 0.92, 0.90), "cream": (0.93, 0.89, 0.78), "beige": (0.82, 0.74, 0.60), "grey": (0.50, 0.51, 0.53),
    "light grey": (0.74, 0.75, 0.76), "dark grey": (0.25, 0.26, 0.28), "black": (0.06, 0.06, 0.07), "red": (0.72, 0.10, 0.10),
    "orange": (0.90, 0.45, 0.10), "yellow": (0.93, 0.77, 0.16), "green": (0.20, 0.48, 0.22), "olive": (0.42, 0.44, 0.20),
    "teal": (0.10, 0.46, 0.47), "turquoise": (0.25, 0.72, 0.70), "blue": (0.14, 0.30, 0.62), "light blue": (0.55, 0.72, 0.86),
    "navy": (0.08, 0.13, 0.30), "purple": (0.42, 0.20, 0.52), "pink": (0.90, 0.55, 0.66), "brown": (0.36, 0.22, 0.13),
    "tan": (0.70, 0.53, 0.35), "gold": (0.80, 0.62, 0.25), "silver": (0.75, 0.76, 0.78), "bronze": (0.52, 0.36, 0.20),
    "oak": (0.70, 0.53, 0.34), "walnut": (0.33, 0.21, 0.14), "birch": (0.83, 0.72, 0.54), "pine": (0.80, 0.63, 0.40),
    "mahogany": (0.37, 0.14, 0.09), "terracotta": (0.74, 0.38, 0.24), "mint": (0.66, 0.86, 0.74), "lavender": (0.72, 0.66, 0.86),
    "crust": (0.70, 0.42, 0.16), "crumb": (0.90, 0.76, 0.50), "skin": (0.86, 0.64, 0.50), "lime": (0.55, 0.72, 0.20), "leaf": (0.22, 0.52, 0.18),
    "burgundy": (0.40, 0.06, 0.12), "coral": (0.93, 0.44, 0.36), "mustard": (0.78, 0.58, 0.15), "amber": (0.55, 0.28, 0.06),
}  # fmt: skip


def _m(name: str, color: str, substance: str, rough: float, metal: float, density: float, mu_s: float, mu_d: float, e: float, opacity: float = 1.0) -> Material:
    return Material(name, substance, COLORS[color], rough, metal, opacity, density, mu_s, mu_d, e)


MATERIALS: dict[str, Material] = {
    m.name: m
    for m in (
        _m("wood", "oak", "wood", 0.55, 0, 700, 0.5, 0.4, 0.3),
        _m("oak", "oak", "wood", 0.55, 0, 720, 0.5, 0.4, 0.3),
        _m("walnut", "walnut", "wood", 0.5, 0, 640, 0.5, 0.4, 0.3),
        _m("birch", "birch", "wood", 0.55, 0, 650, 0.5, 0.4, 0.3),
        _m("pine", "pine", "wood", 0.6, 0, 500, 0.5, 0.4, 0.3),
        _m("mahogany", "mahogany", "wood", 0.45, 0, 600, 0.5, 0.4, 0.3),
        _m("painted wood", "white", "wood", 0.5, 0, 700, 0.5, 0.4, 0.3),
        _m("wicker", "tan", "wood", 0.85, 0, 350, 0.6, 0.5, 0.2),
        _m("bamboo", "birch", "wood", 0.6, 0, 680, 0.5, 0.4, 0.3),
        _m("cork", "tan", "wood", 0.9, 0, 240, 0.7, 0.6, 0.3),
        _m("metal", "silver", "metal", 0.35, 1, 7800, 0.6, 0.5, 0.2),
        _m("steel", "silver", "metal", 0.3, 1, 7850, 0.6, 0.5, 0.2),
        _m("stainless steel", "silver", "metal", 0.25, 1, 7900, 0.6, 0.5, 0.2),
        _m("aluminium", "light grey", "metal", 0.35, 1, 2700, 0.6, 0.5, 0.2),
        _m("iron", "dark grey", "metal", 0.6, 0.8, 7200, 0.6, 0.5, 0.2),
        _m("brass", "gold", "metal", 0.3, 1, 8500, 0.55, 0.45, 0.2),
        _m("copper", "bronze", "metal", 0.3, 1, 8900, 0.55, 0.45, 0.2),
        _m("chrome", "silver", "metal", 0.1, 1, 7800, 0.55, 0.45, 0.2),
        _m("plastic", "grey", "plastic", 0.5, 0, 1200, 0.4, 0.3, 0.4),
        _m("rubber", "black", "rubber", 0.9, 0, 1100, 0.9, 0.8, 0.7),
        _m("fabric", "grey", "fabric", 0.95, 0, 300, 0.7, 0.6, 0.1),
        _m("cotton", "white", "fabric", 0.95, 0, 300, 0.7, 0.6, 0.1),
        _m("wool", "beige", "fabric", 1.0, 0, 300, 0.7, 0.6, 0.1),
        _m("velvet", "teal", "fabric", 0.85, 0, 300, 0.7, 0.6, 0.1),
        _m("linen", "cream", "fabric", 0.95, 0, 300, 0.7, 0.6, 0.1),
        _m("foam", "light grey", "fabric", 1.0, 0, 45, 0.7, 0.6, 0.1),
        _m("leather", "brown", "leather", 0.5, 0, 900, 0.6, 0.5, 0.2),
        _m("paper", "white", "paper", 0.9, 0, 700, 0.4, 0.3, 0.1),
        _m("coated paper", "white", "paper", 0.6, 0, 1100, 0.4, 0.3, 0.1),
        _m("cardboard", "tan", "paper", 0.9, 0, 250, 0.5, 0.4, 0.1),
        _m("glass", "light blue", "glass", 0.05, 0, 2500, 0.4, 0.3, 0.5, 0.45),
        _m("coloured glass", "green", "glass", 0.08, 0, 2500, 0.4, 0.3, 0.5, 0.85),
        _m("painted metal", "red", "metal", 0.4, 0, 7800, 0.5, 0.4, 0.2),
        _m("silicone", "red", "rubber", 0.7, 0, 1150, 0.8, 0.7, 0.4),
        _m("screen", "black", "glass", 0.1, 0, 2500, 0.4, 0.3, 0.3),
        _m("sponge", "yellow", "fabric", 1.0, 0, 60, 0.8, 0.7, 0.1),
        _m("mirror", "silver", "glass", 0.03, 1, 2500, 0.4, 0.3, 0.5),
        _m("ceramic", "white", "ceramic", 0.3, 0, 2400, 0.5, 0.4, 0.2),
        _m("porcelain", "white", "ceramic", 0.2, 0, 2400, 0.5, 0.4, 0.2),
        _m("stone", "grey", "stone", 0.6, 0, 2700, 0.6, 0.5, 0.2),
        _m("granite", "dark grey", "stone", 0.4, 0, 2700, 0.6, 0.5, 0.2),
        _m("marble", "white", "stone", 0.25, 0, 2700, 0.55, 0.45, 0.2),
        _m("brick", "terracotta", "stone", 0.9, 0, 1900, 0.7, 0.6, 0.2),
        _m("concrete", "light grey", "concrete", 0.85, 0, 2400, 0.7, 0.6, 0.1),
        _m("plaster", "white", "concrete", 0.9, 0, 1200, 0.6, 0.5, 0.1),
        _m("food", "red", "food", 0.5, 0, 900, 0.6, 0.5, 0.1),
        _m("plant", "green", "plant", 0.8, 0, 200, 0.6, 0.5, 0.1),
        _m("soil", "brown", "soil", 1.0, 0, 1300, 0.7, 0.6, 0.0),
        _m("wax", "cream", "plastic", 0.6, 0, 900, 0.5, 0.4, 0.2),
    )
}


_WOODEN = ("oak", "walnut", "birch", "pine", "mahogany", "brown", "tan")
_PAINTED = (
    "wood", "painted wood", "metal", "plastic", "rubber", "fabric", "cotton", "wool", "velvet", "linen", "leather", "paper", "ceramic",
    "porcelain", "glass",
)  # fmt: skip


def color_for(material: str | None, drawn: str) -> str:
    """The colour of a thing whose material was asked for and whose colour was not: what is made of walnut, brass or marble looks like it."""
    if material is None or (material in _PAINTED and material != "wood") or (material == "wood" and drawn in _WOODEN):
        return drawn
    natural = material_named(material).color
    return next((name for name, rgb in COLORS.items() if rgb == natural), drawn)


def color_rgb(name: str) -> tuple[float, float, float]:
    """Linear-ish RGB in 0…1. Raises KeyError with the known names."""
    if name not in COLORS:
        raise KeyError(f"no colour {name!r}; known: {', '.join(sorted(COLORS))}")
    return COLORS[name]


def material_named(name: str) -> Material:
    """Raises KeyError with the known names."""
    if name not in MATERIALS:
        raise KeyError(f"no material {name!r}; known: {', '.join(sorted(MATERIALS))}")
    return MATERIALS[name]
