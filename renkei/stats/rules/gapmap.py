"""不足の地図: the cube of service × area × reason, and the table one looks at: rows by service or area, columns by reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from renkei.stats.enums import REASONS, Rows
from renkei.stats.rules.suppression import Figure, Key, Tree, hidden_cells

ALL = ""
UNKNOWN = "?"  # no area was said
HIDDEN = "＊"
_SHADES = 4


@dataclass(frozen=True)
class Row:
    """One figure as it was counted. `ALL` in a dimension: its total."""

    service: str
    area: str
    reason: str
    times: int
    persons: int


@dataclass(frozen=True)
class Cube:
    """Every figure with all totals, and which of them must not be seen."""

    cells: Mapping[Key, Figure] = field(default_factory=dict)
    hidden: frozenset[Key] = frozenset()
    areas: Tree = field(default_factory=dict)

    def nodes(self, axis: int) -> list[str]:
        """What occurs on an axis (0 service, 1 area, 2 reason), without the total."""
        return sorted({key[axis] for key in self.cells} - {ALL})

    def shown(self, key: Key) -> int | None:
        """延べ件数; None where it is hidden; 0 where there is nobody."""
        if key in self.hidden:
            return None
        return self.cells[key].times if key in self.cells else 0


def make_cube(rows: Iterable[Row], *, areas: Tree, least: int) -> Cube:
    """The cube with its small counts hidden. `areas`: area → the wider area it is a part of."""
    cells: dict[Key, Figure] = {(r.service, r.area, r.reason): Figure(r.times, r.persons) for r in rows}
    return Cube(cells, hidden_cells(cells, ({}, areas, {}), least=least), areas)


@dataclass(frozen=True)
class Cell:
    """One cell on a page, with the words of its column. `times` None: hidden. `shade` 0–4, only beside the number."""

    label: str
    times: int | None
    shade: int = 0

    @property
    def text(self) -> str:
        """The number, or the sign of what is hidden."""
        return HIDDEN if self.times is None else str(self.times)


@dataclass(frozen=True)
class Line:
    """A row of the table. `depth`: 0 for a prefecture or a service, more for what is part of it."""

    label: str
    depth: int
    cells: tuple[Cell, ...]  # one for each column
    node: str = ""  # the service or area it is of

    @property
    def total(self) -> Cell:
        return self.cells[-1]


@dataclass(frozen=True)
class Table:
    """The table one looks at: reasons as columns, the last of them and the last line the totals."""

    head: str  # what a line is
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    sums: Line
    persons: int | None  # 実人数 behind the total; None where it is hidden

    @property
    def is_all_hidden(self) -> bool:
        """Is there something, and nothing of it may be seen?"""
        return bool(self.lines) and not any(cell.times for cell in self._cells)

    @property
    def has_hidden(self) -> bool:
        """Is anything hidden?"""
        return any(cell.times is None for cell in self._cells)

    @property
    def _cells(self) -> list[Cell]:
        return [cell for line in (*self.lines, self.sums) for cell in line.cells]


def table_of(cube: Cube, *, rows: Rows, service: str = ALL, area: str = ALL, names: Callable[[int, str], str]) -> Table:
    """A slice of the cube.

    Args:
        rows: services as rows (within `area`), or areas (for `service`); the other choice narrows the rows themselves.
        names: (axis, node) → its words.
    """
    chosen = (service, area)
    axis = 0 if rows is Rows.SERVICE else 1
    order = _in_order(cube, axis)
    wanted = [(node, depth) for node, depth in order if chosen[axis] in (ALL, *_above(cube, axis, node))]
    shown = [
        (_at(chosen, axis, node), depth) for node, depth in wanted if (*_at(chosen, axis, node), ALL) in cube.cells
    ]
    reasons = [r for r in REASONS if any((*at, r) in cube.cells for at, _ in shown)]
    columns = {r: names(2, r) for r in reasons} | {ALL: "合計"}
    most = max((cube.shown((*at, r)) or 0 for at, _ in shown for r in reasons), default=0)
    lines = [Line(names(axis, at[axis]), depth, _cells(cube, at, columns, most), at[axis]) for at, depth in shown]
    grand = _at(chosen, axis, chosen[axis])
    sums = Line("合計", 0, _cells(cube, grand, columns, 0))
    persons = cube.cells[*grand, ALL].persons if cube.shown((*grand, ALL)) else None
    head = "サービス" if axis == 0 else "地域"
    return Table(head, tuple(columns.values()), tuple(lines), sums, persons)


def _at(chosen: tuple[str, str], axis: int, node: str) -> tuple[str, str]:
    return (node, chosen[1]) if axis == 0 else (chosen[0], node)


def _cells(cube: Cube, at: tuple[str, str], columns: Mapping[str, str], most: int) -> tuple[Cell, ...]:
    found = {reason: cube.shown((*at, reason)) for reason in columns}
    return tuple(Cell(columns[r], times, _shade(times, most) if r else 0) for r, times in found.items())


def _shade(times: int | None, most: int) -> int:
    return -(-times * _SHADES // most) if times and most else 0


def _above(cube: Cube, axis: int, node: str) -> list[str]:
    """The node and what it is part of."""
    found = [node]
    while axis == 1 and found[-1] in cube.areas:
        found.append(cube.areas[found[-1]])
    return found


def _in_order(cube: Cube, axis: int) -> list[tuple[str, int]]:
    """Nodes with their depth; in the tree of areas each before its parts, in the order of the codes."""
    paths = [_above(cube, axis, node)[::-1] for node in cube.nodes(axis)]
    return [(path[-1], len([n for n in path if n]) - 1) for path in sorted(paths, key=_known_first)]


def _known_first(path: list[str]) -> list[tuple[bool, str]]:
    return [(node == UNKNOWN, node) for node in path]
