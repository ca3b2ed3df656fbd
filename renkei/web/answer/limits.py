"""Wrong guesses are counted per address of the network; too many, and the door stays shut for a while."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache

from renkei.core.ids import token_hash
from renkei.web.http import HttpRequest

WRONG_PER_WINDOW = 10
WINDOW_SECONDS = 600


def is_shut(request: HttpRequest, now: datetime) -> bool:
    """Has this address guessed wrong too often in the last ten minutes?"""
    return int(cache.get(_name(request, now), 0)) >= WRONG_PER_WINDOW


def count_wrong(request: HttpRequest, now: datetime) -> None:
    """One more wrong guess."""
    name = _name(request, now)
    cache.set(name, int(cache.get(name, 0)) + 1, WINDOW_SECONDS)


def _name(request: HttpRequest, now: datetime) -> str:
    window = int(now.timestamp()) // WINDOW_SECONDS
    return f"answer-{window}-{token_hash(request.META.get('REMOTE_ADDR', ''))[:20]}"
