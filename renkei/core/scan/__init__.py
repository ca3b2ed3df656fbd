"""What must not stand in an anonymous text: who it is, where from, when born, and what betrays the background.

A check of the words. Whether the facts together point to one person is `rules.crowd`.
"""

from __future__ import annotations

from renkei.core.scan.dates import dates_in
from renkei.core.scan.finds import Find, FindKind, Known, replaced, settled
from renkei.core.scan.one import left_in_general, names_only, of_one_person, refusal_of
from renkei.core.scan.people import names_in_prose, people_in
from renkei.core.scan.places import places_in

__all__ = [
    "Find",
    "FindKind",
    "Known",
    "background_in",
    "found_in_place",
    "found_in_text",
    "left_in_general",
    "names_in_prose",
    "names_only",
    "of_one_person",
    "refusal_of",
    "replaced",
]


def found_in_text(text: str, known: Known) -> list[Find]:
    """Everything in what was typed about the person."""
    return settled([*people_in(text, known), *dates_in(text, known), *places_in(text, known)])


def found_in_place(text: str, known: Known) -> list[Find]:
    """In a line that names places or the asking bodies: a part of the name alone may be a place's (千葉さん, 千葉市)."""
    return settled([*people_in(text, known, parts=False), *dates_in(text, known), *places_in(text, known)])


def background_in(text: str) -> list[Find]:
    """Words that betray the background (custody, offences, the programme), for a text that a body not told may read."""
    return [f for f in found_in_text(text, Known()) if f.kind is FindKind.BETRAYING]
