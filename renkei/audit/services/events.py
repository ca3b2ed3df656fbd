"""Writing the record. Called by every service; never from a screen except for refusals, prints and views."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.policy.actor import Actor


def record(
    *,
    actor: Actor,
    event: E,
    now: datetime,
    thing: models.Model | None = None,
    case_id: UUID | None = None,
    info_class: str = "",
    reason: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write one event in the caller's transaction. `detail` holds codes and ids only, never text typed by a user.

    The insert reads nothing back: a writer need not be a reader of the record.
    """
    Event.objects.create(
        at=now,
        code=event,
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        membership_id=actor.membership_id,
        system=actor.system,
        object_type=thing._meta.label_lower if thing is not None else "",
        object_id=thing.pk if thing is not None and isinstance(thing.pk, UUID) else None,
        case_id=case_id,
        info_class=info_class,
        reason=reason,
        detail=dict(detail or {}),
    )


def record_view(
    *, actor: Actor, now: datetime, case_id: UUID, info_class: str, thing: models.Model | None = None, reason: str = ""
) -> None:
    """A personal class was read; the page leaves only after this row is committed."""
    record(
        actor=actor, event=E.RECORD_VIEWED, now=now, thing=thing, case_id=case_id, info_class=info_class, reason=reason
    )


def record_views(*, actor: Actor, now: datetime, opened: Iterable[tuple[UUID, str]]) -> None:
    """Of a list across cases: each (case, information class) whose texts were shown, in one statement that reads nothing back.

    The ids are placeholders: the trigger gives each row its number.
    """
    Event.objects.bulk_create(
        Event(
            id=place, at=now, code=E.RECORD_VIEWED, user_id=actor.user_id, organisation_id=actor.organisation_id,
            membership_id=actor.membership_id, system=actor.system, case_id=case_id, info_class=info_class,
        )
        for place, (case_id, info_class) in enumerate(sorted(set(opened), key=str))
    )  # fmt: skip


def record_session(*, actor: Actor, event: E, now: datetime, locked: bool = False, methods: Sequence[str] = ()) -> None:
    """サインイン・失敗・サインアウト. A failure names the user only when the address is known; never the address.

    Args:
        methods: codes of what was shown, such as ("password", "totp").
    """
    detail: dict[str, object] = {"locked": True} if locked else {}
    record(actor=actor, event=event, now=now, detail=detail | ({"method": "+".join(methods)} if methods else {}))


@transaction.atomic(durable=False)
def record_refusal(*, actor: Actor, now: datetime, permission: str, case_id: UUID | None, status: int) -> None:
    """A refusal, in a transaction of its own: the screen's middleware calls this after the rollback.

    `permission`: the code of what was asked for; empty where something looked for was absent or out of scope.
    """
    record(
        actor=actor,
        event=E.ACCESS_REFUSED,
        now=now,
        case_id=case_id,
        detail={"permission": permission, "status": status},
    )
