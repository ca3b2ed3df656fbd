"""What two releases differ in, folded from what each import between them changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from renkei.core.text import normalise
from renkei.offices.enums import ChangeKind

#: Column → [before, after], as stored.
Fields = Mapping[str, list[Any]]


@dataclass(frozen=True)
class Step:
    """One change of one row, in the order of the imports."""

    kind: ChangeKind
    fields: Fields


def fold(steps: Iterable[Step]) -> Step | None:
    """The steps of one row as one; None where the row is in the end as it was.

    Opened and gone again, or changed and changed back, is no difference between the two releases.
    """
    taken = list(steps)
    was = taken[0].kind in (ChangeKind.CHANGED, ChangeKind.GONE)
    is_listed = taken[-1].kind is not ChangeKind.GONE
    fields = _merged(taken)
    if was and is_listed:
        return Step(ChangeKind.CHANGED, fields) if fields else None
    if was:
        return Step(ChangeKind.GONE, {})
    if not is_listed:
        return None
    return Step(taken[0].kind, fields if taken[0].kind is ChangeKind.RELISTED else {})


def _merged(steps: Iterable[Step]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for step in steps:
        for name, (old, new) in step.fields.items():
            found[name] = [found[name][0] if name in found else old, new]
    return {name: pair for name, pair in found.items() if _plain(pair[0]) != _plain(pair[1])}


def _plain(value: Any) -> Any:
    return normalise(value) if isinstance(value, str) else value
