"""確定した活動の報告: the newest of each month, one with its earlier versions and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from renkei.accounts.queries import names_of_users
from renkei.core.errors import NotFound
from renkei.policy.actor import Actor
from renkei.policy.permissions import P
from renkei.stats.models import ActivityReport
from renkei.stats.queries.activity import Work, works
from renkei.stats.rules import Period, assumptions, month_words
from renkei.stats.rules.activity import Cells, Sums, changes, for_outside, from_json
from renkei.stats.rules.suppression import Key


@dataclass(frozen=True)
class ReportView:
    """One version. `changed`: where it differs from the version before (empty for a reader outside)."""

    report: ActivityReport
    work: Work
    cells: Cells
    by: str
    changed: tuple[tuple[Key, Sums, Sums], ...] = ()
    versions: tuple[ActivityReport, ...] = ()

    @property
    def month_words(self) -> str:
        """令和8年11月."""
        return month_words(self.report.month)

    @property
    def is_older(self) -> bool:
        """Is there a newer version?"""
        return bool(self.versions) and self.versions[0].pk != self.report.pk


def reports_of(*, actor: Actor, work: Work, period: Period) -> dict[date, ActivityReport]:
    """Month → its newest version, of these months; the work comes from `work_of`, which asked the policy."""
    assert work in works(actor=actor)  # noqa: S101 - one's own, commissioned, or the auditor's
    found = ActivityReport.objects.filter(body=work.body, municipality=work.town)
    return {r.month: r for r in found.filter(month__range=(period.first, period.last)).order_by("version")}


def get_report(*, actor: Actor, report_id: UUID, outside: bool = False) -> ReportView:
    """One version with what changed and all versions of its month. Raises NotFound, NotAllowed."""
    report = ActivityReport.objects.filter(pk=report_id).first()
    mine = {(work.body.pk, work.town.pk): work for work in works(actor=actor)}
    work = mine.get((report.body_id, report.municipality_id)) if report else None
    if report is None or work is None:
        raise NotFound(permission=P.ACTIVITY_VIEW.code)
    versions = tuple(_versions(work, report.month))
    before = next((v for v in versions if v.version == report.version - 1), None)
    cells, outside = from_json(report.figures), outside or work.outside
    changed = () if outside or before is None else tuple(changes(from_json(before.figures), cells))
    if outside:
        cells = for_outside(cells, least=assumptions().least_persons)
    by = names_of_users([report.made_by]).get(report.made_by, "")
    return ReportView(report, work, cells, by, changed, versions)


def newest(*, work: Work, month: date) -> ActivityReport | None:
    """The newest version of a month."""
    return next(iter(_versions(work, month)), None)


def _versions(work: Work, month: date) -> list[ActivityReport]:
    found = ActivityReport.objects.filter(body=work.body, municipality=work.town, month=month)
    return list(found.order_by("-version"))
