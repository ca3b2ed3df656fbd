"""The one-time id of a form as it was shown: a hidden field in every form that posts, beside Django's CSRF token.

It is signed and says for whom the form was drawn, so that a post is taken once, and for that user and membership only.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from renkei.accounts.services.forms import SENT_FORM_DAYS
from renkei.core.ids import new_id
from renkei.web.http import HttpRequest

FIELD = "form_id"
#: Hidden fields of the house: never part of what was typed.
HOUSE_FIELDS = frozenset({"csrfmiddlewaretoken", FIELD})
_SALT = "renkei.web.form"


@dataclass(frozen=True)
class Ticket:
    """One form, drawn once: its id, and the user and membership it was drawn for (None: nobody was signed in)."""

    form_id: UUID
    user_id: UUID | None
    membership_id: UUID | None


def hidden_fields(request: HttpRequest) -> SafeString:
    """The CSRF token and a new ticket, for one form. Browsers must not carry the ticket over to a new page."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="{}" value="{}"'
        ' autocomplete="off">',
        get_token(request),
        FIELD,
        issue(request),
    )


def issue(request: HttpRequest) -> str:
    """A new ticket for whoever looks at the page."""
    actor = getattr(request, "actor", None)
    user = getattr(request, "user", None)
    user_id = getattr(user, "pk", None)
    holder = [str(user_id or ""), str(actor.membership_id or "") if actor else ""]
    return signing.dumps([new_id().hex, *holder], salt=_SALT)


def read(request: HttpRequest) -> Ticket | None:
    """The ticket of a post; None without one.

    Raises:
        BadSignature: it was not made here.
        SignatureExpired: the page is older than what we remember.
    """
    value = request.POST.get(FIELD)
    if not value:
        return None
    form_id, user_id, membership_id = signing.loads(value, salt=_SALT, max_age=SENT_FORM_DAYS * 24 * 3600)
    return Ticket(UUID(form_id), UUID(user_id) if user_id else None, UUID(membership_id) if membership_id else None)
