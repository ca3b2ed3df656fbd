"""What is known of the person and the case, for the scan of an anonymous sheet: never shown to anybody.

It reads what the asker himself may read (the wall decides): what one does not know one cannot give away by slip. What no
knowledge is needed for (dates, numbers, places, words of custody) is found in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from renkei.accounts.models import Organisation
from renkei.accounts.queries import delegation_for
from renkei.cases.models import Case
from renkei.coordination.queries.referral import senders_of
from renkei.core.scan import names_in_prose
from renkei.core.scan.words import is_common_diagnosis, is_ordinary
from renkei.disclosure.queries import bodies_ever_on
from renkei.inquiries.rules import Find, Known, Sheet, scan
from renkei.offices.queries import naming as offices
from renkei.people.queries import identifying_words
from renkei.policy.enums import OrgKind

_PIECES = re.compile(r"[、,，・/／\n（）()「」：:\s　]+")
_LEAST = 3


def finds_in(*, case: Case, sheet: Sheet, today: date) -> list[Find]:
    """Everything that must not leave with this sheet: where, what kind, what to put instead. Empty when it may go."""
    return scan(sheet, known_of(case=case, sheet=sheet, today=today))


def known_of(*, case: Case, sheet: Sheet, today: date) -> Known:
    """What the scan compares the words with."""
    words = identifying_words(case.pk)
    own = _asking_bodies(case, today)
    places = frozenset(offices.place_names()) | _registered_municipalities()
    area = {p for p in places if p in sheet.area or any(p in body.name for body in own)}
    prefecture = {offices.prefecture_name(case.responsible.prefecture_code)} & places if case.responsible else set()
    return Known(
        names=tuple(words.get("name", ())), kana=tuple(words.get("kana", ())), other_names=_pieces(words.get("other_name", ()), 1),
        birth_date=next(iter(words.get("birth_date", ())), ""), phones=tuple(words.get("phone", ())),
        case_numbers=(case.number, case.person.code), certificate_numbers=tuple(words.get("certificate_numbers", ())),
        addresses=_of(words, "registered_address", "former_address", "current_address", "facility_address"),
        third_parties=tuple(names_in_prose(_of(words, "family", "victims", "others", "no_contact", "counsel", "probation_office"))),
        facilities=(*_pieces(_of(words, "facility", "probation_office", "counsel"), _LEAST), *_bodies(case, own)),
        offices=tuple(offices.names_within(text=_prose(sheet), prefecture_code=_prefecture(case))),
        nationality=tuple(w for w in _pieces(_of(words, "nationality", "language"), 2) if "日本" not in w),
        diagnosis=tuple(d for d in _pieces(words.get("diagnosis", ()), _LEAST) if not is_common_diagnosis(d)),
        places=places, allowed_places=frozenset(area | prefecture | {o.name for o in own}),
        allowed_phones=tuple(n for o in own for n in (o.phone, o.fax) if n), allowed_names=tuple(o.name for o in own), today=today,
    )  # fmt: skip


def _of(words: dict[str, list[str]], *fields: str) -> tuple[str, ...]:
    return tuple(value for field in fields for value in words.get(field, ()))


def _pieces(values: Iterable[str], least: int) -> tuple[str, ...]:
    pieces = [p for value in values for p in _PIECES.split(value)]
    return tuple(dict.fromkeys(p for p in pieces if len(p) >= least and not is_ordinary(p)))


def _prose(sheet: Sheet) -> str:
    return "\n".join((sheet.certificates, sheet.support_text, sheet.backup, sheet.area))


def _prefecture(case: Case) -> str:
    return case.responsible.prefecture_code if case.responsible else case.area_code[:2]


def _asking_bodies(case: Case, today: date) -> list[Organisation]:
    """Who asks, and may be named: the municipality and the body it commissions."""
    if case.responsible is None:
        return []
    commissioned = delegation_for(principal_id=case.responsible.pk, on=today)
    return [case.responsible, *([commissioned.agent] if commissioned else [])]


def _bodies(case: Case, own: list[Organisation]) -> list[str]:
    """Names of every other body that has had to do with the case; offices are asked by name, and not told of one another."""
    ids = {case.center_id, *bodies_ever_on(case=case)}
    public = [OrgKind.MUNICIPALITY, OrgKind.PREFECTURE]  # they are places, too
    found = (
        Organisation.objects.filter(pk__in=ids - {None}).exclude(pk__in=[o.pk for o in own]).exclude(kind__in=public)
    )
    return [*found.values_list("name", flat=True), *senders_of(case_id=case.pk)]


def _registered_municipalities() -> frozenset[str]:
    return frozenset(Organisation.objects.filter(kind=OrgKind.MUNICIPALITY).values_list("name", flat=True))
