"""What waits for a user: one line of the home page. Every area offers its `SOURCES`, and `queries.waiting(actor, at)`: all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

#: As many lines as the home page shows: of one kind a query gives no more, the most urgent ones.
SHOWN = 50


@dataclass(frozen=True)
class Waiting:
    """`title` what to do, `why`, `due` until when (None: no date), and the page: a URL name with its arguments."""

    title: str
    why: str
    due: date | None
    url_name: str
    url_args: tuple[UUID | str, ...] = ()
    number: str = ""


@dataclass(frozen=True)
class Source:
    """One kind of what waits.

    `ask(actor=, at=)` gives the lines. `bell` (呼び鈴) is the rest of a `SELECT` that finds a row wherever `ask` may have a line: where it
    finds none, ホーム does not ask (`disclosure.queries.bells`, which says what a bell may name). It may ring for nothing, but
    never be silent for something; where that can't be said shortly, leave it empty.
    """

    ask: Callable[..., Iterable[Waiting]]
    bell: str = ""


def bell(text: str, **codes: object) -> str:
    """A bell with codes of enumerations and numbers in their places, `{name}`; `{mine}` and `{own}`: the ids of these tables."""
    written = {name: _written(value) for name, value in codes.items()}
    return text.format(mine="(SELECT case_id FROM mine)", own="(SELECT id FROM own)", **written)


def _written(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    return f"'{value}'" if isinstance(value, str) else "(" + ", ".join(map(_written, cast(Iterable[str], value))) + ")"
