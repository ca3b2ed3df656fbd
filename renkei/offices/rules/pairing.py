"""Which row of this release is which row of the last: new, kept (and what changed), gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from renkei.offices.rules import texts
from renkei.offices.rules.entries import TRACKED, Entry


@dataclass(frozen=True)
class Held:
    """A stored row: its id, its values by column, the office it belongs to, and whether it is listed."""

    id: Any
    office_id: Any
    values: dict[str, Any]
    listed: bool


@dataclass
class Pairs:
    """The result; every entry stands in `kept` or `new`, every listed row in `kept` or `gone`."""

    kept: list[tuple[Entry, Held]] = field(default_factory=list)
    new: list[Entry] = field(default_factory=list)
    gone: list[Held] = field(default_factory=list)


_Signature = Callable[[dict[str, Any]], tuple[Any, ...] | None]


def _by(*names: str) -> _Signature:
    def signature(values: dict[str, Any]) -> tuple[Any, ...] | None:
        found = tuple(values[name] for name in names)
        return found if all(found) else None

    return signature


#: Strongest first. NO alone is not enough: a few are used twice, for different offices.
_SIGNATURES: tuple[_Signature, ...] = (
    lambda v: (v["source_key"], v["office_number"], v["name_key"], v["place_key"]),
    _by("source_key", "office_number", "name_key"),
    _by("source_key", "office_number"),
    _by("source_key", "name_key"),
    _by("source_key", "place_key"),
    _by("office_number", "name_key", "place_key"),
    _by("office_number", "name_key"),
)


def pair(held: Iterable[Held], entries: Iterable[Entry]) -> Pairs:
    """Pair rows by ever weaker signatures: NO with number and name, …, at last 事業所番号 with the name."""
    open_entries = list(entries)
    open_held = sorted(held, key=lambda h: not h.listed)
    pairs = Pairs()
    for signature in _SIGNATURES:
        if not open_entries or not open_held:
            break
        open_entries, open_held = _pass(signature, open_entries, open_held, pairs)
    pairs.new = open_entries
    pairs.gone = [h for h in open_held if h.listed]
    return pairs


def _pass(
    signature: _Signature, entries: Sequence[Entry], held: Sequence[Held], pairs: Pairs
) -> tuple[list[Entry], list[Held]]:
    waiting: dict[tuple[Any, ...], list[Held]] = defaultdict(list)
    for row in reversed(held):
        if (mark := signature(row.values)) is not None:
            waiting[mark].append(row)
    taken, left = set(), []
    for entry in entries:
        mark = signature(entry.values)
        if mark is not None and waiting.get(mark):
            row = waiting[mark].pop()
            taken.add(row.id)
            pairs.kept.append((entry, row))
        else:
            left.append(entry)
    return left, [row for row in held if row.id not in taken]


def changes(held: Held, entry: Entry) -> dict[str, Any]:
    """The tracked columns that say something else now. Width, dashes and lost characters are no change."""
    found = {}
    for name in TRACKED:
        old, new = held.values[name], entry.values[name]
        if old == new:
            continue
        if (
            isinstance(old, str)
            and isinstance(new, str)
            and (texts.same_text(old, new) or texts.same_but_replaced(old, new))
        ):
            continue
        found[name] = new
    return found


def split_doubles(entries: Iterable[Entry]) -> tuple[list[Entry], list[tuple[Entry, Entry]]]:
    """(rows that differ from each other, [(double, the row it repeats)])."""
    first: dict[tuple[str, str, str, str], Entry] = {}
    doubles = []
    for entry in entries:
        if entry.identity in first:
            doubles.append((entry, first[entry.identity]))
        else:
            first[entry.identity] = entry
    return list(first.values()), doubles


def keys_used_twice(entries: Iterable[Entry]) -> set[str]:
    """NO values that stand on more than one row."""
    seen: set[str] = set()
    twice: set[str] = set()
    for entry in entries:
        key = entry.values["source_key"]
        if key in seen:
            twice.add(key)
        seen.add(key)
    return twice - {""}
