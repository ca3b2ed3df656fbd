"""What every page knows: who acts, the menu, how many messages wait."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from renkei.web import menu
from renkei.web.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Lazy: an htmx fragment pays for nothing it does not show."""
    actor, weak = getattr(request, "actor", None), getattr(request, "needs_factor", False)
    return {
        "actor": actor,
        "csp_nonce": getattr(request, "csp_nonce", None),
        "needs_factor": weak,
        "menu_items": SimpleLazyObject(lambda: [] if weak else menu.items_for(actor, request.path)),
        "unread_count": SimpleLazyObject(lambda: _unread(actor)),
        "other_memberships": SimpleLazyObject(lambda: _others(actor)),
        "is_demo": getattr(settings, "DEMO", False),
    }


def _unread(actor: Any) -> int:
    from renkei.notifications import queries

    return queries.unread_count(actor=actor) if actor else 0


def _others(actor: Any) -> list[Any]:
    from renkei.accounts import queries
    from renkei.core.clock import now

    if actor is None or actor.user_id is None:
        return []
    return [m for m in queries.live_memberships(user_id=actor.user_id, at=now()) if m.pk != actor.membership_id]
