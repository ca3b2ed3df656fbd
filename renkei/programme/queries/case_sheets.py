"""事例資料 as an actor finds them: his side's, and those that were handed to him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from renkei.accounts.queries import names_of_users
from renkei.cases.models import Case
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.disclosure.queries import CaseAccess, visible_cases
from renkei.people.queries import read
from renkei.people.rules import age_band
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.programme.enums.council import SheetStatus
from renkei.programme.models import CaseSheet, CaseTrace, SheetCopy
from renkei.programme.queries.council import MemberLine, SeriesView, get_series, members_of, side_of, sitting
from renkei.programme.rules import council as rules


@dataclass(frozen=True)
class CopyLine:
    """A copy, and in whose hands it is."""

    copy: SheetCopy
    body: str
    name: str


@dataclass(frozen=True)
class SheetView:
    """A material. `runs`: of the side that writes; `case`: where it comes from, only for who sees that case there."""

    sheet: CaseSheet
    actor: Actor
    at: datetime
    runs: bool
    case: Case | None

    @property
    def told(self) -> rules.Told:
        """Its codes."""
        s = self.sheet
        return rules.Told(s.age, tuple(s.needs), s.month, s.waited, tuple(s.reasons))

    @property
    def rows(self) -> list[tuple[str, str]]:
        """(label, words) of its codes."""
        return rules.rows_of(self.told)

    @property
    def is_over(self) -> bool:
        """Has it run out?"""
        return day_of(self.at) > self.sheet.expires_on

    @property
    def may_leave(self) -> bool:
        """May a copy be handed out today?"""
        return self.runs and self.sheet.status == SheetStatus.APPROVED and not self.is_over

    @property
    def mine(self) -> bool:
        return self.sheet.proposed_by == self.actor.user_id

    @property
    def named(self) -> bool:
        """Was this very person asked to approve it?"""
        return self.sheet.reviewer == self.actor.user_id


def sheets_of(*, view: SeriesView) -> QuerySet[CaseSheet]:
    """Materials of this table, newest first."""
    return _visible(view.actor, view.at).filter(series=view.series).order_by("-proposed_at")


def _visible(actor: Actor, at: datetime) -> QuerySet[CaseSheet]:
    rows = CaseSheet.objects.select_related("series")
    if can(actor, P.COUNCIL_WRITE):
        mine = Q(proposed_by=actor.user_id) | Q(reviewer=actor.user_id)
        shown = Q(status__in=[SheetStatus.APPROVED, SheetStatus.WITHDRAWN])
        return rows.filter(shown | mine, municipality_id__in=side_of(actor))
    require(actor, P.COUNCIL_VIEW)
    return rows.filter(Exists(_held(actor, at)), status=SheetStatus.APPROVED, expires_on__gte=day_of(at))


def _held(actor: Actor, at: datetime) -> QuerySet[SheetCopy]:
    """Copies in this very person's hands, while he is in his term and bound to secrecy."""
    today = day_of(at)
    return SheetCopy.objects.filter(
        Q(member__pledged_until__isnull=True) | Q(member__pledged_until__gte=today), sheet_id=OuterRef("pk"),
        returned_at__isnull=True, member__in=sitting(today), member__user_id=actor.user_id,
        member__organisation_id=actor.organisation_id, member__pledged_on__lte=today,
    )  # fmt: skip


def get_sheet(*, actor: Actor, pk: UUID, at: datetime, runs: bool = False) -> SheetView:
    """One material; `runs`: only for the side that writes. Raises NotFound, NotAllowed."""
    require(actor, P.COUNCIL_WRITE if runs else P.COUNCIL_VIEW)
    sheet = _visible(actor, at).filter(pk=pk).first()
    if sheet is None:
        raise NotFound(permission=P.COUNCIL_VIEW.code)
    writes = can(actor, P.COUNCIL_WRITE) and sheet.municipality_id in side_of(actor)
    return SheetView(sheet, actor, at, writes, case_of(actor=actor, sheet=sheet, at=at) if writes else None)


def case_of(*, actor: Actor, sheet: CaseSheet, at: datetime) -> Case | None:
    """The case it was made from, for whoever of the writing side sees that case."""
    trace = CaseTrace.objects.filter(
        sheet=sheet, municipality_id__in=side_of(actor), case_id__in=visible_cases(actor=actor, at=at).values("pk")
    ).select_related("case__responsible")  # fmt: skip
    return next((t.case for t in trace), None)


def copies_of(*, view: SheetView) -> list[CopyLine]:
    """Who has, or had, a copy; for the side that hands out."""
    if not view.runs:
        return []
    rows = list(SheetCopy.objects.filter(sheet=view.sheet).select_related("member__organisation").order_by("number"))
    names = names_of_users(c.member.user_id for c in rows)
    return [
        CopyLine(
            c, c.member.organisation.name if c.member.organisation else c.member.body,
            names.get(c.member.user_id, "") if c.member.user_id else c.member.name,
        )
        for c in rows
    ]  # fmt: skip


def receivers(*, view: SheetView) -> tuple[list[MemberLine], list[MemberLine]]:
    """(members who may be handed a copy today, those who may not and why: no live 守秘, or out of their term)."""
    held = set(SheetCopy.objects.filter(sheet=view.sheet, returned_at__isnull=True).values_list("member_id", flat=True))
    found = members_of(view=get_series(actor=view.actor, pk=view.sheet.series_id, at=view.at))
    left = [line for line in found if line.member.pk not in held]
    return [m for m in left if m.sits and m.bound], [m for m in left if not (m.sits and m.bound)]


def age_of(*, access: CaseAccess) -> str:
    """The coarse 年代 where the actor may read it; the reading is recorded."""
    if not access.sees(InfoClass.IDENTITY):
        return ""
    record = read(access=access, info_class=InfoClass.IDENTITY)
    try:
        return rules.span_of(age_band(record.values.get("birth_date"), day_of(access.at))) if record else ""
    except ValueError:
        return ""
