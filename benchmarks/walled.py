"""The second wall's cost: the same pages with it, and without it, in turns.

Without: the same program connects as the owner, before whom no policy stands. Both announce their actor.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.meter import Times
from benchmarks.pages import page_of
from benchmarks.stage import Signed
from config.postgresql.base import own_connection

_TURN = 5  # rounds of one side before the other comes


@dataclass(frozen=True)
class Compared:
    """One page of one actor."""

    page: str
    who: str
    cases: int
    without: Times
    walled: Times

    @property
    def ratio(self) -> float:
        return self.walled.median / self.without.median


def compare(signed: Signed, *, rounds: int) -> list[Compared]:
    """The list and a case's page."""
    found = []
    for page, address in (("case list", "/cases/"), ("case page", f"/cases/{signed.case_id}/")):
        task, without, walled = page_of(signed, address), Times(), Times()
        for _ in range(max(1, rounds // _TURN)):
            with own_connection().as_owner():
                without.take(task, rounds=_TURN)
            walled.take(task, rounds=_TURN)
        found.append(Compared(page, signed.who, signed.cases, without, walled))
    return found
