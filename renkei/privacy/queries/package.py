"""Everything held about a person, machine-made from every table that leads to his cases (開示請求のためのまとめ)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from renkei.accounts.queries import names_of_organisations
from renkei.cases.enums import CloseReason
from renkei.coordination.enums.referral import Ask
from renkei.coordination.rules.clock.content import in_words
from renkei.core.calendar import wareki, wareki_dt
from renkei.core.fields import EncryptedBytesField
from renkei.core.privacy import Privacy
from renkei.disclosure.enums import Explained, ExplainMethod, Purpose
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.inquiries.enums import DeclineReason
from renkei.people.models import RECORD_OF
from renkei.people.queries import held_versions
from renkei.people.rules import display
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import InfoClass, OrgKind
from renkei.policy.permissions import VIEW_OF_CLASS, P
from renkei.privacy.models import DataRequest
from renkei.privacy.queries.tables import ends_at_person, handed_out, ways
from renkei.privacy.rules.package import (
    CLASS_OF_SOMETHING_ELSE,
    Cell,
    Package,
    Reviews,
    Row,
    Section,
    class_of,
    flag_of,
)

_RECORDS: dict[type[models.Model], InfoClass] = {model: info_class for info_class, model in RECORD_OF.items()}
#: Words of codes kept in lists; other lists of codes appear as they are kept.
_WORDS: dict[str, str] = {
    str(value): str(label)
    for choices in (CloseReason, Ask, Explained, ExplainMethod, Purpose, DeclineReason, OrgKind, InfoClass)
    for value, label in choices.choices
    if value != "other"
}


def package_of(*, actor: Actor, request: DataRequest, at: datetime) -> Package:
    """The package as it stands now: what the actor's body holds, with the flags and what reviewers decided.

    Raises:
        NotAllowed: not the privacy officer; NotFound: a case out of scope.
    """
    require(actor, P.REQUEST_DECIDE)
    covered = request.covered.order_by("case__opened_at").values_list("case_id", flat=True)
    accesses = [get_case(actor=actor, case_id=pk, at=at) for pk in covered]
    reviews = Reviews({(r.case_id, r.table, r.row_id): r.choice for r in request.reviews.all()})
    names = _Names()
    sections = []
    for model in handed_out():
        rows = [row for access in accesses for row in _rows(model, access, request, reviews, names)]
        unique = {row.id or index: row for index, row in enumerate(rows)}  # rows of the person come once, not per case
        if unique:
            title = str(model._meta.db_table_comment)
            sections.append(Section(model._meta.label, title, tuple(unique.values())))
    return Package(tuple(sections))


def reviews_by(request: DataRequest) -> list[Any]:
    """What reviewers decided, newest first."""
    return list(request.reviews.select_related("case").order_by("-decided_at"))


class _Names:
    """Names of organisations, asked once."""

    def __init__(self) -> None:
        self.known: dict[Any, str] = {}

    def of(self, pk: UUID | None) -> str:
        if pk is None:
            return ""
        if pk not in self.known:
            self.known |= names_of_organisations([pk])
        return self.known.get(pk, "")


def _rows(
    model: type[models.Model], access: CaseAccess, request: DataRequest, reviews: Reviews, names: _Names
) -> Iterator[Row]:
    for thing in _things(model, access, request):
        yield Row(
            id=thing.pk if isinstance(thing.pk, UUID) else None, case_number=access.case.number,
            cells=tuple(_cells(thing, access, reviews, names)), case_id=access.case.pk,
        )  # fmt: skip


def _things(model: type[models.Model], access: CaseAccess, request: DataRequest) -> Iterable[Any]:
    """The rows of one table on one case, oldest first; of a class table only what the body holds."""
    if info_class := _RECORDS.get(model):
        return held_versions(access=access, info_class=info_class) if access.can(VIEW_OF_CLASS[info_class]) else []
    label = model._meta.label
    end = request.person_id if ends_at_person(label) else access.case.pk
    return model._default_manager.filter(**{ways()[label]: end}).order_by(*_oldest_first(model))


def _oldest_first(model: type[models.Model]) -> tuple[str, ...]:
    names = {f.name for f in model._meta.concrete_fields}
    return ("created_at", "pk") if "created_at" in names else ("pk",)


def _cells(thing: Any, access: CaseAccess, reviews: Reviews, names: _Names) -> Iterator[Cell]:
    own_class = _RECORDS.get(type(thing))
    said = "" if thing._meta.label in CLASS_OF_SOMETHING_ELSE else vars(thing).get("info_class")
    row_class = str(own_class or said or "")
    choice = reviews.choice(access.case.pk, thing._meta.label, thing.pk) if isinstance(thing.pk, UUID) else ""
    for field in thing._meta.concrete_fields:
        privacy = thing.PRIVACY.get(field.name)
        if privacy in (None, Privacy.STAFF) or _is_technical(field):
            continue
        info_class = class_of(privacy, row_class)
        if info_class is not InfoClass.SUMMARY and not access.can(VIEW_OF_CLASS[info_class]):
            continue  # the body holds no such class of this case
        text = _text(thing, field, names)
        if text:
            flag = flag_of(info_class)
            yield Cell(_label(field), text, flag, choice if flag else "")


def _is_technical(field: models.Field) -> bool:
    """Ids, links between tables, marks of programs: nothing to read."""
    if isinstance(field, models.ForeignKey):
        return field.related_model._meta.label != "accounts.Organisation"
    plain_json = isinstance(field, models.JSONField)
    return field.primary_key or plain_json or isinstance(field, models.UUIDField) or field.name in _MARKS


_MARKS = {"sha256", "secret_hash", "object_type", "code_of_table", "table", "system"}


def _label(field: models.Field) -> str:
    return str(field.db_comment or field.verbose_name)


def _text(thing: Any, field: models.Field, names: _Names) -> str:
    if isinstance(field, models.ForeignKey):
        return names.of(getattr(thing, field.attname))
    if isinstance(field, EncryptedBytesField):
        return "（ファイルの内容は、ダウンロードしたまとめに入ります）"
    if thing._meta.label == "coordination.LegalEvent" and field.name == "content":
        return in_words(getattr(thing, field.attname))
    value = display(field.name, getattr(thing, field.attname))
    if field.choices and value not in (None, ""):
        return str(dict(field.flatchoices).get(value, value))
    return words_of(value, codes=isinstance(field, ArrayField))


def words_of(value: Any, *, codes: bool = False) -> str:
    """A value as the person reads it: days in 和暦, はい・いいえ, lists with 「、」."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, datetime):
        return wareki_dt(value)
    if isinstance(value, date):
        return wareki(value)
    if isinstance(value, list | tuple):
        return "、".join(_WORDS.get(str(v), str(v)) if codes else words_of(v) for v in value)
    if isinstance(value, dict):
        return "、".join(filter(None, (words_of(v) for v in value.values())))
    return str(value)
