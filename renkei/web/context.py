"""What every page knows: who acts, the menu, how many messages wait."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from renkei.web import menu


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Lazy: an htmx fragment pays for nothing it does not show."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "menu_items": SimpleLazyObject(lambda: menu.items_for(actor, request.path)),
        "unread_count": SimpleLazyObject(lambda: _unread(actor)),
        "is_demo": getattr(settings, "DEMO", False),
    }


def _unread(actor: Any) -> int:
    from renkei.notifications import queries

    return queries.unread_count(actor=actor) if actor else 0
