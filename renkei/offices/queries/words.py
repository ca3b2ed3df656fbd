"""The words of a search in the database: which offices hold them, in which order, and what a misspelt one may have meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from renkei.offices.models import Municipality, Office
from renkei.offices.rules.searching import Word, distance, fold, grams_of, guesses, phrase_of, words_of

_GUESSED_WORDS = 3
_LOOKED_AT = 300
_OFFERED = 5


@dataclass(frozen=True)
class Suggestion:
    """もしかして: an office whose name is one typing error away from what was typed."""

    id: UUID
    name: str
    kana: str
    address: str


def holding(found: QuerySet[Office], typed: str) -> QuerySet[Office]:
    """Offices whose names, kana, corporation, address and numbers hold every word, by the index of pairs of characters."""
    words = words_of(typed)
    if typed.strip() and not words:  # nothing but marks
        return found.none()
    for word in words:
        found = found.filter(_any(_holds(spelling) for spelling in word.spellings))
    return found


def closeness(typed: str) -> Combinable:
    """0 the whole name (or its kana), 1 the beginning of one, 2 inside one, 3 elsewhere: corporation, address, number."""
    phrase = phrase_of(typed)
    return Case(
        When(_any(Q(index__search_text__contains=f"\n{end}\n") for end in _over(phrase)), then=Value(0)),
        When(_any(Q(index__search_text__contains=f"\n{s}") for s in phrase.spellings), then=Value(1)),
        When(_any(Q(index__search_text__regex=f"^[^\t]*{_quoted(s)}") for s in phrase.spellings), then=Value(2)),
        default=Value(3), output_field=IntegerField(),
    )  # fmt: skip


def suggestions(found: QuerySet[Office], typed: str) -> tuple[Suggestion, ...]:
    """Names one character away from what was typed, the nearest first; for when nothing was found.

    Args:
        found: the offices that meet the other conditions of the search.
    """
    words = words_of(typed)
    near: dict[UUID, tuple[int, Suggestion]] = {}
    for number, word in enumerate(words[:_GUESSED_WORDS]):
        others = [other for n, other in enumerate(words) if n != number]
        for office in _near(found, word, others):
            how = _nearest(word.main, office)
            if how is not None and office.pk not in near:
                address = f"{office.area}{office.street}"
                near[office.pk] = how, Suggestion(office.pk, office.name, office.kana, address)
    ordered = sorted(near.values(), key=lambda pair: (pair[0], pair[1].name, pair[1].id))
    return tuple(suggestion for _, suggestion in ordered[:_OFFERED])


def respelled(typed: str) -> list[str]:
    """All that was typed, with one word put right that is one character away from a municipality's name (沼津氏 → 沼津市).

    One statement; for when nothing was found.
    """
    words, found = unicodedata.normalize("NFKC", typed).split(), []
    rows = Municipality.objects.order_by("code").values_list("name", "city")
    places = {key: name for row in rows for name in row if name and (key := fold(name))}
    for number, word in enumerate(words[:_GUESSED_WORDS]):
        for key, name in places.items():
            if abs(len(key) - len(word)) <= 1 and distance(fold(word), key) == 0 and key != fold(word):
                found.append(" ".join([*words[:number], name, *words[number + 1 :]]))
    return list(dict.fromkeys(found))[:_OFFERED]


def _near(found: QuerySet[Office], word: Word, others: Sequence[Word]) -> list[Office]:
    tries = guesses(word.main)
    if not tries:
        return []
    pattern = "|".join(f"(?:{guess.pattern})" for guess in tries)
    found = found.filter(_any(Q(index__grams__contains=list(guess.grams)) for guess in tries))
    for other in others:
        found = found.filter(_any(_holds(spelling) for spelling in other.spellings))
    return list(found.filter(index__search_text__regex=f"^[^\t]*({pattern})").order_by("name", "id")[:_LOOKED_AT])


def _nearest(typed: str, office: Office) -> int | None:
    """Of the name and its kana the nearer."""
    found = [d for text in (office.name, office.kana) if (d := distance(typed, fold(text))) is not None]
    return min(found, default=None)


def _holds(spelling: str) -> Q:
    held = Q(index__grams__contains=grams_of(spelling))
    return held & Q(index__search_text__contains=spelling) if len(spelling) > 2 else held


def _over(phrase: Word) -> list[str]:
    """The phrase as a whole text: a number at its end is over."""
    return [s if not s[-1:].isdigit() else f"{s}-" for s in phrase.spellings]


def _quoted(text: str) -> str:
    """For a regular expression of PostgreSQL; folded text holds letters, digits and '-' only."""
    return text.replace("-", "\\-")


def _any(conditions: Iterable[Q]) -> Q:
    """One of these."""
    return reduce(or_, conditions, Q())
