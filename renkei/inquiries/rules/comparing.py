"""並べて比べる: up to four offices, fact by fact, each with its day and its source; what is missing is said, not left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from renkei.core.calendar import wareki
from renkei.offices.enums import Criterion, OpenDay, Wish
from renkei.offices.rules.matching import Candidate, Match, Need, Rules, judge
from renkei.offices.rules.releases import say
from renkei.offices.rules.service_codes import service_label

MOST = 4
PUBLISHED, STATED, KNOWN, ASKED = "公表データ", "事業所の申告", "相談員の把握", "打診の経過"


@dataclass(frozen=True)
class Fact:
    """One cell. `known` False: nobody said it, and `words` say so. `on`: the day of the fact, `value` 0 to 1 of a criterion."""

    words: str
    on: date | None = None
    known: bool = True
    value: float | None = None


@dataclass(frozen=True)
class CompareRow:
    """One fact of every office, each with the office's name, in their order. `note`: the weight of a criterion."""

    label: str
    told: tuple[tuple[str, Fact], ...]
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Rows of one source."""

    title: str
    rows: tuple[CompareRow, ...]


_Teller = Callable[[Candidate], Fact]
Named = tuple[str, Match]  # what the column is called, and the office

#: Criteria that rest on what is published or said by the office; the others only the asking side knows.
_FOR_ALL = (Criterion.DISTANCE, Criterion.VACANCY, Criterion.CONDITIONS, Criterion.TRIAL, Criterion.FRESHNESS)


def side_by_side(found: Sequence[Named], need: Need, rules: Rules, *, on: date) -> tuple[Group, ...]:
    """The comparison: where they stand, the criteria of the order, then every fact by its source.

    Args:
        found: the offices in the order of the columns, judged on the day `on`.
        need: what was looked for: of the conditions, those it names are compared one by one.
    """
    return (
        Group("この方のニーズに合うか", _fit(found)),
        Group("並びの観点（0点から100点。重みをかけて並べています）", (*_criteria(found), _scores(found))),
        Group(PUBLISHED, _rows(found, _published(need))),
        Group(STATED, _rows(found, _stated(need))),
        Group(KNOWN, _rows(found, _known())),
        Group(ASKED, _rows(found, _asked())),
    )


def for_a_meeting(found: Sequence[Named], need: Need, rules: Rules, *, on: date) -> tuple[Group, ...]:
    """The same for a table at which others sit, offices too.

    Without 障害種別 and 障害支援区分 (they are `welfare`), the places to avoid, what coordinators know, and how offices
    answered; judged anew without them, so that no sentence tells them either.
    """
    open_need = replace(need, disabilities={}, category="", category_label="", avoid=())
    again = [(name, judge(open_need, match.candidate, rules, on=on)) for name, match in found]
    return (
        Group("並びの観点（0点から100点）", _criteria(again, only=_FOR_ALL)),
        Group(PUBLISHED, _rows(again, _published(open_need))),
        Group(STATED, _rows(again, _stated(open_need))),
        Group("確かめること", (_row("公表・申告がないこと", again, (_asks(m) for _, m in again)),)),
    )


def _rows(found: Sequence[Named], tellers: dict[str, _Teller]) -> tuple[CompareRow, ...]:
    return tuple(_row(label, found, (tell(m.candidate) for _, m in found)) for label, tell in tellers.items())


def _row(label: str, found: Sequence[Named], facts: Iterable[Fact], note: str = "") -> CompareRow:
    return CompareRow(label, tuple((name, fact) for (name, _), fact in zip(found, facts, strict=True)), note)


def _fit(found: Sequence[Named]) -> tuple[CompareRow, ...]:
    rows = [_row("合わない条件", found, (_drops(m) for _, m in found))]
    if any(m.drops for _, m in found):
        rows.append(_row("候補に入れるには", found, (Fact(m.way_back_words or "―") for _, m in found)))
    return (*rows, _row("確かめること", found, (_asks(m) for _, m in found)))


def _drops(match: Match) -> Fact:
    return Fact("。".join(d.sentence for d in match.drops) or "なし（すべての条件に合います）")


def _asks(match: Match) -> Fact:
    return Fact("、".join(match.unknowns) or "なし")


def _criteria(found: Sequence[Named], only: Sequence[Criterion] = tuple(Criterion)) -> tuple[CompareRow, ...]:
    """Every criterion that weighs for one of them, in the order of `Criterion`."""
    rows = []
    for code in only:
        own = [next((v for v in match.criteria if v.code is code), None) for _, match in found]
        weight = next((v.weight for v in own if v), None)
        if weight is not None:
            facts = (Fact(v.words, v.on, v.known, v.value) if v else Fact("―", known=False) for v in own)
            rows.append(_row(code.label, found, facts, note=f"重み {weight}"))
    return tuple(rows)


def _scores(found: Sequence[Named]) -> CompareRow:
    return _row("合わせた点", found, (Fact("", value=m.score) for _, m in found))


def _published(need: Need) -> dict[str, _Teller]:
    tellers: dict[str, _Teller] = {
        "サービス": lambda o: _said("、".join(map(service_label, o.service_codes)), "公表されていません"),
        "所在地": lambda o: _said(o.address, "公表されていません"),
        "定員": lambda o: _said(_capacity(o, need), "公表されていません"),
    }
    for day in sorted(need.days):
        tellers[f"{day.label}の利用"] = lambda o, d=day: _open(o, need, d)  # type: ignore[misc]
    tellers["掲載"] = lambda o: _said(f"{say(o.last_release)}" if o.listed else "掲載がなくなっています", "")
    return tellers


def _stated(need: Need) -> dict[str, _Teller]:
    tellers: dict[str, _Teller] = {
        "空き": lambda o: _said(_vacancy(o), "申告がありません", o.stated.vacancy_on),
        "体験利用": lambda o: _yes(o.stated.trial_stay, o.stated.stated_on, "できる", "できない"),
    }
    for wish in sorted(need.required | need.wishes):
        label = f"{wish.label}{'（必須）' if wish in need.required else ''}"
        tellers[label] = lambda o, w=wish: _ability(o, w)  # type: ignore[misc]
    for code, name in sorted(need.disabilities.items()):
        tellers[f"{name}の方"] = lambda o, c=code: _yes(  # type: ignore[misc]
            o.stated.disabilities.get(c), o.stated.stated_on, "受け入れる", "受け入れていない"
        )
    if need.category:
        tellers[f"障害支援区分（{need.category_label}）"] = lambda o: _yes(
            need.category in o.stated.categories if o.stated.categories else None, o.stated.stated_on,
            "受け入れる", "受け入れていない",
        )  # fmt: skip
    return tellers


def _known() -> dict[str, _Teller]:
    return {
        "接点": lambda o: _yes(o.known.contact, o.known.known_on, "あり", "なし"),
        "受入れの実績": lambda o: _yes(o.known.accepted_before, o.known.accepted_on, "あり", "なし"),
        "研修の受講": lambda o: _said("受講あり" if o.known.trained_on else "", "記録がありません", o.known.trained_on),
    }


def _asked() -> dict[str, _Teller]:
    return {
        "最近の打診": lambda o: _said(f"{o.past.asked}件", "", o.past.last_asked_on),
        "受入れ可の回答": lambda o: _said(
            f"{o.past.decided}件中{o.past.accepted}件" if o.past.decided else "", "回答の記録がありません"
        ),
        "回答までの日数": lambda o: _said(
            f"{o.past.answered}件の平均 {o.past.answer_days / o.past.answered:.1f}日" if o.past.answered else "",
            "回答の記録がありません",
        ),
        "断りの理由": lambda o: _said(
            "、".join(f"{w}（{n}件）" for w, n in o.past.declines.items()), "記録がありません"
        ),
    }


def _said(words: str, missing: str, on: date | None = None) -> Fact:
    return Fact(words, on) if words else Fact(missing, known=False)


def _yes(value: bool | None, on: date | None, yes: str, no: str) -> Fact:
    return Fact("申告・記録がありません", known=False) if value is None else Fact(yes if value else no, on)


def _ability(office: Candidate, wish: Wish) -> Fact:
    return _yes(office.stated.abilities.get(wish), office.stated.stated_on, "対応できる", "対応できない")


def _capacity(office: Candidate, need: Need) -> str:
    codes = [c for c in office.service_codes if not need.service_codes or c in need.service_codes]
    known = [n for c in codes if (n := office.capacity.get(c))]
    return f"{max(known)}人" if known else ""


def _open(office: Candidate, need: Need, day: OpenDay) -> Fact:
    codes = [c for c in office.service_codes if not need.service_codes or c in need.service_codes]
    said = [office.open_on[c][day] for c in codes if c in office.open_on and day in office.open_on[c]]
    return _yes(any(said), None, "あり", "なし") if said else Fact("公表されていません", known=False)


def _vacancy(office: Candidate) -> str:
    said = office.stated
    if said.vacancy is None:
        return ""
    if said.vacancy:
        return f"{said.vacancy}人"
    return f"空きなし（{wareki(said.free_from)}から空く見込み）" if said.free_from else "空きなし"
