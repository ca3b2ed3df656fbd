"""Answers: by the office with an account, by a one-time link or printed code, or entered on its behalf."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, RuleBroken
from renkei.core.ids import new_token, token_hash
from renkei.disclosure.models import Attachment
from renkei.inquiries.enums import ANSWERABLE, ON_BEHALF, AnswerKind, Channel, DeclineReason, InquiryStatus, KeyKind
from renkei.inquiries.models import Answer, AnswerKey, Inquiry
from renkei.inquiries.queries import KeyState, actor_of_key, clean_code, find_key, state_of
from renkei.inquiries.rules import is_over
from renkei.inquiries.services.keys import make_key
from renkei.inquiries.services.steps import MOVED_ON, asking_members, begin, leave, scan_of, take, tell
from renkei.notifications.enums import Kind
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

CLOSED = "このご相談は終了しました。ご検討ありがとうございました。"
LATE = "回答の期限を過ぎました。お手数ですが、ご相談票にある連絡先へご連絡ください。"


@dataclass(frozen=True)
class AnswerData:
    """What an office answers; codes, and texts that are kept encrypted."""

    kind: str
    conditions: str = ""
    vacancy_from: date | None = None
    visit_days: str = ""
    wanted: tuple[str, ...] = ()
    decline_reasons: tuple[str, ...] = ()
    decline_note: str = ""
    ask_again: str = ""
    answered_by_name: str = ""


@transaction.atomic
def answer(*, actor: Actor, inquiry: Inquiry, seen: int, data: AnswerData, now: datetime) -> Inquiry:
    """回答する: by a contact of the office that was asked; may be changed until the deadline.

    Raises:
        NotFound: not asked, or over for this office. Conflict: moved on, or too late. RuleBroken: incomplete.
    """
    inquiry, transition = begin(actor=actor, inquiry=inquiry, step=_step(data), now=now, seen=seen)
    _refuse_late(inquiry, data, now)
    return _keep(actor, inquiry, transition, data, now, P.INQUIRY_ANSWER, channel=Channel.SCREEN, answered_at=now,
                 answered_by=actor.user_id)  # fmt: skip


@transaction.atomic
def enter_answer(
    *, actor: Actor, inquiry: Inquiry, seen: int, data: AnswerData, channel: Channel, told_at: datetime, now: datetime,
    scan: tuple[str, bytes] | None = None, code: str = "",
) -> Inquiry:  # fmt: skip
    """回答を代わりに入力する: what an office told by FAX, post, telephone; also after the deadline, while it is open.

    Args:
        data: `answered_by_name` is the person spoken to.
        code: the code printed on the returned sheet, when the coordinator wants it checked; it is used up.
    """
    inquiry, transition = begin(
        actor=actor, inquiry=inquiry, step=_step(data), now=now, seen=seen, permission=P.INQUIRY_SEND
    )
    if channel not in ON_BEHALF:
        raise RuleBroken("回答を受けた方法を選んでください。", field="channel")
    if not data.answered_by_name.strip():
        raise RuleBroken("事業所で話した人・回答した人の名前を入力してください。", field="answered_by_name")
    if told_at > now:
        raise RuleBroken("回答を受けた日時は、今より前にしてください。", field="told_at")
    if code:
        _use_code(inquiry, code, now)
    kept = scan_of(actor=actor, inquiry=inquiry, scan=scan, info_class=InfoClass.WELFARE, now=now)
    return _keep(actor, inquiry, transition, data, now, P.INQUIRY_SEND, channel=channel, answered_at=told_at,
                 entered_by=actor.user_id, entered_for_id=actor.organisation_id, attachment=kept)  # fmt: skip


@transaction.atomic
def answer_with_key(*, secret: str, kind: KeyKind, seen: int, data: AnswerData, now: datetime) -> str:
    """リンク・コードで回答する: consumes the key. After 「検討中」 a new link for the final answer is given.

    Returns:
        The token of the new link, or an empty string.

    Raises:
        NotFound: a wrong secret. Conflict: used, expired, closed or moved on.
    """
    key = find_key(secret=secret, kind=kind)
    actor = actor_of_key(key)
    inquiry = lock(key.inquiry)
    key = lock(key)
    key.inquiry = inquiry
    if state_of(key, at=now) is not KeyState.OPEN:
        raise Conflict(MOVED_ON if inquiry.status in ANSWERABLE else CLOSED)
    inquiry, transition = begin(actor=actor, inquiry=inquiry, step=_step(data), now=now, seen=seen)
    if not data.answered_by_name.strip():
        raise RuleBroken("回答する方のお名前を入力してください。", field="answered_by_name")
    key.used_at = now
    key.save(update_fields=["used_at"])
    _keep(actor, inquiry, transition, data, now, P.INQUIRY_ANSWER, channel=Channel.LINK, answered_at=now)
    if inquiry.status != InquiryStatus.CONSIDERING:
        return ""
    token = new_token()
    make_key(inquiry=inquiry, secret=token, kind=KeyKind.LINK, actor=actor, now=now)
    return token


def _step(data: AnswerData) -> str:
    if data.kind not in AnswerKind.values:
        raise RuleBroken("回答を選んでください。", field="kind")
    return f"answer_{data.kind}"


def _refuse_late(inquiry: Inquiry, data: AnswerData, now: datetime) -> None:
    """After the deadline: a new question is closed, 「検討中」 may still be concluded, and one may always decline."""
    if data.kind == AnswerKind.NO or not is_over(inquiry.deadline, now):
        return
    if inquiry.status != InquiryStatus.CONSIDERING or data.kind == AnswerKind.CONSIDERING:
        raise Conflict(LATE)


def _use_code(inquiry: Inquiry, code: str, now: datetime) -> None:
    key = find_key(secret=clean_code(code), kind=KeyKind.PAPER) if _known(inquiry, code) else None
    if key is None:
        raise RuleBroken("この打診の用紙のコードではありません。", field="code")
    AnswerKey.objects.filter(pk=key.pk, used_at__isnull=True).update(used_at=now)


def _known(inquiry: Inquiry, code: str) -> bool:
    return AnswerKey.objects.filter(
        inquiry=inquiry, kind=KeyKind.PAPER, secret_hash=token_hash(clean_code(code))
    ).exists()


def _keep(
    actor: Actor, inquiry: Inquiry, transition: Any, data: AnswerData, now: datetime, permission: P, *,
    channel: Channel, answered_at: datetime, attachment: Attachment | None = None, **who: Any,
) -> Inquiry:  # fmt: skip
    _complete(data)
    values = {k: (v.strip() or None if isinstance(v, str) and k in _TEXTS else v) for k, v in asdict(data).items()}
    values |= {"wanted": list(data.wanted), "decline_reasons": list(data.decline_reasons)}
    try:
        with transaction.atomic():
            Answer.objects.create(
                inquiry=inquiry, channel=channel, answered_at=answered_at, attachment=attachment, **values, **who
            )
    except IntegrityError as error:
        raise explain(error, Answer) from None
    if data.kind == AnswerKind.NO:
        leave(
            actor=actor, inquiry=inquiry, transition=transition, now=now, permission=permission, answered_at=answered_at
        )
    else:
        take(actor=actor, inquiry=inquiry, transition=transition, now=now, answered_at=answered_at)
    tell(asking_members(inquiry.case_id), Kind.INQUIRY_ANSWERED, inquiry, now)
    return inquiry


_TEXTS = ("conditions", "visit_days", "decline_note", "answered_by_name")


def _complete(data: AnswerData) -> None:
    if data.kind == AnswerKind.CONDITIONAL and not data.conditions.strip():
        raise RuleBroken("どのような条件なら受入れできるかを入力してください。", field="conditions")
    if data.kind == AnswerKind.NO and not data.decline_reasons:
        raise RuleBroken("理由を一つ以上選んでください。", field="decline_reasons")
    if set(data.decline_reasons) - set(DeclineReason.values):
        raise RuleBroken("選べない理由があります。", field="decline_reasons")
