"""個人情報ファイル簿: made from the tables, the code lists and the role table, with what only the municipality knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from renkei.accounts.models import Organisation
from renkei.cases.models import Case
from renkei.core.clock import day_of
from renkei.core.privacy import ENCRYPTED, Privacy, Purpose, Retention
from renkei.core.waiting import Source, Waiting, bell
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import MUNICIPAL_KINDS, ROLES_OF_KIND, OrgKind, Reach
from renkei.policy.permissions import P
from renkei.policy.roles import reach_of
from renkei.privacy.enums.local import RuleKind
from renkei.privacy.models import FileEntry
from renkei.privacy.queries.classify import columns_of, purpose_of, retention_of
from renkei.privacy.queries.local import get_municipality, own_municipalities, rule_value
from renkei.privacy.queries.tables import hanging
from renkei.privacy.rules.local import STANDARD
from renkei.privacy.rules.retention import in_words


@dataclass(frozen=True)
class FileItem:
    """記録項目 of one table."""

    title: str
    columns: tuple[str, ...]
    sensitive: bool


@dataclass(frozen=True)
class FileRegister:
    """An entry of the register as it stands today."""

    municipality: Organisation
    entry: FileEntry | None
    purposes: tuple[Purpose, ...]
    items: tuple[FileItem, ...]
    kept: tuple[tuple[Retention, str], ...]
    collected_from: tuple[str, ...]
    recipients: tuple[str, ...]
    persons: int
    threshold: int

    @property
    def name(self) -> str:
        return self.entry.name if self.entry else "地域生活定着支援センターとの連携事業 利用者ファイル"

    @property
    def required(self) -> bool:
        """Are there so many persons that the register must have this entry?"""
        return self.persons >= self.threshold

    @property
    def sensitive(self) -> bool:
        """要配慮個人情報を含むか."""
        return any(item.sensitive for item in self.items)


def file_register(*, actor: Actor, municipality_id: UUID | None, at: datetime) -> FileRegister:
    """The entry of one of the actor's municipalities. Raises NotAllowed / NotFound."""
    require(actor, P.PRIVACY_VIEW)
    municipality = get_municipality(actor=actor, pk=municipality_id, on=day_of(at))
    tables = hanging()
    kept = dict.fromkeys(r for m in tables if (r := retention_of(m)) is not None)
    return FileRegister(
        municipality=municipality, entry=FileEntry.objects.filter(municipality=municipality).first(),
        purposes=tuple(dict.fromkeys(p for m in tables if (p := purpose_of(m)) is not None)),
        items=tuple(item for m in tables if (item := _item(m)).columns),
        kept=tuple((r, in_words(r)) for r in kept), collected_from=_kinds_with(P.REFERRAL_WRITE),
        recipients=_kinds_with(P.IDENTITY_VIEW), persons=persons_of(municipality.pk),
        threshold=rule_value(municipality_id=municipality.pk, kind=RuleKind.FILE_PERSONS, on=day_of(at)),
    )  # fmt: skip


def _item(model: type) -> FileItem:
    found = [c for c in columns_of(model) if c.privacy in ENCRYPTED]
    sensitive = any(c.privacy in (Privacy.WELFARE, Privacy.JUSTICE) for c in found)
    return FileItem(str(model._meta.db_table_comment), tuple(c.comment for c in found), sensitive)  # type: ignore[attr-defined]


def _kinds_with(permission: P) -> tuple[str, ...]:
    """Kinds of bodies outside the municipality of which a role has this permission."""
    return tuple(
        str(OrgKind(kind).label) for kind, roles in ROLES_OF_KIND.items()
        if kind not in MUNICIPAL_KINDS and any(reach_of(role, permission) is not Reach.NONE for role in roles)
    )  # fmt: skip


def persons_of(municipality_id: UUID) -> int:
    """How many persons' records a municipality holds, destroyed ones left out."""
    return _persons(municipality_id).count()


def _holds(municipality_id: UUID, number: int) -> bool:
    """Of so many persons at least? Counts no further."""
    return _persons(municipality_id)[:number].count() == number


def _persons(municipality_id: UUID) -> QuerySet[Any]:
    held = Case.objects.filter(responsible_id=municipality_id, destroyed_at__isnull=True)
    return held.order_by().values("person_id").distinct()


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """So many persons that an entry must be published, and none was."""
    if not can(actor, P.PRIVACY_RULES):
        return []
    on = day_of(at)
    found = []
    for body in own_municipalities(actor=actor, at=at):
        limit = rule_value(municipality_id=body.pk, kind=RuleKind.FILE_PERSONS, on=on)
        done = FileEntry.objects.filter(municipality=body, published_on__isnull=False).exists()
        if not done and _holds(body.pk, limit):
            why = f"記録している方が{limit}人以上になりました。"
            found.append(Waiting("個人情報ファイル簿を作り、公表する", why, None, "privacy:file", (), ""))
    return found


SOURCE = Source(
    waiting,
    bell(
        "FROM cases_case WHERE responsible_id IN {own} AND destroyed_at IS NULL OFFSET least({standard},"
        " (SELECT min(value) FROM privacy_localrule WHERE kind = {kind} AND municipality_id IN {own})) - 1",
        standard=STANDARD[RuleKind.FILE_PERSONS].value, kind=RuleKind.FILE_PERSONS,
    ),
)  # fmt: skip
