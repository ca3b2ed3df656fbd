"""Buttons of the ひな形: a body changes the ready-made ones, adds its own and puts away what it does not use."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.contacts.models import NoteTemplate
from renkei.contacts.rules.templates import Template
from renkei.core.db import explain
from renkei.core.errors import RuleBroken
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

_FIELDS = ("name", "method", "counterpart", "item", "info_class", "minutes", "text")


@transaction.atomic
def save_template(*, actor: Actor, code: str, now: datetime, **fields: Any) -> NoteTemplate:
    """ひな形を保存する. `code`: of the one that is changed; empty: a new one. It is offered again if it was put away.

    Raises:
        RuleBroken: no name.
        NotAllowed: the role chooses none.
    """
    require(actor, P.NOTE_TEMPLATE)
    if not str(fields.get("name") or "").strip():
        raise RuleBroken("ひな形の名前を入力してください。", field="name")
    return _save(actor, code or uuid4().hex, now, {name: fields[name] for name in _FIELDS} | {"hidden": False})


@transaction.atomic
def put_away_template(*, actor: Actor, template: Template, hidden: bool, now: datetime) -> NoteTemplate:
    """使わない・また使う. Nothing is deleted; a second click changes nothing.

    Raises:
        NotAllowed: the role chooses none.
    """
    require(actor, P.NOTE_TEMPLATE)
    return _save(actor, template.code, now, {name: getattr(template, name) for name in _FIELDS} | {"hidden": hidden})


def _save(actor: Actor, code: str, now: datetime, values: dict[str, Any]) -> NoteTemplate:
    values |= {"saved_at": now, "saved_by": actor.user_id}
    try:
        with transaction.atomic():
            row, _ = NoteTemplate.objects.update_or_create(
                organisation_id=actor.organisation_id, code=code, defaults=values
            )
    except IntegrityError as error:
        raise explain(error, NoteTemplate) from None
    detail = {"kind": "note_template", "hidden": values["hidden"]}
    record(actor=actor, event=E.SYSTEM_CHANGED, now=now, thing=row, detail=detail)
    return row
