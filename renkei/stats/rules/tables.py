"""The tables of a report of activities: each axis by 事業の区分, in Japanese, for the screen, the print and Excel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from renkei.contacts.enums import ContactMethod, Counterpart, ProgrammeItem
from renkei.core.tables import Cell
from renkei.stats.rules.activity import AXES, ActivityLine, Cells, Sums, lines_of
from renkei.stats.rules.gapmap import HIDDEN
from renkei.stats.rules.periods import month_words
from renkei.stats.rules.sources import SOURCES
from renkei.stats.rules.suppression import Key

ITEMS: dict[str, str] = {str(code): str(label) for code, label in ProgrammeItem.choices}
_WORDS: dict[str, dict[str, str]] = {
    "item": ITEMS,
    "method": {str(code): str(label) for code, label in ContactMethod.choices},
    "counterpart": {str(code): str(label) for code, label in Counterpart.choices},
    "source": {source.code: source.label for source in SOURCES},
}
_TITLES = {"method": "方法", "counterpart": "相手", "source": "数えた記録", "month": "月"}


@dataclass(frozen=True)
class ActivityTable:
    """`columns`: the words of 事業の区分 that occur. Each line has a figure for each, and its total."""

    axis: str
    title: str
    columns: tuple[str, ...]
    lines: tuple[ActivityLine, ...]


@dataclass(frozen=True)
class ItemLine:
    """One 事業の区分, or all together (`node` empty)."""

    node: str
    label: str
    sums: Sums | None


def words_of(cells: Cells, axis: str) -> dict[str, str]:
    """Node → Japanese, in the order of the code list; months in their own."""
    if axis == "month":
        return {node: month_words(date.fromisoformat(f"{node}-01")) for node in cells.nodes("month")}
    return _WORDS[axis]


def items_of(cells: Cells) -> list[ItemLine]:
    """事業の区分 that occur, and the total."""
    found = [ItemLine(code, word, cells.at(item=code)) for code, word in ITEMS.items() if code in cells.nodes("item")]
    return [*found, ItemLine("", "合計", cells.at())]


def tables_of(cells: Cells) -> list[ActivityTable]:
    """方法, 相手, 出所, and (of more than one month) 月, each by 事業の区分."""
    axes = [axis for axis in _TITLES if axis != "month" or len(cells.nodes("month")) > 1]
    columns = tuple(word for code, word in ITEMS.items() if code in cells.nodes("item"))
    return [
        ActivityTable(
            axis, _TITLES[axis], columns, tuple(lines_of(cells, axis, words=words_of(cells, axis), columns=ITEMS))
        )
        for axis in axes
    ]


def key_words(cells: Cells, key: Key) -> str:
    """What a key is about: 「電話」, 「合計」."""
    said = [words_of(cells, axis).get(node, node) for axis, node in zip(AXES, key, strict=True) if node]
    return "・".join(said) or "合計"


def chosen_words(cells: Cells, chosen: Mapping[str, str]) -> str:
    """The same of what a reader chose; a code that is none says nothing."""
    return "・".join(words_of(cells, axis).get(node, "") for axis, node in chosen.items() if node) or "すべて"


def sheets_of(cells: Cells) -> list[tuple[str, list[str], list[list[Cell]]]]:
    """For Excel: (title, header, rows). What is hidden is a sign, never a number."""
    header = ["事業の区分", "延べ件数", "実人数", "時間（分）", "移動（分）", "実事業所数"]
    rows: list[list[Cell]] = [[line.label, *_numbers(line.sums)] for line in items_of(cells)]
    sheets = [("事業の区分", header, rows)]
    for table in tables_of(cells):
        head = [table.title, *(f"{word}（延べ）" for word in table.columns), "延べ件数", "実人数", "時間（分）", "移動（分）",
                "実事業所数"]  # fmt: skip
        lines: list[list[Cell]] = [
            [line.label, *(_times(sums) for _, _, sums in line.cells), *_numbers(line.total)] for line in table.lines
        ]
        sheets.append((table.title, head, lines))
    return sheets


def _times(sums: Sums | None) -> Cell:
    return HIDDEN if sums is None else sums.times


def _numbers(sums: Sums | None) -> list[Cell]:
    if sums is None:
        return [HIDDEN] * 5
    return [sums.times, sums.persons, sums.minutes, sums.travel, sums.offices]
