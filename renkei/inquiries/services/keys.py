"""One-time links and printed sheets. The secret leaves this module once; the database keeps its hash."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.db import lock
from renkei.core.errors import Conflict, RuleBroken
from renkei.core.ids import new_code, new_token, token_hash
from renkei.inquiries.enums import ANSWERABLE, KeyKind
from renkei.inquiries.models import AnswerKey, Inquiry
from renkei.inquiries.services.clearing import refuse_words
from renkei.inquiries.services.steps import require_here, touch
from renkei.policy.actor import Actor
from renkei.policy.permissions import P

CODE_LENGTH = 10
#: A link given after the deadline (the office is still thinking) lives this long.
AFTER_DEADLINE = timedelta(days=7)


@transaction.atomic
def issue_link(*, actor: Actor, inquiry: Inquiry, now: datetime) -> str:
    """回答用リンクを発行する: returns the token; earlier unused links of this inquiry are void from now on.

    Raises:
        RuleBroken: the installation has no public address.
    """
    inquiry = _askable(actor, inquiry, now)
    refuse_words(inquiry, now=now)
    if not settings.PUBLIC_URL:
        raise RuleBroken(
            "外部から開けるアドレスが設定されていないため、回答用リンクは使えません。用紙を使ってください。"
        )
    live = AnswerKey.objects.filter(inquiry=inquiry, kind=KeyKind.LINK, used_at__isnull=True, revoked_at__isnull=True)
    live.update(revoked_at=now)
    token = new_token()
    key = make_key(inquiry=inquiry, secret=token, kind=KeyKind.LINK, actor=actor, now=now)
    record(
        actor=actor, event=E.INQUIRY_MOVED, now=now, thing=inquiry, case_id=inquiry.case_id,
        detail={"changed": "link", "key": str(key.pk)},
    )  # fmt: skip
    return token


@transaction.atomic
def print_sheet(*, actor: Actor, inquiry: Inquiry, now: datetime) -> str:
    """用紙を印刷する: returns the code that stands on this sheet; sheets printed earlier keep theirs."""
    inquiry = _askable(actor, inquiry, now)
    refuse_words(inquiry, now=now)
    code = new_code(CODE_LENGTH)
    make_key(inquiry=inquiry, secret=code, kind=KeyKind.PAPER, actor=actor, now=now)
    record(
        actor=actor, event=E.PRINTED, now=now, thing=inquiry, case_id=inquiry.case_id, info_class="summary",
        detail={"form": "inquiry"},
    )  # fmt: skip
    return code


@transaction.atomic
def revoke_links(*, actor: Actor, inquiry: Inquiry, now: datetime) -> int:
    """リンクを無効にする: sent to a wrong address. Returns how many were alive."""
    require_here(actor=actor, inquiry=inquiry, permission=P.INQUIRY_SEND, now=now)
    inquiry = lock(inquiry)
    live = AnswerKey.objects.filter(inquiry=inquiry, kind=KeyKind.LINK, used_at__isnull=True, revoked_at__isnull=True)
    count = live.update(revoked_at=now)
    touch(actor=actor, inquiry=inquiry, what="links_revoked", now=now)
    return count


def make_key(*, inquiry: Inquiry, secret: str, kind: KeyKind, actor: Actor, now: datetime) -> AnswerKey:
    """Keep the hash of a secret, bound to the inquiry and the state it stands in."""
    deadline = inquiry.deadline or now
    return AnswerKey.objects.create(
        inquiry=inquiry, kind=kind, secret_hash=token_hash(secret), status=inquiry.status, made_by=actor.user_id,
        expires_at=deadline if deadline > now else now + AFTER_DEADLINE,
    )  # fmt: skip


def _askable(actor: Actor, inquiry: Inquiry, now: datetime) -> Inquiry:
    require_here(actor=actor, inquiry=inquiry, permission=P.INQUIRY_SEND, now=now)
    inquiry = lock(inquiry)
    if inquiry.status not in ANSWERABLE:
        raise Conflict("回答を待っている打診ではありません。画面を開き直してください。")
    return inquiry
