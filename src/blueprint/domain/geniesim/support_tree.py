"""The graph of what carries what as Genie Sim writes it: node-link data, Graphviz text, and a drawing of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from blueprint.contracts.geniesim_export import GraphLink, GraphNode, NodeLinkGraph
from blueprint.domain.geniesim.source import Source

COLUMN_PX, ROW_PX, BOX_PX, MARGIN_PX = 260, 26, 18, 12


@dataclass(frozen=True)
class SupportTree:
    """root: the scene. parent: object id → what carries it most, or the root. keywords: object id → words for it."""

    root: str
    parent: dict[str, str]
    keywords: dict[str, tuple[str, ...]]

    def path(self, object_id: str) -> tuple[str, ...]:
        """From the root down to the object itself."""
        names = [object_id]
        while names[-1] != self.root:
            names.append(self.parent[names[-1]])
        return tuple(reversed(names))

    def children(self, name: str) -> list[str]:
        return [child for child, parent in self.parent.items() if parent == name]


def support_tree(source: Source) -> SupportTree:
    """By the edges of the scene graph: in before on, and of several supports the one with most confidence."""
    ids = {source.asset_id(placed.id): placed.id for placed in source.scene.objects}
    root = source.scene.scene_id
    parent = dict.fromkeys(ids.values(), root)
    ranked = sorted(source.relations.edges, key=lambda edge: (edge.relation == "in", edge.confidence, edge.target))
    for edge in ranked:
        if edge.relation in ("on", "in") and not _reaches(parent, ids[edge.target], ids[edge.source]):
            parent[ids[edge.source]] = ids[edge.target]
    words = {placed.id: tuple(dict.fromkeys((placed.category.replace("_", " "), placed.name))) for placed in source.scene.objects}
    return SupportTree(root, parent, words)


def _reaches(parent: Mapping[str, str], start: str, wanted: str) -> bool:
    while start in parent:
        if start == wanted:
            return True
        start = parent[start]
    return False


def node_link(tree: SupportTree) -> NodeLinkGraph:
    nodes = [GraphNode(id=tree.root, tags=())] + [GraphNode(id=name, tags=tree.keywords[name]) for name in tree.parent]
    return NodeLinkGraph(nodes=tuple(nodes), links=tuple(GraphLink(source=above, target=name) for name, above in tree.parent.items()))


def dot(tree: SupportTree) -> str:
    """A digraph in Graphviz's language, quoted throughout."""
    lines = ["digraph {", "    graph [rankdir=LR];", f"    {_quoted(tree.root)};"]
    lines += [f"    {_quoted(name)} [tags={_quoted(','.join(tree.keywords[name]))}];" for name in tree.parent]
    lines += [f"    {_quoted(above)} -> {_quoted(name)};" for name, above in tree.parent.items()]
    return "\n".join([*lines, "}", ""])


def _quoted(text: str) -> str:
    clean = re.sub(r"[\x00-\x1f]", " ", text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{clean}"'


def svg(tree: SupportTree) -> str:
    """The tree from left to right: a column per level, a row per leaf."""
    places: dict[str, tuple[int, float]] = {}
    rows = _lay_out(tree, tree.root, 0, 0, places)
    width = (1 + max(column for column, _ in places.values())) * COLUMN_PX + MARGIN_PX
    height = rows * ROW_PX + 2 * MARGIN_PX
    drawn = [_line(places[above], places[name]) for name, above in tree.parent.items()] + [_box(name, place) for name, place in places.items()]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="white"/>', *drawn, "</svg>", ""])


def _lay_out(tree: SupportTree, name: str, column: int, row: int, places: dict[str, tuple[int, float]]) -> int:
    """Puts the subtree from `row` on; the first row below it."""
    below = tree.children(name)
    after = row
    for child in below:
        after = _lay_out(tree, child, column + 1, after, places)
    after = max(after, row + 1)
    places[name] = (column, (row + after - 1) / 2)
    return after


def _line(start: tuple[int, float], end: tuple[int, float]) -> str:
    (x1, y1), (x2, y2) = _point(start), _point(end)
    x1 += COLUMN_PX - 40
    middle = (x1 + x2) / 2
    return f'<path d="M{x1:g} {y1:g} C{middle:g} {y1:g} {middle:g} {y2:g} {x2:g} {y2:g}" fill="none" stroke="#888"/>'


def _box(name: str, place: tuple[int, float]) -> str:
    x, y = _point(place)
    box = f'<rect x="{x:g}" y="{y - BOX_PX / 2:g}" width="{COLUMN_PX - 40}" height="{BOX_PX}" rx="4" fill="#eef3f8" stroke="#567"/>'
    return f'{box}<text x="{x + 6:g}" y="{y + 4:g}">{escape(name)}</text>'


def _point(place: tuple[int, float]) -> tuple[float, float]:
    return MARGIN_PX + place[0] * COLUMN_PX, MARGIN_PX + (place[1] + 0.5) * ROW_PX
