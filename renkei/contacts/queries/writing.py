"""What a new note starts with: the ひな形 of one's body, and one's own last choices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from renkei.accounts.queries import names_of_users
from renkei.contacts.enums import Doer
from renkei.contacts.models import Note, NoteTemplate
from renkei.contacts.queries.notes import writable_classes
from renkei.contacts.rules.spans import just_over
from renkei.contacts.rules.templates import Template, built_in
from renkei.core.errors import NotFound
from renkei.disclosure.queries import CaseAccess
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass

_FIELDS = ("code", "name", "method", "counterpart", "item", "info_class", "minutes", "text", "hidden")


def templates_for(*, actor: Actor, hidden: bool = False) -> list[Template]:
    """Those that this body offers its writers: the built-in ones as it changed them, then its own. One query.

    Args:
        hidden: also those that it put away.
    """
    rows = NoteTemplate.objects.filter(organisation_id=actor.organisation_id).order_by("saved_at", "pk")
    own = {row.code: Template(**{name: getattr(row, name) for name in _FIELDS}, own=True) for row in rows}
    ready = [own.pop(template.code, template) for template in built_in()]
    return [template for template in (*ready, *own.values()) if hidden or not template.hidden]


def own_template(*, actor: Actor, code: str) -> Template:
    """One of them, to be changed. Raises NotFound."""
    for template in templates_for(actor=actor, hidden=True):
        if template.code == code:
            return template
    raise NotFound()


def first_values(*, access: CaseAccess, at: datetime, template: Template | None = None) -> dict[str, Any]:
    """What the form shows at first: the template's codes, else those of this writer's last note; it is just over.

    Of the last note only codes are read, no text.
    """
    classes = [str(c) for c in writable_classes(access=access)]
    values: dict[str, Any] = {"doer": Doer.SELF, "shareable": False, "item": "a", "next_owner": access.actor.user_id}
    source: Any = template or _last(access.actor)
    minutes = template.minutes if template else None
    if source is not None:
        values |= {name: getattr(source, name) for name in ("method", "counterpart", "item")}
    wanted = source.info_class if source is not None else ""
    values["info_class"] = next((c for c in (wanted, InfoClass.WELFARE, InfoClass.SUMMARY) if c in classes), "")
    return values | {"at": just_over(at, minutes), "minutes": minutes, "text": template.text if template else ""}


def owners(*, access: CaseAccess) -> list[tuple[str, str]]:
    """(id or "", name): who of one's own body may take 次の対応: oneself first, then nobody yet, then the others on the case."""
    me = access.actor.user_id
    names = names_of_users(access.facts.assigned)
    others = [
        (str(user), names[user]) for user in sorted(access.facts.assigned, key=str) if user != me and user in names
    ]
    return [(str(me), "自分"), ("", "まだ決めない"), *others]


def _last(actor: Actor) -> Note | None:
    mine = Note.objects.filter(author=actor.user_id, organisation_id=actor.organisation_id)
    return mine.order_by("-written_at").only("method", "counterpart", "item", "info_class").first()
