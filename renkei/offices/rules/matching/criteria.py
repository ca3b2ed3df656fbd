"""並べ方の観点: each gives a value from 0 to 1, words, and the day of the fact it rests on.

An unknown fact counts as the middle (`assumptions.NEUTRAL`), and a known one loses weight towards the middle as it grows
old. Shares of few cases are shrunk (Beta prior) and said as they are: 「3件中1件」, never as a percentage.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from renkei.core.calendar import wareki
from renkei.offices.enums import Criterion
from renkei.offices.rules.matching.assumptions import NEUTRAL, Rules
from renkei.offices.rules.matching.eligibility import least_to_confirm
from renkei.offices.rules.matching.facts import Candidate, Need
from renkei.offices.rules.matching.requirements import km_words, left_out, month_end, wanted_services
from renkei.offices.rules.releases import is_release, say

C = Criterion


@dataclass(frozen=True)
class Value:
    """One criterion of one office. `value` 0 to 1; `known` False: nothing is known and the middle counts."""

    code: Criterion
    value: float
    weight: int
    words: str
    on: date | None = None
    known: bool = True


#: value, words, day; value None: not known
_Finding = tuple[float | None, str, date | None]


def values_of(need: Need, office: Candidate, rules: Rules, *, on: date) -> tuple[Value, ...]:
    """Every criterion that has a weight and is asked by this need, in the order of `Criterion`."""
    found = []
    for code, find in _FINDERS.items():
        weight = rules.weight(code)
        if weight <= 0 or (code is C.CONDITIONS and not (need.required or need.wishes)):
            continue
        value, words, day = find(need, office, rules, on)
        found.append(Value(code, NEUTRAL if value is None else value, weight, words, day, value is not None))
    return tuple(found)


def score_of(values: tuple[Value, ...]) -> float:
    """The weighted mean, 0 to 1, rounded so that equal facts give equal scores; 0 when nothing has a weight."""
    total = sum(v.weight for v in values)
    return round(sum(v.weight * v.value for v in values) / total, 9) if total else 0.0


def nearness(km: float, rules: Rules) -> float:
    """1 at the centre, halved every `half_km`."""
    return float(2.0 ** (-km / rules.half_km))


def release_freshness(release: str, rules: Rules, *, on: date) -> float | None:
    """1 for a list of this month, halved every `release_half_months`; None for no release."""
    if not is_release(release):
        return None
    months = max(0, on.year * 12 + on.month - int(release[:4]) * 12 - int(release[4:]))
    return float(2.0 ** (-months / rules.release_half_months))


def shrunk(yes: float, total: float, rules: Rules) -> float:
    """Mean of the Beta posterior: `yes` of `total`, with the prior of the rules."""
    return (yes + rules.prior_yes) / (total + rules.prior_yes + rules.prior_no)


def _faded(value: float, day: date | None, half_days: int, on: date) -> float:
    """Towards the middle as the fact grows old; a fact without a day stands half way."""
    share = 0.5 if day is None else 2.0 ** (-max(0, (on - day).days) / half_days)
    return NEUTRAL + (value - NEUTRAL) * share


def _distance(need: Need, office: Candidate, rules: Rules, on: date) -> _Finding:
    if office.distance_km is None:
        return None, "距離は分かりません", None
    rough = "（市区町村の代表点から）" if office.distance_is_rough else ""
    return nearness(office.distance_km, rules), f"約 {km_words(office.distance_km)} km{rough}", None


def _vacancy(need: Need, office: Candidate, rules: Rules, on: date) -> _Finding:
    said = office.stated
    if said.vacancy is None or said.vacancy_on is None:
        return None, "空きは申告されていません", None
    if said.vacancy > 0:
        value, words = 1.0, f"空き {said.vacancy}人"
    elif said.free_from is None:
        value, words = 0.0, "空きなし"
    else:
        in_time = need.start_month is not None and said.free_from <= month_end(need.start_month)
        value, words = (0.8 if in_time else 0.3), f"空くのは{wareki(said.free_from)}から"
    return _faded(value, said.vacancy_on, rules.vacancy_half_days, on), words, said.vacancy_on


def _conditions(need: Need, office: Candidate, rules: Rules, on: date) -> _Finding:
    asked = sorted(need.required | need.wishes)
    said = {wish: office.stated.abilities[wish] for wish in asked if wish in office.stated.abilities}
    if not said:
        return None, f"{len(asked)}件とも申告がありません", None
    mean = sum(NEUTRAL if wish not in said else float(said[wish]) for wish in asked) / len(asked)
    words = f"{len(asked)}件中{sum(said.values())}件が可、{len(asked) - len(said)}件は申告なし"
    day = office.stated.stated_on
    return _faded(mean, day, rules.statement_half_days, on), words, day


def _accepted(need: Need, office: Candidate, rules: Rules, on: date) -> _Finding:
    past, known = office.past, office.known
    words = [f"打診の回答{past.decided}件中{past.accepted}件が受入れ可"] if past.decided else []
    if known.accepted_before:
        words.append("受入れの実績あり（相談員の把握）")
    if not words:
        return None, "記録はありません", None
    extra = 1 if known.accepted_before else 0
    value = shrunk(past.accepted + extra, past.decided + extra, rules)
    return value, "。".join(words), known.accepted_on or past.last_asked_on


def _load(need: Need, office: Candidate, rules: Rules, on: date) -> _Finding:
    past = office.past
    words = f"この{rules.budget_days}日の打診 {past.asked}件" if past.asked else f"この{rules.budget_days}日の打診なし"
    return max(0.0, 1 - past.asked / max(1, rules.budget)), words, past.last_asked_on


def _speed(need: Need, office: Candidate, rules: Rules, on: date) -> _Finding:
    past = office.past
    if not past.answered:
        return None, "回答の記録はありません", None
    days = (past.answer_days + rules.prior_days * rules.prior_answers) / (past.answered + rules.prior_answers)
    words = f"{past.answered}件の回答まで平均 {past.answer_days / past.answered:.1f}日"
    return float(2.0 ** (-days / rules.prior_days)), words, past.last_asked_on


def _contact(need: Need, office: Candidate, rules: Rules, on: date) -> _Finding:
    known = office.known
    if known.contact is None:
        return None, "接点の記録はありません", None
    return (1.0 if known.contact else NEUTRAL), ("接点あり" if known.contact else "接点なし"), known.known_on


def _training(need: Need, office: Candidate, rules: Rules, on: date) -> _Finding:
    day = office.known.trained_on
    if day is None:
        return None, "受講の記録はありません", None
    return _faded(1.0, day, rules.training_half_days, on), "研修の受講あり", day


def _trial(need: Need, office: Candidate, rules: Rules, on: date) -> _Finding:
    trial, day = office.stated.trial_stay, office.stated.stated_on
    if trial is None:
        return None, "体験利用は申告されていません", None
    return _faded(float(trial), day, rules.statement_half_days, on), f"体験利用 {'可' if trial else '不可'}", day


def _freshness(need: Need, office: Candidate, rules: Rules, on: date) -> _Finding:
    release = office.last_release
    day = date(int(release[:4]), int(release[4:]), 1) if is_release(release) else None
    return release_freshness(release, rules, on=on), say(release), day


_FINDERS: dict[Criterion, Callable[[Need, Candidate, Rules, date], _Finding]] = {
    C.DISTANCE: _distance, C.VACANCY: _vacancy, C.CONDITIONS: _conditions, C.ACCEPTED: _accepted, C.LOAD: _load,
    C.SPEED: _speed, C.CONTACT: _contact, C.TRAINING: _training, C.TRIAL: _trial, C.FRESHNESS: _freshness,
}  # fmt: skip


def to_confirm(need: Need, office: Candidate) -> tuple[str, ...]:
    """確かめること: what the need asks and nobody has said yet."""
    said = office.stated
    open_points = [str(w.label) for w in sorted(need.required | need.wishes) if w not in said.abilities]
    words = [f"{name}（申告なし）" for name in open_points]
    if need.avoid and not office.municipality_code:
        words.append("所在地の市区町村が分からないため、避ける市区町村でないことを確かめてください")
    if need.max_km is not None and office.distance_km is None:
        words.append("場所が分からないため、距離を確かめられません")
    words += [
        f"{label}の方の受入れ（{'申告なし' if code not in said.disabilities else '申告では対象外'}）"
        for code, label in sorted(need.disabilities.items())
        if not said.disabilities.get(code)
    ]
    if missed := left_out(need, office):
        words.append(f"主たる対象者（{missed.words}）でない方も受け入れるか（{missed.source}）")
    words += _by_law(need, office)
    if need.max_capacity is not None and not any(office.capacity.get(code) for code in office.service_codes):
        words.append("定員（公表なし）")
    if need.days and not any(office.open_on.get(code) for code in office.service_codes):
        words.append("必要な曜日の利用（公表なし）")
    return tuple(words)


def _by_law(need: Need, office: Candidate) -> tuple[str, ...]:
    """The least category of the wanted services; one of them without a limit is enough, and nothing is to be asked."""
    wanted = wanted_services(need, office)
    asked = least_to_confirm(wanted, need.category, need.category_label or need.category) if need.category else ()
    return asked if len(asked) == len(wanted) else ()
