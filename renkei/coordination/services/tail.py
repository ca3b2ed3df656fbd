"""The centre as adviser after the hand-over: for how many days; then its access ends by itself (the ledger's own end)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.coordination.enums.joint import HandoverStatus
from renkei.coordination.models.joint import Handover
from renkei.coordination.queries.joint import center_until, most_tail_days, tail_end
from renkei.core.clock import day_of
from renkei.core.errors import Conflict, RuleBroken
from renkei.disclosure.enums import Cause
from renkei.disclosure.queries import require_on
from renkei.disclosure.services import end_recipient
from renkei.policy.actor import Actor
from renkei.policy.permissions import P


@transaction.atomic
def set_tail(*, actor: Actor, case: Case, days: int, now: datetime) -> Handover:
    """助言役の日数を決める: before the hand-over any number up to what was agreed; after it only an earlier end, since a row of
    the ledger never ends later than it was to (ADR 0004).

    Args:
        days: after the day of the hand-over.

    Raises:
        RuleBroken: more days than the agreement gives, or an end that is past, or later than the one that stands.
        Conflict: no board yet, no centre.
    """
    require_on(actor=actor, permission=P.HANDOVER_WRITE, case=case, at=now)
    handover = Handover.objects.select_for_update().filter(case=case).first()
    if handover is None or case.center_id is None:
        raise Conflict("助言役の期間は、定着支援センターとの併走の表があるときに決められます。")
    if days > (most := most_tail_days(case=case, on=day_of(now))):
        raise RuleBroken(
            f"取決めで決めた{most}日までにしてください。長くするときは、先に取決めを変えてください。", field="days"
        )
    handover.planned_tail_days = days
    if handover.status == HandoverStatus.COMPLETED:
        _end_earlier(actor, case, handover, days, now)
    handover.save(update_fields=["planned_tail_days", "tail_days"])
    record(
        actor=actor,
        event=E.HANDOVER_MOVED,
        now=now,
        thing=handover,
        case_id=case.pk,
        detail={"step": "tail", "days": days},
    )
    return handover


def _end_earlier(actor: Actor, case: Case, handover: Handover, days: int, now: datetime) -> None:
    assert handover.completed_at is not None  # noqa: S101 - completed
    assert case.center_id is not None  # noqa: S101 - asked above
    end = tail_end(day_of(handover.completed_at), days)
    until, ended = center_until(case=case, at=now)
    if ended or until is None:
        raise Conflict("センターの閲覧は、すでに終わっています。")
    if end <= now:
        raise RuleBroken("その日はもう過ぎています。今日より後に終わる日数を入力してください。", field="days")
    if end > tail_end(until, 0):
        raise RuleBroken("引継ぎが完了したあとは、短くすることだけができます。", field="days")
    end_recipient(
        actor=actor, case=case, recipient_id=case.center_id, cause=Cause.HANDOVER, now=now, at=end,
        permission=P.HANDOVER_WRITE,
    )  # fmt: skip
    handover.tail_days = days
