"""What may be shown of a meeting: the intersection of what its attendees may know. Pure.

Source: the design's rule that the ledger is the permission; an attendee hears what is on the table, so nothing may lie
there that one of them may not know (個人情報の保護に関する法律 69条: each provision needs its own ground).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from renkei.contacts.enums.meetings import TELLING, WITHOUT_CASE, Confidentiality, MeetingKind
from renkei.contacts.enums.notes import Counterpart
from renkei.core.scan import background_in
from renkei.policy.enums import MUNICIPAL_KINDS, InfoClass, OrgKind

#: What stands in the place of an item that one of the attendees may not know: neither its text nor its class.
NOT_TODAY = "本日は扱わない"
#: What a meeting is called where its kind would tell of the programme.
NEUTRAL_KIND = "支援に関する会議"
PLACE_APART = "場所は、別にお知らせします。"
#: Bodies whose presence alone tells of the programme; the others (弁護士会 など) are those of justice and its neighbours.
TELLING_BODIES = (OrgKind.SETTLEMENT_CENTER, OrgKind.PARTNER)
#: How long a meeting lasts where nobody said (assumption; one changes it at the meeting).
USUAL_MINUTES = 60
Key = TypeVar("Key")


def common(known: Mapping[Key, frozenset[InfoClass]]) -> frozenset[InfoClass]:
    """Classes that every attendee may know. With no attendee nothing is common: an empty table hides, it does not open."""
    sets = list(known.values())
    return frozenset.intersection(*sets) if sets else frozenset()


def shows(info_class: str, opened: Iterable[str]) -> bool:
    """May a text of this class be shown? What concerns no person ("") always."""
    return not info_class or info_class in set(opened)


def unknowing(known: Mapping[Key, frozenset[InfoClass]], info_class: str) -> list[Key]:
    """The attendees who are the reason that a class is not shown, in their order."""
    return [who for who, classes in known.items() if info_class and info_class not in classes]


def kind_label(kind: str, opened: Iterable[str]) -> str:
    """The name of the kind; the neutral one where it would tell what not everybody knows."""
    word = MeetingKind(kind)
    return NEUTRAL_KIND if word in TELLING and InfoClass.JUSTICE_OUTLINE not in set(opened) else word.label


def needs_case(kind: str) -> bool:
    """Meetings on a person hang on a case; those of councils and regular talks on none."""
    return MeetingKind(kind) not in WITHOUT_CASE


def tells(organisation_kind: str, is_justice: bool) -> bool:
    """Does the mere presence of this attendee tell of the programme or of custody?"""
    return is_justice or organisation_kind in TELLING_BODIES


def betrays(*words: str) -> bool:
    """Does a name of a body or a post (保護観察所, 弁護人) tell of it by itself?"""
    return any(background_in(word) for word in words)


def counterpart(kind: str) -> str:
    """Whom a meeting of this kind counts for in the activity totals (assumption: the body it is mainly held with)."""
    if kind in (*TELLING, MeetingKind.REGULAR):
        return Counterpart.CENTER
    return Counterpart.OFFICE if needs_case(kind) else Counterpart.GOVERNMENT


def usual_confidentiality(organisation_kind: str) -> str:
    """What binds the staff of a body as a rule: 地方公務員法34条 for public bodies, the contract for the others."""
    public = (*MUNICIPAL_KINDS, OrgKind.PREFECTURE)
    return Confidentiality.OFFICIAL if organisation_kind in public else Confidentiality.CONTRACT


def ends(at: datetime, minutes: int | None) -> datetime:
    """The end of a meeting that began at `at`."""
    return at + timedelta(minutes=minutes or USUAL_MINUTES)


def names_in(paper_persons: str, name: str) -> bool:
    """Does the text of a ledger row name this person? Spaces count for nothing, the whole name must stand there."""
    wanted = re.sub(r"\s", "", name)
    listed = [re.sub(r"\s", "", part) for part in re.split(r"[、,，・\n]", paper_persons)]
    return bool(wanted) and wanted in listed
