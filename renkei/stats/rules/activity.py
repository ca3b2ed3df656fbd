"""活動の集計: the cube of month × source × item × method × counterpart, its tables, what is hidden, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field, replace
from typing import Any

from renkei.stats.rules.suppression import Figure, Key, hidden_cells

AXES = ("month", "source", "item", "method", "counterpart")
_ALL: Key = ("",) * len(AXES)


@dataclass(frozen=True)
class Sums:
    """延べ件数, 実人数 (of rows with a person), minutes of work and of travel, 実事業所数."""

    times: int = 0
    persons: int = 0
    minutes: int = 0
    travel: int = 0
    offices: int = 0

    @property
    def hours(self) -> str:
        """1時間30分, of work."""
        return in_hours(self.minutes)

    @property
    def travel_hours(self) -> str:
        """The same of travel."""
        return in_hours(self.travel)


def in_hours(minutes: int) -> str:
    """90 → 1時間30分; 0 → 0分."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}時間{rest}分" if hours and rest else f"{hours}時間" if hours else f"{rest}分"


@dataclass(frozen=True)
class Cells:
    """Every figure with the totals of one and of two axes. `hidden`: not to be shown outside."""

    sums: Mapping[Key, Sums] = field(default_factory=dict)
    hidden: frozenset[Key] = frozenset()

    def nodes(self, axis: str) -> list[str]:
        """What occurs on an axis."""
        return sorted({key[AXES.index(axis)] for key in self.sums} - {""})

    def at(self, **chosen: str) -> Sums | None:
        """The figure of these nodes (the rest summed); None where it is hidden."""
        key = key_of(**chosen)
        return None if key in self.hidden else self.sums.get(key, Sums())

    @property
    def is_empty(self) -> bool:
        return _ALL not in self.sums


def key_of(**chosen: str) -> Key:
    """The key of these nodes; `AXES` that are not named are summed."""
    return tuple(chosen.get(axis, "") for axis in AXES)


def for_outside(cells: Cells, *, least: int) -> Cells:
    """The same with small counts hidden, and what would give them away by subtraction (ADR 0015).

    A figure about nobody (実人数 0: answers about offices) says nothing of a person, and counts as enough.
    """
    figures = {key: Figure(s.times, s.persons or least) for key, s in cells.sums.items()}
    return replace(cells, hidden=hidden_cells(figures, ({},) * len(AXES), least=least))


@dataclass(frozen=True)
class ActivityLine:
    """A line: its node (for the rows behind it), its words, a figure for each column, and of the whole line."""

    node: str
    label: str
    cells: tuple[tuple[str, str, Sums | None], ...]  # (column's node, its words, figure)
    total: Sums | None


def lines_of(cells: Cells, axis: str, *, words: Mapping[str, str], columns: Mapping[str, str]) -> list[ActivityLine]:
    """The table of an axis by 事業の区分; the last line is the total. `words`, `columns`: node → Japanese, in their order."""
    found = [node for node in words if node in cells.nodes(axis)]
    shown = {code: word for code, word in columns.items() if code in cells.nodes("item")}
    return [_line(cells, {axis: node}, node, words[node], shown) for node in found] + [
        _line(cells, {}, "", "合計", shown)
    ]


def _line(cells: Cells, at: dict[str, str], node: str, label: str, columns: Mapping[str, str]) -> ActivityLine:
    found = tuple((code, word, cells.at(**(at | {"item": code}))) for code, word in columns.items())
    return ActivityLine(node, label, found, cells.at(**at))


def to_json(cells: Cells) -> list[list[Any]]:
    """As it is kept: [month, source, item, method, counterpart, 延べ, 実人数, 分, 移動の分, 事業所], sorted."""
    return [[*key, *astuple(sums)] for key, sums in sorted(cells.sums.items())]


def from_json(kept: Iterable[list[Any]]) -> Cells:
    """What `to_json` made."""
    width = len(AXES)
    return Cells({tuple(line[:width]): Sums(*line[width:]) for line in kept})


def changes(before: Cells, after: Cells) -> list[tuple[Key, Sums, Sums]]:
    """Where two versions differ, in totals and in single nodes (pairs of nodes follow from them)."""
    keys = sorted({*before.sums, *after.sums}, key=lambda key: (sum(map(bool, key)), key))
    pairs = (
        (key, before.sums.get(key, Sums()), after.sums.get(key, Sums())) for key in keys if sum(map(bool, key)) < 2
    )
    return [(key, old, new) for key, old, new in pairs if old != new]
