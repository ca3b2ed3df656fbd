"""Reading a class of a case: the ledger says whether, which version and which fields; the reading is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from renkei.audit.enums import E
from renkei.audit.services import record, record_view
from renkei.core import blind_index, names, wall
from renkei.core.errors import NotAllowed, NotFound, RuleBroken
from renkei.disclosure.queries import CaseAccess, get_case, own_collectors, visible_cases
from renkei.disclosure.rules import OFFICE_THIRD_PARTY_FIELDS
from renkei.people import rules
from renkei.people.models import FIELDS_OF, RECORD_OF, ClassRecord, NameIndex
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import PERSONAL_CLASSES, InfoClass
from renkei.policy.facts import Grant
from renkei.policy.permissions import VIEW_OF_CLASS, P

#: Fields of identity that one can search by.
NAME_FIELDS = ("name", "kana", "other_name")
#: So many candidates are looked at; with more, more has to be typed.
SEARCH_LIMIT = 20


@dataclass(frozen=True)
class RecordView:
    """One version, cut to what the actor may read. `values`: field → text or list, in form order, with empty ones."""

    info_class: InfoClass
    version_id: UUID
    version: int
    written_at: datetime
    author_organisation: str
    author_user: UUID | None
    values: dict[str, Any]
    labels: dict[str, str]
    is_whole: bool

    def rows(self) -> list[tuple[str, Any]]:
        """(label, value in words) of the fields that hold something."""
        words = ((self.labels[f], rules.display(f, v)) for f, v in self.values.items() if v not in (None, "", []))
        return [(label, "、".join(map(str, word)) if isinstance(word, list) else word) for label, word in words]


def read(*, access: CaseAccess, info_class: InfoClass, reason: str = "") -> RecordView | None:
    """The class as disclosed to this actor; None where nothing was recorded yet. Writes the view into the audit.

    Raises:
        NotFound / NotAllowed: as the policy says.
        RuleBroken: 罪名・経過 without a reason for reading.
    """
    permission = VIEW_OF_CLASS[info_class]
    decision = require(access.actor, permission, access.facts, at=access.at)
    if info_class is InfoClass.JUSTICE_DETAIL and not reason:
        raise RuleBroken("閲覧の理由を選んでください。", field="reason")
    record, fields = _disclosed(access, info_class, decision.grants)
    if record is None:
        return None
    record_view(
        actor=access.actor, now=access.at, case_id=access.case.pk, info_class=info_class, thing=record, reason=reason
    )
    return _view(info_class, record, fields)


@dataclass(frozen=True)
class NameSearch:
    """`case_ids`: cases whose disclosed name holds the words; `is_cut`: there may be more."""

    case_ids: list[UUID]
    is_cut: bool


def find_by_name(*, actor: Actor, words: str, at: datetime) -> NameSearch:
    """氏名で探す, among the cases whose identity is open to this very person. Recorded on every case found, without the words.

    The blind index narrows down (and may be wrong: several versions, short hashes); the name as disclosed decides.

    Raises:
        NotAllowed: not for this role.
        RuleBroken: too little was typed.
    """
    require(actor, P.IDENTITY_VIEW)
    wanted = blind_index.tokens(names.pieces_wanted(words))
    if not wanted:
        raise RuleBroken("漢字なら1文字以上、かななら2文字以上を入力してください。", field="name")
    visible = visible_cases(actor=actor, at=at, permission=P.IDENTITY_VIEW)
    candidates = NameIndex.objects.filter(case_id__in=visible.values("pk"), tokens__contains=wanted)
    ids = list(candidates.order_by("case_id").values_list("case_id", flat=True).distinct()[: SEARCH_LIMIT + 1])
    found = [case_id for case_id in ids[:SEARCH_LIMIT] if _is_named(actor, case_id, words, at)]
    on_record: list[UUID | None] = [*found] or [None]
    for case_id in on_record:
        record(actor=actor, event=E.NAME_SEARCHED, now=at, case_id=case_id, info_class=InfoClass.IDENTITY)
    return NameSearch(found, is_cut=len(ids) > SEARCH_LIMIT)


def _is_named(actor: Actor, case_id: UUID, words: str, at: datetime) -> bool:
    access = get_case(actor=actor, case_id=case_id, at=at, permission=P.IDENTITY_VIEW)
    version, fields = _disclosed(access, InfoClass.IDENTITY, access.decide(P.IDENTITY_VIEW).grants)
    return any(names.matches(words, getattr(version, f, None) or "") for f in NAME_FIELDS if f in fields)


@dataclass(frozen=True)
class VersionRow:
    """One line of the history of a class."""

    version: int
    written_at: datetime
    organisation: str
    user_id: UUID | None


def versions(*, access: CaseAccess, info_class: InfoClass) -> list[VersionRow]:
    """Who wrote which version when, newest first: for bodies that hold the whole class; empty for everyone else."""
    decision = access.decide(VIEW_OF_CLASS[info_class])
    if not any(g.version_id is None for g in decision.grants):
        return []
    rows = RECORD_OF[info_class].objects.filter(case=access.case).order_by("-version")
    found = rows.values_list("version", "written_at", "author_organisation__name", "author_user")
    return [VersionRow(*row) for row in found]


def readable_classes(*, access: CaseAccess) -> list[InfoClass]:
    """The personal classes open to this very person now."""
    return [c for c in PERSONAL_CLASSES if access.sees(c)]


def current_version(*, access: CaseAccess, info_class: InfoClass) -> ClassRecord | None:
    """The newest version, for a form to start from or a disclosure to name: whole-class holders only."""
    decision = require(access.actor, VIEW_OF_CLASS[info_class], access.facts, at=access.at)
    if not any(g.version_id is None for g in decision.grants):
        raise NotAllowed(
            "この情報を書き換えられるのは、事業を行う機関だけです。", permission=VIEW_OF_CLASS[info_class].code
        )
    return _disclosed(access, info_class, decision.grants)[0]


def newest_to_write(*, access: CaseAccess, info_class: InfoClass) -> ClassRecord | None:
    """The newest version for a form that edits it; the reading is recorded. None where there is none, or none to see.

    Raises:
        NotAllowed: only some fields of a version were disclosed to this body.
    """
    record = current_version(access=access, info_class=info_class) if access.sees(info_class) else None
    if record is not None:
        record_view(
            actor=access.actor, now=access.at, case_id=access.case.pk, info_class=info_class, thing=record,
            reason="correction",
        )  # fmt: skip
    return record


def newest_versions(*, case_ids: Iterable[UUID], info_class: InfoClass) -> list[ClassRecord]:
    """The newest version of each of several cases, in one query: the caller has asked the policy of each, and records."""
    rows = RECORD_OF[info_class].objects.filter(case_id__in=list(case_ids)).select_related("case")
    return list(rows.order_by("case_id", "-version").distinct("case_id"))


def version_exists(*, case_id: UUID, info_class: InfoClass, version_id: UUID) -> bool:
    """Does this version belong to this case?"""
    return RECORD_OF[info_class].objects.filter(pk=version_id, case_id=case_id).exists()


#: What a text about the person must not repeat, by class.
_TELLING = {
    InfoClass.IDENTITY: (
        "name", "kana", "other_name", "birth_date", "phone", "certificate_numbers", "registered_address",
        "former_address", "current_address", "nationality", "language",
    ),
    InfoClass.WELFARE: ("diagnosis",),
    InfoClass.JUSTICE_OUTLINE: ("facility", "facility_address", "probation_office", "counsel"),
    InfoClass.THIRD_PARTY: ("family", "victims", "others", "no_contact"),
}  # fmt: skip


def identifying_words(case_id: UUID) -> dict[str, list[str]]:
    """What must not stand in an anonymous text, by the name of its field. For the check before it leaves; never shown.

    Of every version the database lets the actor reach: an address of long ago names the person, too.
    """
    found: dict[str, list[str]] = {}
    for info_class, fields in _TELLING.items():
        for version in _versions(case_id, info_class):
            for field in fields:
                if value := getattr(version, field):
                    found.setdefault(field, []).append(str(value))
    return found


def reason_of_exception(*, access: CaseAccess) -> str:
    """Why the person counts as 「その他」: for the manager who approves it; the reading is recorded.

    Raises:
        NotAllowed: neither an approver nor one who may read justice_outline.
    """
    if not access.sees(InfoClass.JUSTICE_OUTLINE):
        require(access.actor, P.EXCEPTION_APPROVE, access.facts, at=access.at)
    record = _newest(access.case.pk, InfoClass.JUSTICE_OUTLINE)
    if record is None:
        return ""
    record_view(
        actor=access.actor, now=access.at, case_id=access.case.pk, info_class=InfoClass.JUSTICE_OUTLINE, thing=record
    )
    return str(getattr(record, "subject_other_reason", None) or "")


def filled_fields(record: ClassRecord, info_class: InfoClass) -> list[tuple[str, str]]:
    """(field, label) of what this version holds: what can be ticked when disclosing."""
    labels = labels_of(info_class)
    return [(f, labels[f]) for f in FIELDS_OF[info_class] if getattr(record, f) not in (None, "", [])]


def labels_of(info_class: InfoClass) -> dict[str, str]:
    """Field → Japanese label, in form order."""
    model = RECORD_OF[info_class]
    return {f: str(getattr(model._meta.get_field(f), "verbose_name", f)) for f in FIELDS_OF[info_class]}


def recorded_classes(case_id: UUID) -> set[InfoClass]:
    """Classes of which any version exists: for checklists, not for reading."""
    return {c for c in RECORD_OF if is_recorded(case_id, c)}


def is_recorded(case_id: UUID, info_class: InfoClass) -> bool:
    """Does any version of the class exist, also one that the actor may not read? Asked of the database's owner."""
    return bool(wall.call("SELECT wall.has_versions(%s, %s)", [case_id, str(info_class)])[0][0])


def _versions(case_id: UUID, info_class: InfoClass) -> QuerySet[ClassRecord]:
    return (
        RECORD_OF[info_class].objects.filter(case_id=case_id).select_related("author_organisation").order_by("-version")
    )


def _newest(case_id: UUID, info_class: InfoClass) -> ClassRecord | None:
    return _versions(case_id, info_class).first()


def _disclosed(
    access: CaseAccess, info_class: InfoClass, grants: tuple[Grant, ...]
) -> tuple[ClassRecord | None, tuple[str, ...]]:
    """The version and fields the rows give."""
    fields = FIELDS_OF[info_class]
    if info_class is InfoClass.THIRD_PARTY and access.actor.is_office:
        fields = OFFICE_THIRD_PARTY_FIELDS
    if any(g.version_id is None for g in grants):
        return _held(access, info_class).first(), fields
    newest = max(grants, key=lambda g: g.starts_at)
    record = _versions(access.case.pk, info_class).filter(pk=newest.version_id).first()
    if record is None:
        raise NotFound()
    return record, tuple(f for f in fields if f in newest.fields)


def held_versions(*, access: CaseAccess, info_class: InfoClass) -> list[ClassRecord]:
    """Every version the actor's body holds of a class, oldest first: for the package of 開示請求, which records the reading.

    Raises:
        NotFound / NotAllowed: as the policy says.
    """
    decision = require(access.actor, VIEW_OF_CLASS[info_class], access.facts, at=access.at)
    if not any(g.version_id is None for g in decision.grants):
        return []
    return list(_held(access, info_class).order_by("version"))


def _held(access: CaseAccess, info_class: InfoClass) -> QuerySet[ClassRecord]:
    """Versions of a whole class: after the consent ended nothing newer, and of own collection only what is own.

    A row that names a person is derived from one of his body's: what the body holds decides.
    """
    versions = _versions(access.case.pk, info_class)
    if access.facts.frozen_at is not None:
        versions = versions.filter(written_at__lte=access.facts.frozen_at)
    body = [
        g for g in access.facts.grants
        if g.info_class == info_class and g.version_id is None and not g.persons and g.is_live(access.at)
    ]  # fmt: skip
    if body and all(g.retained for g in body):
        versions = versions.filter(author_organisation_id__in=own_collectors(access=access))
    return versions


def _view(info_class: InfoClass, record: ClassRecord, fields: tuple[str, ...]) -> RecordView:
    labels = labels_of(info_class)
    return RecordView(
        info_class=info_class,
        version_id=record.pk,
        version=record.version,
        written_at=record.written_at,
        author_organisation=record.author_organisation.name,
        author_user=record.author_user,
        values={f: getattr(record, f) for f in fields},
        labels={f: labels[f] for f in fields},
        is_whole=fields == FIELDS_OF[info_class],
    )
