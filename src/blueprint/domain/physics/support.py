"""Does every object rest on something, and on what it is said to rest on?

SceneEval's Support (metrics/support.py): rays down from the underside, a hit within 1 cm is contact, and the centroid is inside the hull of
the contacts (≥ 4 points, ≥ 3 of them different); on walls and ceilings any contact within 1 cm. Ours besides: a free object whose
underside is round or lies in others (fruit in a bowl) also counts as supported when it touches something and stands still in STB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from blueprint.domain.physics.geometry import Array, box_of, boxes, gap, ray_down, surface_points
from blueprint.domain.physics.world import Thing, World

CONTACT_M = 0.01
START_ABOVE_M = 0.005
MIN_POINTS = 4
MAX_CORNERS = 64


@dataclass(frozen=True)
class Support:
    """points: contacts found under it. centered: its centroid is over them. on: owners of what the rays met (object ids, architecture names).

    gap_m: distance to what it is said to rest on, 1 m if farther. mounted: it hangs on a wall or the ceiling, where only the gap counts.
    """

    points: int
    centered: bool
    on: tuple[str, ...]
    gap_m: float
    mounted: bool

    @property
    def held(self) -> bool:
        return self.gap_m <= CONTACT_M if self.mounted else self.points >= MIN_POINTS and self.centered


def supports(world: World) -> dict[str, Support]:
    """Per object, at the authored state."""
    model, data = world.start()
    low, high = boxes(model, data)
    return {thing.id: _support(world, model, data, thing, low, high) for thing in world.things.values()}


def _support(world: World, model: Any, data: Any, thing: Thing, low: Array, high: Array) -> Support:
    said = world.things[thing.support].geoms if thing.support in world.things else world.architecture.get(thing.support, ())
    apart = gap(model, data, thing.geoms, said, 1.0) if said else 1.0
    if thing.mounted:
        return Support(0, False, (thing.support,) if apart <= CONTACT_M else (), apart, True)
    mine_low, mine_high = box_of(low, high, thing.geoms)
    points = _underside(model, data, thing)
    below = [
        geom
        for geom, owner in enumerate(world.owner_of_geom)
        if owner not in ("", thing.id) and (low[geom] <= (mine_high[0], mine_high[1], mine_low[2] + CONTACT_M)).all()
        and (high[geom] >= mine_low - CONTACT_M).all()
    ]  # fmt: skip
    hits, owners = [], set()
    for point in points:
        start = point + np.array([0.0, 0.0, START_ABOVE_M])
        for geom in below:
            fall = ray_down(model, data, geom, start)
            if 0 <= fall <= CONTACT_M + START_ABOVE_M:
                hits.append(point[:2])
                owners.add(world.owner_of_geom[geom])
                break
    return Support(len(hits), _centered(hits, _centroid(data, thing, mine_low, mine_high)), tuple(sorted(owners)), apart, False)


def _underside(model: Any, data: Any, thing: Thing) -> Array:
    """Corners within 1 cm of its lowest point, and points between them and each foot's middle."""
    shapes = [surface_points(model, data, geom) for geom in thing.geoms]
    lowest = min(float(corners[:, 2].min()) for corners in shapes)
    found = []
    for corners in shapes:
        foot = corners[corners[:, 2] <= lowest + CONTACT_M]
        if len(foot):
            foot = foot[:: max(1, len(foot) // MAX_CORNERS)]
            middle = foot.mean(axis=0)
            found += [foot * 0.999 + middle * 0.001, (foot + middle) / 2, middle[None, :]]
    return np.vstack(found)


def _centroid(data: Any, thing: Thing, low: Array, high: Array) -> Array:
    """Centre of mass in plan if it has one, else the middle of its box."""
    return data.subtree_com[thing.root, :2] if thing.root else ((low + high) / 2)[:2]


def _centered(hits: list[Array], centroid: Array) -> bool:
    if len(np.unique(np.round(hits, 6), axis=0)) < 3:
        return False
    return bool(shapely.MultiPoint(np.array(hits)).convex_hull.buffer(1e-3).contains(shapely.Point(centroid)))


def rests_on_what_it_says(world: World, found: dict[str, Support]) -> dict[str, bool]:
    """Per object: it is within 1 cm of its declared support, or of another object with the same one that is (a heap in a bowl)."""
    model, data = world.start()
    true = {name: support.gap_m <= CONTACT_M for name, support in found.items()}
    for _ in range(4):
        for name in [name for name, holds in true.items() if not holds]:
            thing = world.things[name]
            peers = [peer for peer in world.free if true[peer.id] and peer.support == thing.support and thing.support in world.things]
            true[name] = any(gap(model, data, thing.geoms, peer.geoms, CONTACT_M * 2) <= CONTACT_M for peer in peers)
    return true
