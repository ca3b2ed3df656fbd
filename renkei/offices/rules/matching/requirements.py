"""必須の条件: each requirement with the sentence why an office drops out and the change of the need that would undo it.

What is not known drops nobody; it is said under 「確かめること」. Whether a change really lets the office in is not
claimed here: `judging.way_back` makes the change and judges again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from typing import Any

from renkei.cases.enums import Certainty
from renkei.core.calendar import wareki
from renkei.offices.enums import DropCode
from renkei.offices.rules.matching.assumptions import Rules
from renkei.offices.rules.matching.facts import LISTED_AS, WHOLE_OFFICE, Area, Candidate, Need, Targets
from renkei.offices.rules.releases import say
from renkei.offices.rules.service_codes import group_of, service_label

#: The form takes no greater distance.
MOST_KM = 300
#: Categories that can be compared with what an office says; 申請中 and unknown ones cannot.
_COMPARABLE = ("c1", "c2", "c3", "c4", "c5", "c6", "not_applicable")


@dataclass(frozen=True)
class Change:
    """One field of the need with the value it would get. `field`: a field of `Need`; `words`: what to do, in Japanese."""

    field: str
    value: Any
    words: str

    def applied(self, need: Need) -> Need:
        """The need with this change and nothing else."""
        return replace(need, **{self.field: self.value})


@dataclass(frozen=True)
class Drop:
    """One requirement that the office fails. `change` None: no change of the need undoes it."""

    code: DropCode
    sentence: str
    change: Change | None = None


def drops_of(need: Need, office: Candidate, rules: Rules, *, on: date) -> tuple[Drop, ...]:
    """Every requirement the office fails, in the order of this file."""
    return tuple(drop for check in _CHECKS for drop in check(need, office, rules, on))


def km_words(km: float) -> str:
    """「5.2」, 「32」."""
    return f"{km:.0f}" if km >= 10 else f"{km:.1f}"


def month_words(day: date) -> str:
    """「令和9年1月」."""
    return wareki(day.replace(day=1)).removesuffix("1日")


def month_end(first: date) -> date:
    """The last day of a month."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def wanted_services(need: Need, office: Candidate) -> list[str]:
    """The office's listed services that answer the need, in its own order."""
    return [code for code in office.service_codes if not need.service_codes or code in need.service_codes]


def _service(need: Need, office: Candidate, rules: Rules, on: date) -> Iterator[Drop]:
    if not office.listed:
        newest = max(office.gone.values(), default="")
        yield Drop(DropCode.GONE, f"掲載がなくなっています（{say(newest)}）")
        return
    if wanted_services(need, office):
        return
    change = _another_service(need, office)
    gone = [code for code in sorted(need.service_codes) if code in office.gone]
    if gone:
        words = f"{service_label(gone[0])}の掲載がなくなっています（{say(office.gone[gone[0]])}）"
        yield Drop(DropCode.GONE, words, change)
    else:
        yield Drop(DropCode.SERVICE, f"サービスが違います（{_names(office.service_codes)}）", change)


def _halted(need: Need, office: Candidate, rules: Rules, on: date) -> Iterator[Drop]:
    """休止・廃止 of the office, or of every wanted service it has."""
    if WHOLE_OFFICE in office.halted:
        yield Drop(DropCode.HALTED, office.halted[WHOLE_OFFICE])
        return
    wanted = wanted_services(need, office)
    if wanted and all(code in office.halted for code in wanted):
        yield Drop(DropCode.HALTED, office.halted[wanted[0]])


def _another_service(need: Need, office: Candidate) -> Change | None:
    """A service of the same group that the office has: a group home is no answer to a need for work."""
    groups = {group_of(code) for code in need.service_codes}
    other = next((code for code in office.service_codes if group_of(code) in groups), None)
    if other is None:
        return None
    return Change(
        "service_codes", need.service_codes | {other}, f"希望するサービスに「{service_label(other)}」を加える"
    )


def _names(codes: tuple[str, ...]) -> str:
    return "、".join(map(service_label, codes[:3])) + ("など" if len(codes) > 3 else "")


def _area(need: Need, office: Candidate, rules: Rules, on: date) -> Iterator[Drop]:
    code = office.municipality_code
    if need.areas and not any(code in area.codes for area in need.areas):
        change = None
        if code:
            name = office.area or code
            added = (*need.areas, Area(code, name, frozenset({code})))
            change = Change("areas", added, f"探す市区町村に{name}を加える")
        yield Drop(DropCode.AREA, "希望する市区町村の外にあります", change)
    hit = [area for area in need.avoid if code in area.codes]
    if hit:
        left = tuple(area for area in need.avoid if area not in hit)
        names = "・".join(area.name for area in hit)
        change = Change("avoid", left, f"避ける市区町村から{names}を外す（避けることにした人に、必ず確かめてから）")
        yield Drop(DropCode.AVOID, "避ける市区町村にあります", change)


def _distance(need: Need, office: Candidate, rules: Rules, on: date) -> Iterator[Drop]:
    km = office.distance_km
    if need.max_km is None or km is None or km <= need.max_km:
        return
    rough = "（区域の代表点からの距離）" if office.distance_is_rough else ""
    wider = ceil(km)
    change = Change("max_km", float(wider), f"距離の上限を {wider} km にする") if wider <= MOST_KM else None
    shown = km_words(km) if km_words(km) != f"{need.max_km:g}" else f"{km:.2f}"
    yield Drop(DropCode.DISTANCE, f"距離が {shown} km で、上限 {need.max_km:g} km を超えます{rough}", change)


def _published(need: Need, office: Candidate, rules: Rules, on: date) -> Iterator[Drop]:
    """定員 and 曜日 of one and the same service: it is enough when one service of the office meets both."""
    found = [tuple(_service_drops(need, office, code)) for code in wanted_services(need, office)]
    if found and all(found):
        yield from min(found, key=len)


def _service_drops(need: Need, office: Candidate, code: str) -> Iterator[Drop]:
    places, most = office.capacity.get(code), need.max_capacity
    if most is not None and places is not None and places > most:
        change = Change("max_capacity", places, f"定員の上限を {places} 人にする")
        yield Drop(DropCode.CAPACITY, f"定員が {places} 人で、上限 {most} 人より大きい事業所です", change)
    opened = office.open_on.get(code, {})
    closed = [day for day in sorted(need.days) if opened.get(day) is False]
    if closed:
        names = "・".join(str(day.label) for day in closed)
        change = Change("days", need.days - set(closed), f"必要な曜日から{names}を外す")
        yield Drop(DropCode.DAYS, f"{names}は休みです（公表された利用時間）", change)


def _vacancy(need: Need, office: Candidate, rules: Rules, on: date) -> Iterator[Drop]:
    said = office.stated
    if said.vacancy != 0 or said.vacancy_on is None or (on - said.vacancy_on).days > rules.vacancy_days:
        return
    as_of = f"{wareki(said.vacancy_on)}時点の申告"
    if said.free_from is not None:
        if need.start_month and need.certainty == Certainty.FIXED and said.free_from > month_end(need.start_month):
            later = said.free_from.replace(day=1)
            words = f"空くのは{wareki(said.free_from)}からで、{month_words(need.start_month)}の開始に間に合いません（{as_of}）"
            change = Change("start_month", later, f"利用開始の希望を{month_words(later)}にする")
            yield Drop(DropCode.START, words, change)
    elif need.only_vacant:
        change = Change("only_vacant", False, "「空きがないと答えている事業所を除く」をやめる")
        yield Drop(DropCode.VACANCY, f"空きがありません（{as_of}）", change)


def _person(need: Need, office: Candidate, rules: Rules, on: date) -> Iterator[Drop]:
    said = office.stated
    when = f"（{wareki(said.stated_on)}の申告）" if said.stated_on else "（事業所の申告）"
    refused = [label for code, label in sorted(need.disabilities.items()) if said.disabilities.get(code) is False]
    if refused and len(refused) == len(
        need.disabilities
    ):  # who takes one of them may take the person: asked, not dropped
        yield Drop(DropCode.DISABILITY, f"{'・'.join(refused)}の方は対象にしていません{when}")
    if said.categories and need.category in _COMPARABLE and need.category not in said.categories:
        yield Drop(DropCode.CATEGORY, f"{need.category_label or need.category}の方は対象にしていません{when}")
    missing = [wish for wish in sorted(need.required) if said.abilities.get(wish) is False]
    if missing:
        names = "・".join(str(wish.label) for wish in missing)
        change = Change("required", need.required - set(missing), f"「{names}」を必須から外す（希望にする）")
        yield Drop(DropCode.CONDITION, f"{names}はできないとのことです{when}", change)


#: How a list that is out of date is set right.
_SAY_SO = "。受け入れると聞けたら、台帳のページで事業所の申告に入れると、候補に戻ります"


def listed_kinds(need: Need) -> frozenset[str]:
    """The person's kinds of disability, and the names under which lists of designations count them."""
    return frozenset({*need.disabilities, *(LISTED_AS.get(code, code) for code in need.disabilities)})


def left_out(need: Need, office: Candidate) -> Targets | None:
    """主たる対象者 that name none of the person's kinds, for every wanted service; None where they do, or nobody says.

    What the office says itself is newer and nearer: with a word of its own about one of these kinds the list is not asked.
    """
    if not need.disabilities or set(need.disabilities) & set(office.stated.disabilities):
        return None
    said = [office.targets.get(code) for code in wanted_services(need, office)]
    known = [targets for targets in said if targets is not None]
    kinds = listed_kinds(need)
    return known[0] if known and len(known) == len(said) and all(not (t.kinds & kinds) for t in known) else None


def _targets(need: Need, office: Candidate, rules: Rules, on: date) -> Iterator[Drop]:
    missed = left_out(need, office) if rules.targets_drop else None
    if missed:
        names = "・".join(label for _, label in sorted(need.disabilities.items()))
        words = f"主たる対象者は{missed.words}の方で、{names}の方を含みません（{missed.source}）"
        yield Drop(DropCode.DISABILITY, words + _SAY_SO)


def _past(need: Need, office: Candidate, rules: Rules, on: date) -> Iterator[Drop]:
    past = office.past
    if past.here:
        yield Drop(DropCode(past.here), past.here_words)
        return
    if past.rests_since is not None:
        yield Drop(DropCode.DO_NOT_ASK, f"今は打診を控えてほしいとの回答がありました（{wareki(past.rests_since)}）")
    if past.asked >= rules.budget:
        words = f"この{rules.budget_days}日に{past.asked}件の打診を受けています（上限 {rules.budget}件）。間をおいてください"
        yield Drop(DropCode.LOAD, words)


_CHECKS: tuple[Callable[[Need, Candidate, Rules, date], Iterator[Drop]], ...] = (
    _service, _halted, _area, _distance, _published, _vacancy, _person, _targets, _past,
)  # fmt: skip
