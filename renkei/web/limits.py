"""Wrong guesses at a door that has no user behind it (one-time links, printed codes) are counted per network address;
too many, and that door stays shut for a while."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache

from renkei.core.ids import token_hash
from renkei.web.http import HttpRequest, client_address

WRONG_PER_WINDOW = 10
WINDOW_SECONDS = 600


def is_shut(request: HttpRequest, now: datetime, *, door: str, most: int = WRONG_PER_WINDOW) -> bool:
    """Has this address guessed wrong (or gone through) too often in the last ten minutes?"""
    return int(cache.get(_name(request, now, door), 0)) >= most


def count_wrong(request: HttpRequest, now: datetime, *, door: str) -> None:
    """One more wrong guess."""
    count_through(request, now, door=door)


def count_through(request: HttpRequest, now: datetime, *, door: str) -> None:
    """Once more through a door of which nobody needs to make much use."""
    name = _name(request, now, door)
    if not cache.add(name, 1, WINDOW_SECONDS):
        cache.incr(name)


def _name(request: HttpRequest, now: datetime, door: str) -> str:
    window = int(now.timestamp()) // WINDOW_SECONDS
    return f"{door}-{window}-{token_hash(client_address(request))[:20]}"
