"""What waits for a user: one line of the home page. Every area offers `queries.waiting(actor, at)`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
