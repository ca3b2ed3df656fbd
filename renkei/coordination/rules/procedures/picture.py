"""これが終わらないと始められない as a picture: boxes in columns, an arrow from what comes first to what waits for it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from renkei.coordination.enums.procedures import ProcedureStatus

#: Pixels: a box, and between boxes.
BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y = 190, 52, 48, 16


@dataclass(frozen=True)
class Box:
    """One procedure. `is_done`: what waits for it may begin."""

    title: str
    status: str
    x: int
    y: int
    is_done: bool


@dataclass(frozen=True)
class Arrow:
    """From the right edge of a box to the left edge of the one that waits for it."""

    x1: int
    y1: int
    x2: int
    y2: int
    first: str
    then: str


@dataclass(frozen=True)
class Picture:
    """The whole, in pixels."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: int
    height: int


def draw(waits_for: Mapping[str, Iterable[str]], words: Mapping[str, tuple[str, str]]) -> Picture | None:
    """Those that wait or are waited for; None where nothing waits for anything.

    Args:
        waits_for: kind → kinds that come first; those not on the case are left out.
        words: kind → (title, status).
    """
    edges = [(b, k) for k, before in waits_for.items() for b in before if b in words and k in words]
    if not edges:
        return None
    column: dict[str, int] = {}
    for _ in range(len(words)):  # as deep as the longest chain; the file has no circle
        for before, kind in edges:
            column[kind] = max(column.get(kind, 0), column.setdefault(before, 0) + 1)
    place: dict[str, tuple[int, int]] = {}
    rows: dict[int, int] = {}
    for kind in (k for k in words if k in column):
        at = column[kind]
        first = max((place[b][1] for b, k in edges if k == kind and b in place), default=-1)
        row = max(rows.get(at, 0), first if first >= 0 else 0)
        place[kind], rows[at] = (at, row), row + 1
    boxes = tuple(_box(words[k], *place[k]) for k in place)
    arrows = tuple(_arrow(words[b][0], words[k][0], place[b], place[k]) for b, k in edges)
    return Picture(
        boxes,
        arrows,
        (max(column.values()) + 1) * (BOX_WIDTH + GAP_X) - GAP_X,
        max(rows.values()) * (BOX_HEIGHT + GAP_Y),
    )


def _box(words: tuple[str, str], column: int, row: int) -> Box:
    title, status = words
    done = status in (ProcedureStatus.GRANTED, ProcedureStatus.NOT_NEEDED)
    return Box(
        title, ProcedureStatus(status).label, column * (BOX_WIDTH + GAP_X), row * (BOX_HEIGHT + GAP_Y), done
    )  # fmt: skip


def _arrow(first: str, then: str, start: tuple[int, int], end: tuple[int, int]) -> Arrow:
    y1, y2 = (row * (BOX_HEIGHT + GAP_Y) + BOX_HEIGHT // 2 for _, row in (start, end))
    return Arrow(
        start[0] * (BOX_WIDTH + GAP_X) + BOX_WIDTH, y1, end[0] * (BOX_WIDTH + GAP_X), y2, first, then
    )  # fmt: skip
