"""秘匿: which figures of a table may be shown so that no hidden one can be worked out from the others.

A cell is hidden when fewer *persons* stand behind it than the municipality asks for: ten declines of one person are one
person. Then further cells are hidden (complementary suppression) until three things hold, over the whole cube of
service × area × reason with all its totals at once, so that no two views of it can be played against each other:

1. where a total is shown, its hidden parts are several, together of enough persons, and more declines than parts
   (else every part would be 1);
2. where a total is hidden, some part is hidden too;
3. no hidden cell is the only solution of all equations "total = sum of its parts" together (exact elimination).

Source of the need: the programme's reports hide cells under five persons in whatever leaves the municipality. Method: the
usual rules for linked tables with totals (primary and secondary suppression); zero is shown, as it describes nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Key = tuple[str, ...]  # one node per axis; "" is the total of an axis
#: node → the node it is a part of; nodes that are not mentioned are parts of the total "".
Tree = Mapping[str, str]

_PRIME = (1 << 61) - 1


@dataclass(frozen=True)
class Figure:
    """延べ件数 and 実人数 behind one cell; a cell of nobody does not exist."""

    times: int
    persons: int


@dataclass(frozen=True)
class Equation:
    """total = sum of parts, along one axis."""

    total: Key
    parts: tuple[Key, ...]


def hidden_cells(cells: Mapping[Key, Figure], trees: tuple[Tree, ...], *, least: int) -> frozenset[Key]:
    """The cells that must not be shown.

    Args:
        cells: every cell with somebody behind it, with all totals.
        trees: for each axis, which node is part of which.
        least: fewer persons than this are never shown.
    """
    equations = equations_of(cells, trees)
    hidden = {key for key, figure in cells.items() if figure.persons < least}
    where: dict[Key, list[Equation]] = defaultdict(list)
    for equation in equations:
        for key in (equation.total, *equation.parts):
            where[key].append(equation)
    _settle(hidden, list(equations), cells, least, where)
    while found := determined(hidden, equations):
        for key in sorted(found, key=lambda k: _size(k, cells)):
            around = (k for e in where[key] for k in (e.total, *e.parts))
            more = _cheapest(around, hidden, cells) or _cheapest(cells, hidden, cells)
            if more is not None:
                hidden.add(more)
                _settle(hidden, list(where[more]), cells, least, where)
    return frozenset(hidden)


def equations_of(cells: Iterable[Key], trees: tuple[Tree, ...]) -> list[Equation]:
    """Every "total = sum of its parts" in which a cell stands."""
    parts: dict[Key, dict[int, list[Key]]] = defaultdict(lambda: defaultdict(list))
    for key in sorted(cells):
        for axis, node in enumerate(key):
            if node:
                parts[*key[:axis], trees[axis].get(node, ""), *key[axis + 1 :]][axis].append(key)
    return [Equation(total, tuple(found)) for total, by_axis in parts.items() for found in by_axis.values()]


def _settle(
    hidden: set[Key],
    waiting: list[Equation],
    cells: Mapping[Key, Figure],
    least: int,
    where: Mapping[Key, list[Equation]],
) -> None:
    """Rules 1 and 2, until nothing changes; hides the smallest cell that helps, else the total."""
    while waiting:
        equation = waiting.pop()
        while not _is_safe(equation, hidden, cells, least):
            more = _cheapest(equation.parts, hidden, cells) or equation.total
            hidden.add(more)
            waiting += where[more]


def _is_safe(equation: Equation, hidden: set[Key], cells: Mapping[Key, Figure], least: int) -> bool:
    parts = [cells[key] for key in equation.parts if key in hidden]
    if equation.total in hidden:
        return bool(parts)
    enough = sum(p.persons for p in parts) >= least and sum(p.times for p in parts) > len(parts)
    return not parts or (len(parts) > 1 and enough)


def _size(key: Key, cells: Mapping[Key, Figure]) -> tuple[int, int, Key]:
    return cells[key].persons, cells[key].times, key


def _cheapest(keys: Iterable[Key], hidden: set[Key], cells: Mapping[Key, Figure]) -> Key | None:
    return min((k for k in keys if k not in hidden), key=lambda k: _size(k, cells), default=None)


def determined(hidden: set[Key], equations: Iterable[Equation]) -> set[Key]:
    """Hidden cells that the equations, together with all shown cells, leave only one value.

    Gauss–Jordan over the hidden cells (modulo a large prime; the coefficients are 1 and −1): a cell is known exactly
    when it stands alone in a reduced row.
    """
    rows: dict[Key, dict[Key, int]] = {}  # pivot → its row
    used: dict[Key, set[Key]] = defaultdict(set)  # cell → pivots of the rows in which it stands beside the pivot
    for equation in equations:
        row = {key: 1 for key in equation.parts if key in hidden}
        if equation.total in hidden:
            row[equation.total] = _PRIME - 1
        _reduce(row, rows)
        if row:
            _take(row, rows, used)
    return {pivot for pivot, row in rows.items() if len(row) == 1}


def _reduce(row: dict[Key, int], rows: dict[Key, dict[Key, int]]) -> None:
    for pivot in [key for key in row if key in rows]:
        _subtract(row, rows[pivot], row[pivot])


def _take(row: dict[Key, int], rows: dict[Key, dict[Key, int]], used: dict[Key, set[Key]]) -> None:
    pivot = min(row, key=lambda key: (len(used[key]), key))
    inverse = pow(row[pivot], -1, _PRIME)
    for key in row:
        row[key] = row[key] * inverse % _PRIME
    rows[pivot] = row
    for key in row.keys() - {pivot}:
        used[key].add(pivot)
    for other in used.pop(pivot, set()):
        before = set(rows[other])
        _subtract(rows[other], row, rows[other][pivot])
        after = set(rows[other])
        for key in before - after:
            used[key].discard(other)
        for key in after - before:
            used[key].add(other)


def _subtract(row: dict[Key, int], other: Mapping[Key, int], factor: int) -> None:
    for key, value in other.items():
        left = (row.get(key, 0) - factor * value) % _PRIME
        if left:
            row[key] = left
        else:
            row.pop(key, None)
