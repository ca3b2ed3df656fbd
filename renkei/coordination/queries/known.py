"""What the check of a text that leaves a case compares with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from renkei.accounts.queries import organisation_by_id, organisations_by_id
from renkei.cases.models import Case
from renkei.core.scan import Known, names_in_prose
from renkei.core.scan.words import is_common_diagnosis, is_ordinary
from renkei.disclosure.queries import bodies_ever_on
from renkei.offices.queries import naming
from renkei.people.queries import identifying_words
from renkei.policy.actor import Actor
from renkei.policy.enums import OrgKind

_PIECES = re.compile(r"[、,，・/／\n（）()「」：:\s　]+")
_LEAST = 3


def known_of(*, actor: Actor, case: Case | None, text: str, today: date) -> Known:
    """What the check of a text compares with: the person of a case as far as the actor may read it, the bodies that have to
    do with it, places, offices."""
    words = identifying_words(case.pk) if case else {}
    prefecture = organisation_by_id(actor.organisation_id).prefecture_code if actor.organisation_id else ""

    def of(*fields: str) -> tuple[str, ...]:
        return tuple(value for field in fields for value in words.get(field, ()))

    return Known(
        names=of("name"), kana=of("kana"), other_names=of("other_name"), birth_date=next(iter(of("birth_date")), ""),
        phones=of("phone"), case_numbers=(case.number, case.person.code) if case else (),
        certificate_numbers=of("certificate_numbers"),
        addresses=of("registered_address", "former_address", "current_address", "facility_address"),
        third_parties=tuple(names_in_prose(of("family", "victims", "others", "no_contact", "counsel", "probation_office"))),
        facilities=(*_pieces(of("facility", "probation_office", "counsel")), *_bodies(case)),
        diagnosis=tuple(d for d in _pieces(of("diagnosis")) if not is_common_diagnosis(d)),
        offices=tuple(naming.names_within(text=text, prefecture_code=prefecture)) if prefecture else (),
        places=frozenset(naming.place_names()), today=today,
    )  # fmt: skip


def _pieces(values: Iterable[str]) -> list[str]:
    pieces = [p for value in values for p in _PIECES.split(value)]
    return list(dict.fromkeys(p for p in pieces if len(p) >= _LEAST and not is_ordinary(p)))


def _bodies(case: Case | None) -> list[str]:
    """Names of the bodies that have to do with the case; municipalities and prefectures are places."""
    if case is None:
        return []
    found = organisations_by_id({case.center_id, *bodies_ever_on(case=case)} - {None})
    return [o.name for o in found.values() if o.kind not in (OrgKind.MUNICIPALITY, OrgKind.PREFECTURE)]
