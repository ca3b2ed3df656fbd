"""月の活動の報告を確定する: a snapshot that later corrections do not rewrite."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.core.db import explain
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P
from renkei.stats.models import ActivityReport
from renkei.stats.queries.activity import Work, activity, work_of
from renkei.stats.queries.reports import newest
from renkei.stats.rules import of_month
from renkei.stats.rules.activity import to_json


@transaction.atomic
def confirm_report(*, actor: Actor, work: Work, month: date, now: datetime, reason: str = "") -> ActivityReport:
    """確定する: the first version of a month that is over, or a newer one that says why the figures changed.

    Raises:
        RuleBroken: the month is not over; nothing changed since the last version; a newer version without a reason.
        NotFound: another body's work.
        NotAllowed: the role confirms none.
    """
    require(actor, P.ACTIVITY_REPORT)
    if work_of(actor=actor, code=work.code).body.pk != actor.organisation_id:
        raise NotFound(permission=P.ACTIVITY_REPORT.code)
    period = of_month(month)
    if period.last >= day_of(now):
        raise RuleBroken("月が終わってから確定してください。", field="month")
    figures, before = to_json(activity(actor=actor, work=work, period=period)), newest(work=work, month=period.first)
    if before is not None and before.figures == figures:
        raise RuleBroken("確定した報告から、数は変わっていません。")
    if before is not None and not reason.strip():
        raise RuleBroken("直した理由を入力してください。", field="reason")
    report = ActivityReport(
        body=work.body, municipality=work.town, month=period.first, version=before.version + 1 if before else 1,
        figures=figures, reason=reason.strip() if before else "", made_at=now, made_by=actor.user_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:
        raise explain(error, ActivityReport) from None
    detail = {"month": period.first.isoformat(), "version": report.version}
    record(actor=actor, event=E.ACTIVITY_REPORTED, now=now, thing=report, detail=detail)
    return report
