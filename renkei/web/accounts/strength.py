"""Whether this session was opened with a second factor (strong). One place, so that nothing else knows how it is kept."""

from __future__ import annotations

from django.http import HttpRequest

from config.sessions import STRONG


def is_strong(request: HttpRequest) -> bool:
    """Has the user shown a second factor in this session?"""
    return bool(request.session.get(STRONG))


def make_strong(request: HttpRequest) -> None:
    """A second factor was shown or enrolled: from here on with a new session key."""
    request.session[STRONG] = True
    request.session.cycle_key()


def make_weak(request: HttpRequest) -> None:
    """The last second factor is gone."""
    request.session.pop(STRONG, None)
