"""Old searches as they were, and what other rules would make of the newest ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from renkei.accounts.queries import names_of_users
from renkei.audit.services import record_view
from renkei.cases.enums import NeedStatus
from renkei.cases.models import Need
from renkei.core.errors import NotFound
from renkei.disclosure.queries import CaseAccess, get_case, visible_cases
from renkei.inquiries.models import Search
from renkei.inquiries.queries.candidates import candidates_for
from renkei.offices import queries as offices
from renkei.offices.queries.naming import office_names
from renkei.offices.rules.matching import Change, Rules
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

#: Searches that a preview judges anew, the newest first; and how many places of each are compared.
PREVIEWED, PLACES = 20, 10
#: So many offices are judged by name at once.
NAMED = 5


@dataclass(frozen=True)
class OldSearch:
    """A search as it was. `rows` are hidden (None) from whoever may not read the welfare class it was made with."""

    search: Search
    who: str
    asked: dict[str, Any]
    fits: list[dict[str, Any]] | None
    dropped: list[dict[str, Any]] | None
    chosen: list[dict[str, Any]]


def searches_of(*, access: CaseAccess, need: Need) -> QuerySet[Search]:
    """The searches for a need, newest first, without their rows."""
    require(access.actor, P.INQUIRY_SEND, access.facts, at=access.at)
    return Search.objects.filter(need=need).defer("asked", "results").order_by("-at", "-id")


def old_search(*, access: CaseAccess, need: Need, search_id: UUID) -> OldSearch:
    """One search with all that was shown then; nothing is computed. Raises NotFound."""
    require(access.actor, P.INQUIRY_SEND, access.facts, at=access.at)
    search = Search.objects.filter(need=need, case=access.case, pk=search_id).first()
    if search is None:
        raise NotFound(permission=P.INQUIRY_SEND.code, case_id=access.case.pk)
    choices = list(search.choices.order_by("chosen_at", "created_at"))
    people = names_of_users([search.searched_by, *(c.chosen_by for c in choices)])
    is_open = access.sees(InfoClass.WELFARE) or not search.with_welfare
    asked = (search.asked or {}) if is_open else {}
    if search.with_welfare or any(asked.get("need", {}).get(name) for name in ("disabilities", "category")):
        record_view(
            actor=access.actor, now=access.at, case_id=access.case.pk, info_class=InfoClass.WELFARE, thing=search
        )
    results = (search.results or {}) if is_open else {}
    rows = [*results.get("fits", []), *results.get("dropped", []), *results.get("named", [])]
    names = {row["office_id"]: row["name"] for row in rows}
    chosen = [
        {
            "name": names.get(str(c.office_id), ""), "place": c.place, "reason": c.reason or "", "at": c.chosen_at,
            "who": people.get(c.chosen_by, ""),
        }
        for c in choices
    ]  # fmt: skip
    return OldSearch(
        search, people.get(search.searched_by, ""), asked,
        results.get("fits") if is_open else None, results.get("dropped") if is_open else None, chosen,
    )  # fmt: skip


def way_back_for(*, access: CaseAccess, need: Need, office_id: UUID) -> Change | None:
    """The one change of the need that would let this office in, as the list of candidates offers it; None: there is none."""
    found = candidates_for(access=access, need=need, office_ids=[office_id])
    return next((m.way_back for m in found.named if m.candidate.office_id == office_id), None)


def offices_called(*, actor: Actor, words: str) -> list[UUID]:
    """The first offices of the directory that answer to these words, to be judged by name; none without words."""
    if not words:
        return []
    found = offices.search(actor=actor, criteria=offices.Criteria(words=words, with_gone=True))
    return [row.id for row in found.rows[:NAMED]]


@dataclass(frozen=True)
class Effect:
    """What other rules change in one open search: offices that newly fit, that drop out, and places that move."""

    search: Search
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    moved: tuple[tuple[str, int, int], ...]  # name, place now (0: not among the first), place then

    @property
    def is_nothing(self) -> bool:
        return not (self.gained or self.lost or self.moved)


def effects_of(*, actor: Actor, rules: Rules, at: datetime) -> list[Effect]:
    """Which open searches would gain or lose which offices, or change within the first ten, under other rules.

    The newest search of each open need the actor may look into, at most `PREVIEWED`; each is judged twice, now.
    """
    require(actor, P.MATCH_RULES)
    cases = visible_cases(actor=actor, at=at, permission=P.INQUIRY_SEND)
    newest = (
        Search.objects.filter(case__in=cases, need__status=NeedStatus.OPEN).defer("asked", "results")
        .select_related("need", "case").order_by("need_id", "-at").distinct("need_id")
    )  # fmt: skip
    found = sorted(newest, key=lambda s: s.at, reverse=True)[:PREVIEWED]
    return [_effect(actor, search, rules, at) for search in found]


def _effect(actor: Actor, search: Search, rules: Rules, at: datetime) -> Effect:
    access = get_case(actor=actor, case_id=search.case_id, at=at, permission=P.INQUIRY_SEND)
    now = candidates_for(access=access, need=search.need)
    then = candidates_for(access=access, need=search.need, rules=rules)
    before, after = _names(now.fits), _names(then.fits)
    gained = {pk for pk, codes in then.codes.items() if not codes and now.codes.get(pk)}
    lost = {pk for pk, codes in now.codes.items() if not codes and then.codes.get(pk)}
    names = office_names([*gained, *lost])
    first = {pk: n for pk, (_, n) in before.items() if n <= PLACES}
    second = {pk: n for pk, (_, n) in after.items() if n <= PLACES}
    moved = [
        ((after.get(pk) or before[pk])[0], first.get(pk, 0), second.get(pk, 0))
        for pk in {*first, *second} - gained - lost if first.get(pk) != second.get(pk)
    ]  # fmt: skip
    return Effect(
        search, tuple(sorted(names[pk] for pk in gained)), tuple(sorted(names[pk] for pk in lost)),
        tuple(sorted(moved, key=lambda row: (row[2] or 99, row[0]))),
    )  # fmt: skip


def _names(matches: Iterable[Any]) -> dict[UUID, tuple[str, int]]:
    return {m.candidate.office_id: (m.candidate.name, m.place) for m in matches}
