"""返却・廃棄を答える (account or link), 確認用リンクを発行する, and the reminder of the daily job."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from renkei.accounts.queries import addressees
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.core.ids import new_token, token_hash
from renkei.disclosure.models import ReturnConfirmation
from renkei.disclosure.services import answer_return
from renkei.notifications.enums import Kind
from renkei.notifications.queries import told_since
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P
from renkei.privacy.models import ReturnKey
from renkei.privacy.queries.returns import REMIND_DAYS, ReturnLine, link_page, open_lines, own_line, register

#: A link lives this long.
LINK_DAYS = 30


@transaction.atomic
def confirm_own(*, actor: Actor, case_id: UUID, how: str, note: str, now: datetime) -> ReturnConfirmation:
    """返却・廃棄を答える: by the body itself. Raises NotFound when nothing is open."""
    own_line(actor=actor, case_id=case_id, at=now)
    return answer_return(actor=actor, case_id=case_id, how=how, note=note, now=now)


@transaction.atomic
def confirm_by_link(*, secret: str, how: str, note: str, name: str, now: datetime) -> ReturnConfirmation:
    """返却・廃棄を答える without an account: the link is used up.

    Raises:
        Conflict: it was answered, used or void meanwhile.
        RuleBroken: without the name of who answers.
    """
    page = link_page(secret=secret, at=now)
    key = lock(page.key)
    if page.line is None or key.used_at is not None:
        raise Conflict("この確認は、すでに受け付けています。")
    if not name.strip():
        raise RuleBroken("お名前を入力してください。", field="name")
    key.used_at = now
    key.save(update_fields=["used_at"])
    words = f"回答した方：{name.strip()}\n{note.strip()}".strip()
    return answer_return(actor=page.actor, case_id=key.case_id, how=how, note=words, now=now)


@transaction.atomic
def issue_return_link(*, actor: Actor, case_id: UUID, organisation_id: UUID, now: datetime) -> str:
    """確認用リンクを発行する: returns the secret once; earlier links to this body are void.

    Raises:
        RuleBroken: the installation has no public address. NotFound: nothing is open.
    """
    require(actor, P.REQUEST_TAKE)
    line = _line(actor, case_id, organisation_id, now)
    if not settings.PUBLIC_URL:
        raise RuleBroken(
            "外部から開けるアドレスが設定されていないため、リンクは使えません。電話などで確認してください。"
        )
    keys = ReturnKey.objects.filter(case_id=case_id, recipient_id=organisation_id, used_at__isnull=True)
    keys.filter(revoked_at__isnull=True).update(revoked_at=now)
    secret = new_token()
    key = ReturnKey.objects.create(
        case_id=line.case_id, recipient_id=line.recipient_id, secret_hash=token_hash(secret), made_by=actor.user_id,
        expires_at=now + timedelta(days=LINK_DAYS),
    )  # fmt: skip
    record(actor=actor, event=E.MESSAGE_SENT, now=now, thing=key, case_id=case_id, detail={"link": "return"})
    return secret


@transaction.atomic
def remind_returns(*, actor: Actor, now: datetime) -> int:
    """The daily job reminds bodies whose answer is due in a week or less: once. Returns how many bodies were reminded."""
    if actor.system != "jobs":
        raise NotFound()
    soon = day_of(now) + timedelta(days=REMIND_DAYS)
    lines = [line for line in open_lines(Q(case__destroyed_at__isnull=True), at=now) if line.due_on <= soon]
    return sum(_remind(actor, line, now) for line in lines)


def _remind(actor: Actor, line: ReturnLine, now: datetime) -> bool:
    to = addressees(line.recipient_id, at=now)
    if not to or told_since(
        kind=Kind.RETURN_REMINDER, case_id=line.case_id, organisation_id=line.recipient_id, since=line.ended_at
    ):
        return False
    notify(to=to, kind=Kind.RETURN_REMINDER, now=now, number=line.reference, link="/privacy/returns/own/",
           case_id=line.case_id)  # fmt: skip
    record(actor=actor, event=E.MESSAGE_SENT, now=now, case_id=line.case_id, detail={"kind": "return_reminder"})
    return True


def _line(actor: Actor, case_id: UUID, organisation_id: UUID, now: datetime) -> ReturnLine:
    for line in register(actor=actor, at=now):
        if (line.case_id, line.recipient_id) == (case_id, organisation_id):
            return line
    raise NotFound(permission=P.REQUEST_TAKE.code)
