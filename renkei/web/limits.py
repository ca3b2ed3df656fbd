"""Wrong guesses at a door that has no user behind it (one-time links, printed codes) are counted per network address;
too many, and that door stays shut for a while."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache

from renkei.core.ids import token_hash
from renkei.web.http import HttpRequest, client_address

WRONG_PER_WINDOW = 10
WINDOW_SECONDS = 600


def is_shut(request: HttpRequest, now: datetime, *, door: str) -> bool:
    """Has this address guessed wrong too often in the last ten minutes?"""
    return int(cache.get(_name(request, now, door), 0)) >= WRONG_PER_WINDOW


def count_wrong(request: HttpRequest, now: datetime, *, door: str) -> None:
    """One more wrong guess."""
    name = _name(request, now, door)
    if not cache.add(name, 1, WINDOW_SECONDS):
        cache.incr(name)


def _name(request: HttpRequest, now: datetime, door: str) -> str:
    window = int(now.timestamp()) // WINDOW_SECONDS
    return f"{door}-{window}-{token_hash(client_address(request))[:20]}"
