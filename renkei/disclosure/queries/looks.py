"""One look at the ledger for a page that asks it often: what has been asked already is not asked again.

ホーム puts a dozen questions from every area to the ledger, and most of them are the same one. Inside `one_look` each
question that differs is asked once, and the cases it names are handed on as ids. Only for pages that change nothing:
what is written inside a look is not in it. The wall stands behind every statement as before (ADR 0020).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from renkei.policy.actor import Actor

T = TypeVar("T")


@dataclass
class Look:
    """What this actor asked at this moment, with the answers."""

    actor: Actor
    at: datetime
    answers: dict[Hashable, Any] = field(default_factory=dict)


_LOOK: ContextVar[Look | None] = ContextVar("look", default=None)


@contextmanager
def one_look(*, actor: Actor, at: datetime) -> Iterator[None]:
    """Within: `visible_cases` and the like of this actor at this moment ask the database once for each question."""
    token = _LOOK.set(Look(actor, at))
    try:
        yield
    finally:
        _LOOK.reset(token)


def is_looking(*, actor: Actor, at: datetime) -> bool:
    """Is this one of the questions of a running look? Another actor's, or one of another moment, is not."""
    look = _LOOK.get()
    return look is not None and look.at == at and look.actor == actor


def once(question: Hashable, ask: Callable[[], T], *, actor: Actor, at: datetime) -> T:
    """The answer given before in this look; outside of one `ask` is called every time."""
    look = _LOOK.get()
    if look is None or not is_looking(actor=actor, at=at):
        return ask()
    if question not in look.answers:
        look.answers[question] = ask()
    return look.answers[question]
