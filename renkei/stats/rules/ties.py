"""顔の見える関係: lines between bodies from the cube pair × kind × half, small counts hidden; and where they are drawn.

Contacts about nobody (a visit to win an office, a council) are counted as they are. Contacts on a case are counted apart
and hidden as the gap map hides its cells (ADR 0015): over the whole cube, with all its totals, so that no view of it can be
played against another. Nothing that is hidden decides an order or a width.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from renkei.stats.rules.suppression import Figure, Key, hidden_cells

HIDDEN = "＊"
#: At most so many bodies and lines are drawn (our choice: more cannot be read on A4); the table has them all.
MOST_BODIES, MOST_LINES = 20, 40
_WIDTH, _HEIGHT, _ACROSS, _DOWN = 940, 700, 300, 260
_THIN, _THICK = 1.5, 9.0
_WHERE = (0.5, 0.38, 0.62)  # along a line, in turn, so that numbers of neighbours do not meet


@dataclass(frozen=True)
class TieCube:
    """Both cubes, (pair, kind, half) → figure, "" where summed; and which of the personal cells must not be seen."""

    general: Mapping[Key, Figure]
    personal: Mapping[Key, Figure]
    hidden: frozenset[Key]


@dataclass(frozen=True)
class Tie:
    """Two bodies by their keys. `personal` None: there are contacts on cases, too few persons to be counted."""

    a: str
    b: str
    general: int
    personal: int | None

    @property
    def shown(self) -> int:
        """What may be seen of the number."""
        return self.general + (self.personal or 0)

    @property
    def text(self) -> str:
        """「12」, 「4＋＊」, 「＊」."""
        if self.personal is not None:
            return str(self.shown)
        return f"{self.general}＋{HIDDEN}" if self.general else HIDDEN

    @property
    def weight(self) -> int:
        """For orders and widths: what is hidden counts as one, whatever it is."""
        return self.shown + (1 if self.personal is None else 0)


def make_ties(rows: Iterable[tuple[bool, str, str, str, int, int]], *, least: int) -> TieCube:
    """The cube of rows (personal, pair, kind, half, times, persons)."""
    general: dict[Key, Figure] = {}
    personal: dict[Key, Figure] = {}
    for is_personal, pair, kind, half, times, persons in rows:
        (personal if is_personal else general)[pair, kind, half] = Figure(times, persons)
    return TieCube(general, personal, hidden_cells(personal, ({}, {}, {}), least=least))


def ties_of(cube: TieCube, *, kind: str = "", half: str = "") -> list[Tie]:
    """The lines of a view, the strongest first."""
    pairs = {pair for pair, k, h in (*cube.general, *cube.personal) if pair and (k, h) == (kind, half)}
    found = [_tie(cube, pair, kind, half) for pair in pairs]
    return sorted(found, key=lambda t: (-t.weight, t.a, t.b))


def _tie(cube: TieCube, pair: str, kind: str, half: str) -> Tie:
    a, b = pair.split("|")
    key = (pair, kind, half)
    general = cube.general[key].times if key in cube.general else 0
    counted = cube.personal[key].times if key in cube.personal else 0
    return Tie(a, b, general, None if key in cube.hidden else counted)


def strongest(ties: Iterable[Tie]) -> list[str]:
    """The keys of the bodies, by the sum of their lines; at most `MOST_BODIES`."""
    sums: dict[str, int] = {}
    for tie in ties:
        for key in (tie.a, tie.b):
            sums[key] = sums.get(key, 0) + tie.weight
    return sorted(sums, key=lambda key: (-sums[key], key))[:MOST_BODIES]


@dataclass(frozen=True)
class Node:
    """A body as it is drawn. `shape`: square for the bodies of the programme, circle for offices, diamond for others."""

    key: str
    number: int
    name: str
    shape: str
    x: int
    y: int
    label_x: int
    label_y: int
    anchor: str

    @property
    def diamond(self) -> str:
        """The path of a diamond around the point."""
        return f"M{self.x} {self.y - 19}l19 19l-19 19l-19 -19z"


@dataclass(frozen=True)
class Edge:
    """A line as it is drawn; dashed where all of it is hidden."""

    x1: int
    y1: int
    x2: int
    y2: int
    width: float
    text: str
    text_x: int
    text_y: int
    dashed: bool


@dataclass(frozen=True)
class Picture:
    """The picture. `more_bodies`, `more_lines`: how many were left to the table."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    more_bodies: int
    more_lines: int
    width: int = _WIDTH
    height: int = _HEIGHT


def draw(ties: list[Tie], *, rank: Callable[[str], tuple[int, str]], shape: Callable[[str], str]) -> Picture:
    """Bodies on an ellipse, lines between them. The same ties give the same picture.

    Args:
        ties: as `ties_of` gives them, the strongest first.
        rank: key → (group, name): the order around the ellipse, from the top clockwise.
        shape: key → square, circle or diamond.
    """
    chosen = strongest(ties)
    order = sorted(chosen, key=rank)
    nodes = {key: _node(key, number, len(order), rank(key)[1], shape(key)) for number, key in enumerate(order)}
    within = [t for t in ties if t.a in nodes and t.b in nodes]
    most = max((t.weight for t in within), default=1)
    edges = [_edge(nodes[t.a], nodes[t.b], t, most, number) for number, t in enumerate(within[:MOST_LINES])]
    bodies = {key for t in ties for key in (t.a, t.b)}
    return Picture(tuple(nodes.values()), tuple(edges[::-1]), len(bodies) - len(nodes), len(ties) - len(edges))


def _node(key: str, number: int, total: int, name: str, shape: str) -> Node:
    angle = 2 * math.pi * number / max(total, 1) - math.pi / 2
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = _WIDTH / 2 + _ACROSS * cos, _HEIGHT / 2 + _DOWN * sin
    anchor = "middle" if abs(cos) < 0.25 else "start" if cos > 0 else "end"  # noqa: PLR2004 - nearly above or below
    lift = 36 * (1 if sin > 0 else -1) if anchor == "middle" else 0
    aside = 0 if anchor == "middle" else 28 * (1 if cos > 0 else -1)
    return Node(key, number + 1, name, shape, round(x), round(y), round(x + aside), round(y + lift), anchor)


def _edge(a: Node, b: Node, tie: Tie, most: int, number: int) -> Edge:
    width = _THIN + (_THICK - _THIN) * math.sqrt(tie.weight / most) if tie.shown else _THIN
    t = _WHERE[number % len(_WHERE)]
    return Edge(
        a.x, a.y, b.x, b.y, round(width, 1), tie.text, round(a.x + (b.x - a.x) * t), round(a.y + (b.y - a.y) * t), not tie.shown
    )  # fmt: skip
