""" "a dining table for six", "a table set for four", "a meeting room for ten people": how many sit there."""

from __future__ import annotations

from blueprint.domain.planner.linking import Linker
from blueprint.domain.planner.nature import Infos, is_seat, is_small
from blueprint.domain.planner.reading import Link, Reading, Thing

MOST = 64


def seat(people: int, group: list[Thing] | None, laid: bool, reading: Reading, links: Linker, infos: Infos) -> None:
    """Chairs for so many, around the group's table (None: in the room). laid: the table is set for them, too."""
    if people < 1 or (group and _meant_for(group, people, infos)):
        return
    if group and (is_small(group[0], infos) or is_seat(group[0], infos) or "bed" in group[0].name):
        return
    seats = Thing("chair", generic=True, count=min(people, MOST), plural=people > 1, words=f"for {people}", marks={"implied"})
    reading.things.append(seats)
    if group and not group[0].gone:
        links.add(Link("around" if people > 1 else "next_to", seats, (group[0],)))
        if laid:
            _lay(group[0], people, reading, links, infos)


def _meant_for(group: list[Thing], people: int, infos: Infos) -> bool:
    """ "place settings for six", "a dining set for four": the number is that of the small things, or of the set's seats."""
    seats = [thing for thing in group[0].bundle if is_seat(thing, infos)]
    for thing in seats or (group if is_small(group[0], infos) and not group[0].explicit else []):
        thing.count = min(people, MOST)
    return bool(seats) or is_small(group[0], infos)


def _lay(table: Thing, people: int, reading: Reading, links: Linker, infos: Infos) -> None:
    for name in ("plate", "fork", "knife", "glass"):
        if name in infos:
            thing = Thing(name, count=min(people, MOST), explicit=False, minimum=True, words=f"set for {people}")
            reading.things.append(thing)
            links.add(Link("on", thing, (table,)))
