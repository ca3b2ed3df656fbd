"""本人への回答: ledger and audit as a few plain lines for the person: who was told what, and who looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from renkei.accounts.queries import organisations_by_id, roles_of
from renkei.audit.queries import readings
from renkei.disclosure.enums import Basis
from renkei.disclosure.queries import CaseAccess, ledger_of_case
from renkei.policy.enums import InfoClass, Role

if TYPE_CHECKING:
    from renkei.accounts.models import Organisation
    from renkei.disclosure.models import Consent, LedgerEntry

#: A body that wrote down what the person told it was not told by anybody.
_OWN = (Basis.OWN, Basis.RETAINED)


@dataclass
class Told:
    """One body that was told, on one ground: which classes, since when, until when (None: still)."""

    to: Name
    basis: str
    consent: Consent | None
    since: datetime
    ended: datetime | None
    classes: list[InfoClass] = field(default_factory=list)


@dataclass
class Looked:
    """One role in one body that looked: which classes, how often, when last."""

    where: Name
    role: Role | None
    times: int
    last: datetime
    classes: list[InfoClass] = field(default_factory=list)


@dataclass(frozen=True)
class Name:
    """A body's name, and its reading where the name has kanji."""

    name: str
    reading: str = ""

    @classmethod
    def of(cls, organisation: Organisation | None) -> Name:
        if organisation is None:
            return cls("")
        has_kanji = any("\u4e00" <= letter <= "\u9fff" for letter in organisation.name)
        return cls(organisation.name, organisation.kana if has_kanji else "")


@dataclass(frozen=True)
class Answer:
    """Everything the sheet says."""

    told: list[Told]
    wrote: list[Name]
    looked: list[Looked]


def answer_for(access: CaseAccess) -> Answer:
    """The answer as of now. The bodies of the programme only; raises as CONSENT_VIEW does."""
    rows = [row for row in ledger_of_case(access=access) if row.starts_at <= access.at]
    named = {row.recipient_id for row in rows if row.info_class != InfoClass.SUMMARY}
    given = [
        row for row in rows if row.basis not in _OWN and (row.basis != Basis.SUMMARY or row.recipient_id not in named)
    ]
    wrote = {row.recipient_id: Name.of(row.recipient) for row in rows if row.basis in _OWN}
    return Answer(_told(given, access.at), list(wrote.values()), _looked(access))


def _told(rows: Iterable[LedgerEntry], at: datetime) -> list[Told]:
    lines: dict[tuple[object, ...], Told] = {}
    for row in sorted(rows, key=lambda r: r.starts_at):
        over = row.ends_at if row.ends_at is not None and row.ends_at <= at else None
        line = lines.setdefault(
            (row.recipient_id, row.basis, row.consent_id),
            Told(Name.of(row.recipient), row.basis, row.consent, row.starts_at, over),
        )
        line.ended = None if over is None or line.ended is None else max(over, line.ended)
        _add(line.classes, row.info_class)
    return list(lines.values())


def _looked(access: CaseAccess) -> list[Looked]:
    found = readings(actor=access.actor, facts=access.facts, at=access.at)
    bodies, roles = organisations_by_id(r.organisation_id for r in found), roles_of(r.membership_id for r in found)
    lines: dict[tuple[object, ...], Looked] = {}
    for reading in found:
        role = roles.get(reading.membership_id)
        name = Name.of(bodies.get(reading.organisation_id))
        line = lines.setdefault((reading.organisation_id, role), Looked(name, role, 0, reading.last))
        line.times, line.last = line.times + reading.times, max(line.last, reading.last)
        _add(line.classes, reading.info_class)
    return list(lines.values())


def _add(classes: list[InfoClass], code: str) -> None:
    """In the order of the classes; the rough outline goes without saying beside anything else."""
    if code in InfoClass.values:
        found = {*classes, InfoClass(code)}
        classes[:] = [c for c in InfoClass if c in found and (c != InfoClass.SUMMARY or len(found) == 1)]
