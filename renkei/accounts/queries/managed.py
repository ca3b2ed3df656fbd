"""What managers and administrators look after: organisations, users, commissions, qualified staff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from renkei.accounts.enums import Qualification
from renkei.accounts.models import Delegation, Membership, Organisation, QualifiedStaff, UnionMember, User
from renkei.accounts.queries.actors import get_setup
from renkei.accounts.queries.organisations import members_in_force
from renkei.accounts.rules import WARN_DAYS, in_force
from renkei.accounts.rules.user_lists import Fault, UserRow
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import Source, Waiting, bell
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import OrgKind, Role
from renkei.policy.permissions import P


@dataclass(frozen=True)
class DelegationLine:
    """A commission on a day. `state`: planned, running, ended; `days_left` only while it runs."""

    delegation: Delegation
    last_day: date
    state: str
    days_left: int | None

    @property
    def warns(self) -> bool:
        return self.days_left is not None and self.days_left <= WARN_DAYS


@dataclass(frozen=True)
class OrganisationPage:
    """Everything the page of an organisation shows."""

    organisation: Organisation
    members: list[Membership]
    union_members: list[UnionMember]
    unions: list[UnionMember]
    staff: list[QualifiedStaff]
    chief_missing: bool
    delegations: list[DelegationLine]
    intake_missing: bool


def managed_organisations(*, actor: Actor, text: str = "", kind: str = "") -> QuerySet[Organisation]:
    """Organisations to manage: all for the administrator, one's own for a manager. Raises NotAllowed."""
    if not can(actor, P.ORG_MANAGE):
        require(actor, P.USER_MANAGE)
    found = Organisation.objects.order_by("kind", "prefecture_code", "kana", "name", "id")
    if not can(actor, P.ORG_MANAGE):
        found = found.filter(pk=actor.organisation_id)
    if kind:
        found = found.filter(kind=kind)
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(kana__icontains=text) | Q(office_number=text) | Q(municipality_code=text[:5])
        )
    return found


def get_managed(*, actor: Actor, pk: UUID) -> Organisation:
    """One organisation that the actor manages. Raises NotFound."""
    found = managed_organisations(actor=actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(permission=P.USER_MANAGE.code)
    return found


def organisation_page(*, actor: Actor, pk: UUID, at: datetime) -> OrganisationPage:
    """The organisation with its members, staff and commissions. Raises NotFound."""
    own, today = get_managed(actor=actor, pk=pk), day_of(at)
    members = list(members_in_force(own.pk, at=at))
    staff = list(own.qualified_staff.order_by("-starts_on", "name"))
    lines = _lines(Delegation.objects.filter(Q(principal=own) | Q(agent=own)), today)
    return OrganisationPage(
        organisation=own,
        members=members,
        union_members=list(own.members.select_related("municipality").order_by("municipality__municipality_code")),
        unions=list(own.unions.select_related("union").order_by("-starts_on")),
        staff=staff,
        chief_missing=own.kind == OrgKind.CORE_CENTER and not _has_chief(own.pk, today),
        delegations=lines,
        intake_missing=bool(members) and own.kind != OrgKind.OPERATOR and not any(m.handles_intake for m in members),
    )


def managed_members(*, actor: Actor, organisation_id: UUID) -> QuerySet[Membership]:
    """Memberships of an organisation: one's own for its manager, any for the administrator."""
    require(actor, P.USER_MANAGE)
    if actor.organisation_id != organisation_id and actor.role is not Role.ADMINISTRATOR:
        raise NotFound(permission=P.USER_MANAGE.code)
    return (
        Membership.objects.filter(organisation_id=organisation_id)
        .select_related("user", "organisation")
        .order_by("-starts_on", "user__name", "id")
    )


def user_lines(
    *, actor: Actor, at: datetime, organisation_id: UUID | None, text: str = "", past: bool = False
) -> QuerySet[Membership]:
    """Memberships for the list of users: in force or to come, or (with `past`) those that are over."""
    require(actor, P.USER_MANAGE)
    today = day_of(at)
    if organisation_id is None and actor.role is Role.ADMINISTRATOR:
        found = Membership.objects.select_related("user", "organisation").order_by(
            "organisation__name", "role", "user__name", "id"
        )
    else:
        found = managed_members(actor=actor, organisation_id=organisation_id or actor.organisation_id)  # type: ignore[arg-type]
    over = Q(ends_on__lt=today)
    found = found.filter(over) if past else found.exclude(over)
    if text:
        found = found.filter(Q(user__name__icontains=text) | Q(user__email__icontains=text))
    return found


def get_member(*, actor: Actor, pk: UUID) -> Membership:
    """One membership that the actor manages. Raises NotFound."""
    require(actor, P.USER_MANAGE)
    found = Membership.objects.select_related("user", "organisation").filter(pk=pk)
    if actor.role is not Role.ADMINISTRATOR:
        found = found.filter(organisation_id=actor.organisation_id)
    member = found.first()
    if member is None:
        raise NotFound(permission=P.USER_MANAGE.code)
    return member


def get_union_member(*, actor: Actor, pk: UUID) -> UnionMember:
    """One dated membership of a municipality in a union. Raises NotFound."""
    require(actor, P.ORG_MANAGE)
    found = UnionMember.objects.select_related("union", "municipality").filter(pk=pk).first()
    if found is None:
        raise NotFound(permission=P.ORG_MANAGE.code)
    return found


def get_qualified(*, actor: Actor, pk: UUID) -> QualifiedStaff:
    """One qualified person of an organisation that the actor manages. Raises NotFound."""
    found = QualifiedStaff.objects.select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise NotFound(permission=P.USER_MANAGE.code)
    get_managed(actor=actor, pk=found.organisation_id)
    return found


def delegations(*, actor: Actor, at: datetime) -> list[DelegationLine]:
    """Commissions, running ones first: all for the administrator, those of one's own organisation for a manager."""
    if not can(actor, P.ORG_MANAGE):
        require(actor, P.USER_MANAGE)
    found = Delegation.objects.all()
    if not can(actor, P.ORG_MANAGE):
        found = found.filter(Q(principal_id=actor.organisation_id) | Q(agent_id=actor.organisation_id))
    return _lines(found, day_of(at))


def get_delegation(*, actor: Actor, pk: UUID) -> Delegation:
    """One commission, for the administrator. Raises NotFound."""
    require(actor, P.ORG_MANAGE)
    found = Delegation.objects.select_related("principal", "agent").filter(pk=pk).first()
    if found is None:
        raise NotFound(permission=P.ORG_MANAGE.code)
    return found


def import_faults(*, actor: Actor, organisation_id: UUID, rows: Sequence[UserRow]) -> list[Fault]:
    """Rows of a list that the tables would refuse: the user has this role here in these days."""
    members = managed_members(actor=actor, organisation_id=organisation_id)
    held: dict[tuple[str, str], list[Membership]] = {}
    for m in members.filter(user__email__in=[row.email for row in rows]):
        held.setdefault((m.user.email, m.role), []).append(m)
    faults = []
    for row in rows:
        if any(_overlap(row, m) for m in held.get((row.email, row.role), ())):
            faults.append(Fault(row.number, f"{row.name} さんは、すでに同じ役割で登録されています。"))
    return faults


def known_users(*, actor: Actor, emails: Sequence[str]) -> frozenset[str]:
    """Which of these addresses belong to users already: they keep their password and get a further membership."""
    require(actor, P.USER_MANAGE)
    return frozenset(User.objects.filter(email__in=emails).values_list("email", flat=True))


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """Commissions near their end, a commissioned body without 主任相談支援専門員, nobody at the intake."""
    if not can(actor, P.USER_MANAGE):
        return []
    found = _set_up_waits(actor)
    found += [
        Waiting(
            title=f"委託の契約を確認する（{line.delegation.principal.name} → {line.delegation.agent.name}）",
            why="契約が終わると、受託団体はケースを見られなくなります。続けるときは次の契約を登録してください。",
            due=line.last_day, url_name="accounts:delegations",
        )
        for line in delegations(actor=actor, at=at) if line.warns
    ]  # fmt: skip
    if actor.organisation_id and actor.role is not Role.ADMINISTRATOR:
        found += _missing(actor.organisation_id, actor.organisation_kind, at)
    return found


SOURCE = Source(
    waiting,
    bell(
        "FROM accounts_setup WHERE finished_at IS NULL"
        " UNION ALL SELECT FROM accounts_delegation WHERE %(all)s OR principal_id = %(body)s OR agent_id = %(body)s"
        " UNION ALL SELECT FROM accounts_organisation WHERE id = %(body)s AND kind = {center}"
        " UNION ALL SELECT WHERE NOT EXISTS (SELECT FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id"
        " WHERE m.organisation_id = %(body)s AND m.handles_intake AND u.is_active"
        " AND m.starts_on <= %(today)s AND (m.ends_on IS NULL OR m.ends_on >= %(today)s))",
        center=OrgKind.CORE_CENTER,
    ),
)


def _missing(organisation_id: UUID, kind: OrgKind | None, at: datetime) -> Iterator[Waiting]:
    if kind == OrgKind.CORE_CENTER and not _has_chief(organisation_id, day_of(at)):
        why = "委託を受ける団体には、主任相談支援専門員などの配置が想定されています（Q1）。"
        where = ("accounts:organisation", (organisation_id,))
        yield Waiting("主任相談支援専門員の配置を登録する", why, None, *where)
    intake = members_in_force(organisation_id, at=at).order_by().values_list("handles_intake", flat=True)
    if kind != OrgKind.OPERATOR and intake and not any(intake):
        why = "受付窓口の人がいないため、新しい依頼の担当が決まりません。"
        yield Waiting("受付窓口の利用者を決める", why, None, "accounts:users")


def _set_up_waits(actor: Actor) -> list[Waiting]:
    setup = get_setup()
    if setup is None or setup.finished_at is not None or setup.administrator_id != actor.user_id:
        return []
    return [
        Waiting("はじめの設定を続ける", "途中までの内容は保存されています。続きから再開できます。", None, "setup:start")
    ]


def _lines(found: QuerySet[Delegation], today: date) -> list[DelegationLine]:
    rows = list(found.select_related("principal", "agent"))
    lines = [_line(row, rows, today) for row in rows]
    return sorted(lines, key=_place)


def _line(row: Delegation, rows: list[Delegation], today: date) -> DelegationLine:
    last = _last_day(row)
    if last < today or last < row.starts_on:
        return DelegationLine(row, last, "ended", None)
    if today < row.starts_on:
        return DelegationLine(row, last, "planned", None)
    next_day = last + timedelta(days=1)
    renewed = any(
        (r.principal_id, r.agent_id) == (row.principal_id, row.agent_id) and r.starts_on <= next_day <= _last_day(r)
        for r in rows
    )
    return DelegationLine(row, last, "running", None if renewed else (last - today).days)


def _last_day(row: Delegation) -> date:
    return row.ended_early_on or row.ends_on


def _place(line: DelegationLine) -> tuple[int, int]:
    """Running ones first, the nearest end on top; ended ones last, newest on top."""
    day = line.last_day.toordinal()
    return {"running": (0, day), "planned": (1, day)}.get(line.state, (2, -day))


def _has_chief(organisation_id: UUID, today: date) -> bool:
    chief = Qualification.CHIEF_CONSULTATION_SPECIALIST
    return QualifiedStaff.objects.filter(in_force(today), organisation_id=organisation_id, qualification=chief).exists()


def _overlap(row: UserRow, held: Membership) -> bool:
    row_end, held_end = row.ends_on or date.max, held.ends_on or date.max
    return row.starts_on <= held_end and held.starts_on <= row_end and held_end >= held.starts_on
