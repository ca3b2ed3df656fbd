"""What an actor finds of 定期協議 and 協議会: the tables, who sits there, their meetings, what is still to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from renkei.accounts.models import Membership, Organisation
from renkei.accounts.queries import delegation_for, members_in_force, names_of_users
from renkei.contacts.enums.meetings import MeetingStatus
from renkei.contacts.models import Meeting
from renkei.contacts.queries.meetings import visible_meetings
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import SHOWN, Source, Waiting, bell
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import CORE_KINDS, MUNICIPAL_KINDS, OrgKind, Role
from renkei.policy.permissions import P
from renkei.programme.enums.council import FollowStatus, SheetStatus
from renkei.programme.models import CaseSheet, CouncilMember, CouncilSeries, CouncilSession, FollowUp
from renkei.programme.rules import council as rules
from renkei.programme.rules import council_assumptions as assumed

#: Who runs these tables, at the municipality and at the body it commissioned.
RUNNING = (Role.MUNICIPAL_OFFICER, Role.MUNICIPAL_MANAGER, Role.CORE_OFFICER, Role.CORE_MANAGER)
_COMING = (MeetingStatus.PREPARING, MeetingStatus.CALLED)


@dataclass(frozen=True)
class SeriesView:
    """A 会議体 as this actor finds it. `runs`: he is on the side that runs it and may write."""

    series: CouncilSeries
    actor: Actor
    at: datetime
    runs: bool


@dataclass(frozen=True)
class MemberLine:
    """A 委員 in words. `bound`: his 守秘 is alive today; `ending`: it, or his term, ends soon."""

    member: CouncilMember
    body: str
    name: str
    sits: bool
    bound: bool
    ending: bool


def side_of(actor: Actor) -> set[UUID]:
    """The municipalities in whose name the actor works: its own, and those that commissioned its body."""
    own = {actor.organisation_id} if actor.organisation_kind in MUNICIPAL_KINDS else set()
    acts = actor.acts_for if actor.organisation_kind in (*MUNICIPAL_KINDS, OrgKind.CORE_CENTER) else frozenset()
    return {body for body in (*own, *acts) if body is not None}


def series_of(*, actor: Actor, at: datetime) -> QuerySet[CouncilSeries]:
    """Those of one's own side, and those on which one's body sits today; running ones first. Raises NotAllowed."""
    require(actor, P.COUNCIL_VIEW)
    seat = sitting(day_of(at)).filter(series_id=OuterRef("pk"), organisation_id=actor.organisation_id)
    found = CouncilSeries.objects.filter(Q(municipality_id__in=side_of(actor)) | Exists(seat))
    return found.select_related("municipality").order_by(
        F("ended_on").desc(nulls_first=True), F("next_on").asc(nulls_last=True), "kind", "title"
    )


def sitting(on: object) -> QuerySet[CouncilMember]:
    """Members in their term on this day."""
    return CouncilMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), removed_at__isnull=True, starts_on__lte=on
    )


def get_series(*, actor: Actor, pk: UUID, at: datetime, runs: bool = False) -> SeriesView:
    """One of them; `runs`: only for the side that runs it. Raises NotFound, NotAllowed."""
    require(actor, P.COUNCIL_WRITE if runs else P.COUNCIL_VIEW)
    series = series_of(actor=actor, at=at).filter(pk=pk).first()
    side = series is not None and series.municipality_id in side_of(actor)
    if series is None or (runs and not side):
        raise NotFound(permission=P.COUNCIL_VIEW.code)
    return SeriesView(series, actor, at, side and can(actor, P.COUNCIL_WRITE))


def members_of(*, view: SeriesView) -> list[MemberLine]:
    """Who sits there, the municipality's side first; two queries."""
    rows = CouncilMember.objects.filter(series=view.series, removed_at__isnull=True).select_related("organisation")
    found = sorted(rows, key=lambda m: (_place(m.organisation), m.starts_on, m.created_at))
    names = names_of_users(m.user_id for m in found)
    return [_line(m, names.get(m.user_id, "") if m.user_id else m.name, view) for m in found]


def _line(m: CouncilMember, name: str, view: SeriesView) -> MemberLine:
    today = day_of(view.at)
    soon = today + timedelta(days=assumed.PLEDGE_SOON_DAYS)
    ends = [day for day in (m.pledged_until, m.ends_on) if day]
    return MemberLine(
        m, m.organisation.name if m.organisation else m.body, name, is_sitting(m, today), is_bound(m, today),
        any(day <= soon for day in ends),
    )  # fmt: skip


def is_sitting(member: CouncilMember, on: object) -> bool:
    """Is he in his term on this day?"""
    return member.removed_at is None and rules.sits(starts_on=member.starts_on, ends_on=member.ends_on, on=on)  # type: ignore[arg-type]


def is_bound(member: CouncilMember, on: object) -> bool:
    """Is his 守秘 alive on this day?"""
    return rules.is_bound(
        pledge=member.pledge, pledged_on=member.pledged_on, pledged_until=member.pledged_until, on=on  # type: ignore[arg-type]
    )  # fmt: skip


def _place(organisation: Organisation | None) -> int:
    if organisation is None:
        return 9
    return 0 if organisation.kind in MUNICIPAL_KINDS else 1 if organisation.kind in CORE_KINDS else 5


def get_member(*, view: SeriesView, pk: UUID) -> CouncilMember:
    """One 委員, for the side that runs the table. Raises NotFound."""
    found = CouncilMember.objects.filter(series=view.series, pk=pk, removed_at__isnull=True).first()
    if found is None or not view.runs:
        raise NotFound(permission=P.COUNCIL_WRITE.code)
    return found


def sessions_of(*, view: SeriesView) -> list[CouncilSession]:
    """Its meetings as far as the actor may open them, the newest first. None for a role without meetings."""
    if not can(view.actor, P.MEETING_VIEW):
        return []
    shown = visible_meetings(actor=view.actor, at=view.at)
    rows = CouncilSession.objects.filter(series=view.series, meeting_id__in=shown.values("pk")).select_related(
        "meeting"
    )
    return list(rows.order_by(F("meeting__at").desc(nulls_first=True), "-created_at"))


def coming(sessions: list[CouncilSession]) -> list[CouncilSession]:
    """Those still to be held, the nearest first."""
    return [s for s in reversed(sessions) if s.meeting.status in _COMING]


def get_session(*, view: SeriesView, pk: UUID) -> CouncilSession:
    """One of its meetings. Raises NotFound."""
    found = next((s for s in sessions_of(view=view) if s.pk == pk), None)
    if found is None:
        raise NotFound(permission=P.COUNCIL_VIEW.code)
    return found


def followups_of(*, view: SeriesView, is_open: bool = True) -> QuerySet[FollowUp]:
    """取組み, what is due first on top; the closed ones newest first."""
    rows = FollowUp.objects.filter(series=view.series).select_related("organisation", "session__meeting")
    if is_open:
        return rows.filter(status=FollowStatus.OPEN).order_by(F("due_on").asc(nulls_last=True), "created_at")
    return rows.exclude(status=FollowStatus.OPEN).order_by("-closed_at")


def get_followup(*, view: SeriesView, pk: UUID) -> FollowUp:
    """One 取組み. Raises NotFound."""
    found = FollowUp.objects.filter(series=view.series, pk=pk).select_related("organisation").first()
    if found is None:
        raise NotFound(permission=P.COUNCIL_VIEW.code)
    return found


def carried_to(*, meeting: Meeting) -> list[FollowUp]:
    """What an earlier meeting of the table left open: the first thing on this one's agenda, whoever reads it.

    As of the meeting once it was held: what was closed afterwards still stands on its paper. One query.
    """
    if meeting.case_id is not None:
        return []
    day = day_of(meeting.at) if meeting.at else None
    rows = FollowUp.objects.filter(series__sessions__meeting=meeting).exclude(session__meeting=meeting)
    still = Q(status=FollowStatus.OPEN)
    if meeting.at and meeting.status not in _COMING:
        still |= Q(closed_at__gte=meeting.at)
    if day:
        rows = rows.filter(opened_on__lte=day)
    return list(
        rows.filter(still).select_related("organisation").order_by(F("due_on").asc(nulls_last=True), "created_at")
    )


def session_of(*, meeting: Meeting) -> CouncilSession | None:
    """The 会議体 this meeting belongs to, as far as the actor sees it."""
    if meeting.case_id is not None:
        return None
    return CouncilSession.objects.filter(meeting=meeting).select_related("series").first()


def bodies_of(municipality_id: UUID, *, at: datetime) -> list[UUID]:
    """The municipality and the body that it commissions today."""
    agent = delegation_for(principal_id=municipality_id, on=day_of(at))
    return [municipality_id, *([agent.agent_id] if agent else [])]


def second_persons(*, view: SeriesView) -> list[tuple[UUID, str]]:
    """Who may be asked to approve a material: those who run the table, but oneself."""
    rows = Membership.objects.none()
    for body in bodies_of(view.series.municipality_id, at=view.at):
        rows = rows | members_in_force(body, at=view.at).filter(role__in=RUNNING)
    found = {m.user_id: f"{m.user.name}（{m.organisation.name}）" for m in rows if m.user_id != view.actor.user_id}
    return sorted(found.items(), key=lambda pair: pair[1])


def choosable_members(*, view: SeriesView) -> list[tuple[UUID, UUID, str]]:
    """(user, body, words) who may be made a 委員: of the municipality's side, and of the bodies it may choose from."""
    bodies = [*bodies_of(view.series.municipality_id, at=view.at)]
    bodies += Organisation.objects.filter(
        kind=OrgKind.SETTLEMENT_CENTER, closed_on__isnull=True, prefecture_code=view.series.municipality.prefecture_code
    ).values_list("pk", flat=True)
    rows = Membership.objects.none()
    for body in bodies:
        rows = rows | members_in_force(body, at=view.at)
    allowed = (*RUNNING, Role.CENTER_OFFICER)
    taken = set(
        CouncilMember.objects.filter(series=view.series, removed_at__isnull=True).values_list("user_id", flat=True)
    )
    found = {
        (m.user_id, m.organisation_id): f"{m.organisation.name}　{m.user.name}"
        for m in rows.filter(role__in=allowed)
        if m.user_id not in taken
    }
    return [(user, body, words) for (user, body), words in sorted(found.items(), key=lambda pair: pair[1])]


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """Materials to approve or to mend, 取組み of oneself that are due, tables whose next meeting is not prepared."""
    return [line for source in SOURCES for line in source.ask(actor=actor, at=at)]


def _sheets(*, actor: Actor, at: datetime) -> list[Waiting]:
    if not can(actor, P.COUNCIL_WRITE):
        return []
    asked = Q(status=SheetStatus.ASKED, reviewer=actor.user_id)
    back = Q(status=SheetStatus.RETURNED, proposed_by=actor.user_id)
    rows = CaseSheet.objects.filter(asked | back, municipality_id__in=side_of(actor)).order_by("proposed_at")
    return [
        Waiting("事例資料を確かめて承認する", "だれのことか分からない形になっているかを確かめます。", None, "council:sheet", (pk,))
        if status == SheetStatus.ASKED
        else Waiting("差し戻された事例資料を直す", "事例資料が差し戻されました。", None, "council:sheet", (pk,))
        for pk, status in rows.values_list("pk", "status")[:SHOWN]
    ]  # fmt: skip


def _own_followups(*, actor: Actor, at: datetime) -> list[Waiting]:
    if not can(actor, P.COUNCIL_WRITE):
        return []
    soon = day_of(at) + timedelta(days=assumed.FOLLOW_SOON_DAYS)
    rows = FollowUp.objects.filter(
        status=FollowStatus.OPEN, user_id=actor.user_id, due_on__lte=soon, series__municipality_id__in=side_of(actor)
    )
    why = "協議の場で引き受けたことの期限です。結果を書くと、次の会議に伝わります。"
    found = rows.order_by("due_on").values_list("series_id", "pk", "due_on")[:SHOWN]
    return [
        Waiting("会議で決めたことを進める", why, due_on, "council:followup", (series_id, pk))
        for series_id, pk, due_on in found
    ]  # fmt: skip


def _unprepared(*, actor: Actor, at: datetime) -> list[Waiting]:
    if not can(actor, P.COUNCIL_WRITE):
        return []
    soon = day_of(at) + timedelta(days=assumed.PLEDGE_SOON_DAYS)
    planned = CouncilSession.objects.filter(series_id=OuterRef("pk"), meeting__status__in=_COMING)
    rows = CouncilSeries.objects.filter(
        ~Exists(planned), municipality_id__in=side_of(actor), ended_on__isnull=True, next_on__lte=soon
    )
    return [
        Waiting("次の協議の場を準備する", f"「{s.title}」の次の予定日が近づいています。", s.next_on, "council:detail", (s.pk,))
        for s in rows.order_by("next_on")[:SHOWN]
    ]  # fmt: skip


SOURCES = (
    Source(
        _sheets,
        bell(
            "FROM programme_casesheet WHERE (status = {asked} AND reviewer = %(user)s)"
            " OR (status = {returned} AND proposed_by = %(user)s)",
            asked=SheetStatus.ASKED, returned=SheetStatus.RETURNED,
        ),
    ),
    Source(
        _own_followups,
        bell(
            "FROM programme_followup WHERE status = {open} AND user_id = %(user)s AND due_on <= %(today)s + {soon}",
            open=FollowStatus.OPEN, soon=assumed.FOLLOW_SOON_DAYS,
        ),
    ),
    Source(
        _unprepared,
        bell(
            "FROM programme_councilseries WHERE municipality_id = ANY (%(bodies)s) AND ended_on IS NULL"
            " AND next_on <= %(today)s + {soon}",
            soon=assumed.PLEDGE_SOON_DAYS,
        ),
    ),
)  # fmt: skip
