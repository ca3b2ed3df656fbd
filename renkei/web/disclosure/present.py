"""What the pages and prints of the area show of consents and ledger rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from renkei.accounts.queries import names_of_organisations, names_of_users, partners
from renkei.audit.services import record_view
from renkei.disclosure.enums import (
    NOT_BY_HAND,
    Basis,
    Cause,
    ConsentKind,
    Explained,
    ExplainMethod,
    Method,
    Purpose,
    Stage,
)
from renkei.disclosure.queries import CaseAccess, holder_of, runs_case
from renkei.people.queries import labels_of
from renkei.policy.enums import PERSONAL_CLASSES, InfoClass, OrgKind
from renkei.policy.permissions import P
from renkei.web.disclosure.forms import CLASS_WORDS
from renkei.web.templatetags.dads import Happening

if TYPE_CHECKING:
    from renkei.disclosure.models import Consent, LedgerEntry


WHOLE = ("区分の全体", "概要")


@dataclass(frozen=True)
class Row:
    """A line of the ledger in words."""

    id: UUID
    info_class: str
    to: str
    by: str
    basis: str
    opened: str
    fields: str
    persons: str
    method: str
    starts_at: object
    ends_at: object
    ended: str
    is_live: bool
    is_future: bool
    is_personal: bool
    can_end: bool
    reason: str


def rows_of(access: CaseAccess, entries: Iterable[LedgerEntry]) -> list[Row]:
    """Lines for the ledger table, live ones first."""
    found = list(entries)
    names = names_of_users(u for e in found for u in e.persons)
    rows = [_row(access, entry, names) for entry in found]
    _record_reasons(access, found, rows)
    return sorted(rows, key=lambda row: not (row.is_live or row.is_future))


def _record_reasons(access: CaseAccess, entries: list[LedgerEntry], rows: list[Row]) -> None:
    """The written reason of a row tells of the person: who reads it is on record, by class."""
    for info_class in sorted({e.info_class for e, row in zip(entries, rows, strict=True) if row.reason}):
        record_view(actor=access.actor, now=access.at, case_id=access.case.pk, info_class=info_class)


def merged(rows: Iterable[Row]) -> list[Row]:
    """Rows that differ in the class alone (whole classes given together) as one line; rows that can be ended stay alone."""
    lines: dict[tuple[object, ...], Row] = {}
    for row in rows:
        alone = row.can_end or row.fields not in WHOLE or bool(row.reason)
        key = (
            (row.id,)
            if alone
            else (row.to, row.by, row.basis, row.opened, row.method, row.persons, row.starts_at, row.ends_at)
        )
        first = lines.get(key)
        classes = f"{first.info_class}、{row.info_class}" if first else row.info_class
        lines[key] = replace(first or row, info_class=classes, fields="" if not alone else row.fields)
    return list(lines.values())


def _row(access: CaseAccess, entry: LedgerEntry, names: dict[UUID, str]) -> Row:
    over = entry.ends_at is not None and entry.ends_at <= access.at
    future = entry.starts_at > access.at
    info_class = InfoClass(entry.info_class)
    people = [names.get(u, "") for u in entry.persons]
    if entry.paper_persons and access.sees(info_class):
        people.append(entry.paper_persons)
    return Row(
        id=entry.pk, info_class=str(info_class.label), to=entry.recipient.name, by=_giver(access, entry),
        basis=_basis(entry, access), opened=str(Cause(entry.cause).label), fields=_fields(entry),
        persons="、".join(p for p in people if p), method=str(Method(entry.method).label), starts_at=entry.starts_at,
        ends_at=entry.ends_at, ended=str(Cause(entry.ended_cause).label) if over and entry.ended_cause else "",
        is_live=not over and not future, is_future=future and not over, is_personal=info_class in PERSONAL_CLASSES,
        can_end=not over and _may_end(access, entry),
        reason=(entry.legal_reason or "") if access.sees(info_class) else "",
    )  # fmt: skip


def _giver(access: CaseAccess, entry: LedgerEntry) -> str:
    if access.neutral and entry.giver_id != access.case.responsible_id:
        return access.case.responsible.name if access.case.responsible else ""
    acted = f"（{entry.acted_by.name}が対応）" if entry.acted_by and not access.neutral else ""
    return f"{entry.giver.name}{acted}"


def _basis(entry: LedgerEntry, access: CaseAccess) -> str:
    label = str(Basis(entry.basis).label)
    return f"{label}（第{entry.consent.version}版）" if entry.consent and runs_case(access.actor) else label


def _fields(entry: LedgerEntry) -> str:
    if entry.whole_class:
        return WHOLE[0] if entry.info_class != InfoClass.SUMMARY else WHOLE[1]
    labels = labels_of(InfoClass(entry.info_class))
    return "、".join(labels[f] for f in entry.fields if f in labels)


def _may_end(access: CaseAccess, entry: LedgerEntry) -> bool:
    if entry.basis in NOT_BY_HAND or not access.can(P.DISCLOSE):
        return False
    mine = {access.actor.organisation_id, holder_of(actor=access.actor, case=access.case)}
    return entry.giver_id in mine or bool(entry.persons and entry.recipient_id in mine)


def organisations_for(access: CaseAccess) -> list[tuple[str, str]]:
    """Bodies to choose from, those of the case first, then by kind."""
    kinds: list[OrgKind] = [k for k in OrgKind if k != OrgKind.OPERATOR]
    near = [o for o in (access.case.responsible, access.case.center) if o is not None]
    seen = {o.pk for o in near}
    rest = [o for o in partners(actor=access.actor, kinds=kinds) if o.pk not in seen]
    rest.sort(key=lambda o: (kinds.index(OrgKind(o.kind)), o.kana or o.name))
    return [(str(o.pk), f"{o.name}（{OrgKind(o.kind).label}）") for o in [*near, *rest]]


def recipient_words(consent: Consent) -> list[dict[str, object]]:
    """提供先 in words: who, up to which stage, since when, ended when."""
    return [
        {
            "id": r.pk,
            "name": r.organisation.name if r.organisation else f"{OrgKind(r.organisation_kind).label}（種類）",
            "plain": r.organisation.name if r.organisation else str(OrgKind(r.organisation_kind).label),
            "stages": _stage_words(r.stages),
            "added_at": r.added_at,
            "ended_at": r.ended_at,
            "excepted": r.ended_at is not None and r.ended_at == r.added_at,
        }
        for r in sorted(consent.recipients.all(), key=lambda r: (r.ended_at is not None, r.added_at))
    ]


def _stage_words(stages: list[str]) -> str:
    return f"{Stage(stages[-1]).label} まで" if stages else "すべての段階"


def consent_words(consent: Consent) -> dict[str, object]:
    """The coded lists of a consent as words."""
    return {
        "kind": ConsentKind(consent.kind).label,
        "purposes": [Purpose(p).label for p in consent.purposes],
        "classes": [InfoClass(c).label for c in consent.classes],
        "class_words": [CLASS_WORDS[c] for c in consent.classes if c in CLASS_WORDS],
        "methods": [ExplainMethod(m).label for m in consent.methods],
        "explained": [Explained(e).label for e in consent.explained],
        "receive_from": [OrgKind(k).label for k in consent.receive_from],
        "recipients": recipient_words(consent),
    }


def history_of(consent: Consent) -> list[Happening]:
    """説明・取得・追加・撤回, newest first."""
    events = sorted(consent.events.all(), key=lambda e: (e.at, e.created_at), reverse=True)
    users = names_of_users(e.user_id for e in events)
    bodies = names_of_organisations(e.organisation_id for e in events)
    tone = {"withdrawn": "danger", "partly_withdrawn": "warning", "refused": "warning", "obtained": "success"}
    return [
        Happening(
            at=e.at, title=e.get_kind_display(), tone=tone.get(e.kind, "neutral"),
            who="　".join(w for w in (bodies.get(e.organisation_id, ""), users.get(e.user_id, "")) if w) or "自動処理",
        )
        for e in events
    ]  # fmt: skip
