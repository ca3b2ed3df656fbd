"""What coordinators know of offices, as plain values. Offices never get here; the centre only to what is 共有可."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from renkei.accounts.models import Organisation
from renkei.accounts.queries import names_of_users, organisation_by_id
from renkei.core.calendar import wareki
from renkei.offices.enums import Accepted, KnownFrom, Tie
from renkei.offices.models import Knowledge
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import MUNICIPAL_KINDS, OrgKind
from renkei.policy.permissions import P


@dataclass(frozen=True)
class Known:
    """One version of what is known of an office. Empty text and None: nobody has said."""

    id: UUID
    office_id: UUID
    municipality_id: UUID
    tie: Tie
    contact_role: str
    contact_name: str
    contact_window: str
    best_hours: str
    accepted: Accepted
    accepted_count: int | None
    accepted_last_on: date | None
    training: str
    training_on: date | None
    note: str
    source: KnownFrom
    as_of: date
    shareable: bool
    body: str  # name of the organisation that wrote it
    written_at: datetime
    replaced_at: datetime | None
    author: str = ""

    @property
    def contact(self) -> bool | None:
        """接点: is there one? None: nobody has said."""
        return None if self.tie is Tie.UNKNOWN else self.tie is not Tie.NONE

    @property
    def accepted_before(self) -> bool | None:
        """受入れの経験, None where it is not known."""
        return {Accepted.YES: True, Accepted.NO: False}.get(self.accepted)

    @property
    def contact_words(self) -> str:
        """「サービス管理責任者　窓口さん」."""
        return "　".join(filter(None, (self.contact_role, self.contact_name)))

    @property
    def accepted_words(self) -> str:
        """「ある（2人、最後は令和8年4月1日）」."""
        more = []
        if self.accepted_count is not None:
            more.append(f"{self.accepted_count}人")
        if self.accepted_last_on:
            more.append(f"最後は{wareki(self.accepted_last_on)}")
        return f"{self.accepted.label}（{'、'.join(more)}）" if more else str(self.accepted.label)

    @property
    def training_words(self) -> str:
        """「本人理解の研修（令和8年7月3日）」."""
        day = f"（{wareki(self.training_on)}）" if self.training_on else ""
        return f"{self.training}{day}"


def knowledge_of(*, actor: Actor, office_ids: Iterable[UUID]) -> dict[UUID, Known]:
    """What is known now of these offices, at most one value each: the newest where several municipalities keep one.

    For the municipality's side its own; for the prefecture's centre the current 共有可 ones. One query.

    Raises:
        NotAllowed: the role is not a coordinator's (every role of an office).
    """
    rows = _readable(actor).filter(office_id__in=list(office_ids), replaced_at__isnull=True)
    return {row.office_id: _known(row) for row in rows.order_by("as_of", "written_at", "id")}


def knowledge_on(*, actor: Actor, office_id: UUID) -> list[Known]:
    """The current ones of one office with their authors, newest first. Raises NotAllowed."""
    rows = _readable(actor).filter(office_id=office_id, replaced_at__isnull=True).order_by("-as_of", "-written_at")
    return _with_authors(rows)


def knowledge_history(*, actor: Actor, office_id: UUID) -> list[Known]:
    """Every version of one's own municipalities, newest first. Raises NotAllowed (the centre reads no former versions)."""
    require(actor, P.KNOWLEDGE_WRITE)
    return _with_authors(_readable(actor).filter(office_id=office_id).order_by("-written_at"))


def current_knowledge(*, actor: Actor, office_id: UUID, municipality_id: UUID) -> Known | None:
    """What one is about to correct. Raises NotAllowed."""
    require(actor, P.KNOWLEDGE_WRITE)
    rows = _readable(actor).filter(office_id=office_id, municipality_id=municipality_id, replaced_at__isnull=True)
    return next(map(_known, rows), None)


def keepers(*, actor: Actor) -> list[Organisation]:
    """The municipalities in whose name this actor keeps knowledge: its own body, or those that commissioned it."""
    if not can(actor, P.KNOWLEDGE_WRITE):
        return []
    own = {actor.organisation_id} if actor.organisation_kind in MUNICIPAL_KINDS else actor.acts_for
    return list(Organisation.objects.filter(pk__in=[pk for pk in own if pk]).order_by("name"))


def _readable(actor: Actor) -> QuerySet[Knowledge]:
    require(actor, P.KNOWLEDGE_VIEW)
    found = Knowledge.objects.select_related("organisation")
    if actor.organisation_kind == OrgKind.SETTLEMENT_CENTER:
        assert actor.organisation_id  # noqa: S101 - a member's body
        prefecture = organisation_by_id(actor.organisation_id).prefecture_code
        shared = Q(shareable=True, replaced_at__isnull=True, municipality__prefecture_code=prefecture)
        return found.filter(shared)
    return found.filter(municipality_id__in={actor.organisation_id, *actor.acts_for} - {None})


def _with_authors(rows: QuerySet[Knowledge]) -> list[Known]:
    found = list(rows)
    names = names_of_users(row.author for row in found)
    return [_known(row, names.get(row.author, "")) for row in found]


def _known(row: Knowledge, author: str = "") -> Known:
    return Known(
        id=row.pk, office_id=row.office_id, municipality_id=row.municipality_id, tie=Tie(row.tie),
        contact_role=row.contact_role, contact_name=row.contact_name, contact_window=row.contact_window,
        best_hours=row.best_hours, accepted=Accepted(row.accepted), accepted_count=row.accepted_count,
        accepted_last_on=row.accepted_last_on, training=row.training, training_on=row.training_on, note=row.note,
        source=KnownFrom(row.source), as_of=row.as_of, shareable=row.shareable, body=row.organisation.name,
        written_at=row.written_at, replaced_at=row.replaced_at, author=author,
    )  # fmt: skip
