"""After the release: 更生緊急保護, the years of the 加算, 転入届, 生活保護."""

from __future__ import annotations

from datetime import date, timedelta

from renkei.coordination.enums.clock import EventKind, Standing
from renkei.coordination.rules.clock import assumptions as law
from renkei.coordination.rules.clock.events import Deadline, Event, Reading, both, earliest, weakest
from renkei.coordination.rules.clock.sentence import release_day
from renkei.coordination.rules.clock.timeline import Timeline, day_of
from renkei.core.calendar import is_open_day, wareki
from renkei.core.periods import Unit, after, from_day
from renkei.people.enums import Certainty, ReleaseKind

_AID = "更生保護法85条"
_ASK_PROBATION = "延長と改正後の上限は、条文で確かめていません。保護観察所に確かめてください。"
#: No 更生緊急保護: still under supervision, or the proceeding goes on.
_NO_AID = frozenset({ReleaseKind.PAROLE, ReleaseKind.BAIL})
#: Leaving a 矯正施設, as the 加算 asks.
_LEFT_FACILITY = frozenset({ReleaseKind.FULL_TERM, ReleaseKind.PAROLE, ReleaseKind.TRAINING_SCHOOL})


def aid(t: Timeline) -> Deadline | None:
    """更生緊急保護: six months after the release."""
    found = _freed(t)
    return found and _aid(
        *found, "aid", "更生緊急保護の期限", law.AID_MONTHS, "釈放後6か月を超えない範囲で受けられます。本人の申出が要ります。",
        Standing.CHECK, "初日の数え方は条文にないため、両方を示しています。",
    )  # fmt: skip


def aid_longer(t: Timeline) -> Deadline | None:
    """特に必要なとき: six months more; since the reform for money and lodging only."""
    found = _freed(t)
    if not found:
        return None
    new = found[0] >= law.AID_REFORM_ON
    return _aid(
        *found, "aid_longer", "更生緊急保護の期限（特に必要なとき" + ("・金品と宿泊）" if new else "）"),
        law.AID_MONTHS + law.AID_MORE_MONTHS, "特に必要があると認められたときは、さらに6か月を超えない範囲で受けられます。",
        Standing.CHECK, _ASK_PROBATION if new else "特に必要と認めるのは保護観察所です。初日の数え方は条文にありません。",
    )  # fmt: skip


def aid_other(t: Timeline) -> Deadline | None:
    """Since the reform, measures other than money and lodging: two years in all."""
    found = _freed(t)
    if not found or found[0] < law.AID_REFORM_ON:
        return None
    return _aid(
        *found, "aid_other", "更生緊急保護の期限（特に必要なとき・金品と宿泊のほか）", law.AID_OTHER_MONTHS,
        "2023年12月の改正のあとは、金品・宿泊のほかの措置は、釈放後2年を超えない範囲まで受けられるとされています。", Standing.CHECK,
        _ASK_PROBATION,
    )  # fmt: skip


def addition(t: Timeline) -> Deadline | None:
    """加算の3年: from leaving the 矯正施設 or 更生保護施設, or from the start of service within them."""
    left = _left_facility(t)
    if left is None:
        return None
    day, keys, what = left
    start = t.last(EventKind.SERVICE_START)
    readings = both(from_day(day, law.ADDITION_YEARS, Unit.YEAR), after(day, law.ADDITION_YEARS, Unit.YEAR))
    if start is not None and day < day_of(start) <= earliest(readings):
        end = after(day_of(start), law.ADDITION_YEARS, Unit.YEAR)
        readings = (*readings, Reading("先に自宅などで暮らした方（利用開始から数える場合）", end))
        keys = (*keys, start.key)
    return Deadline(
        "addition", "加算を算定できる3年の末日", earliest(readings), "地域生活移行個別支援特別加算・社会生活支援特別加算の告示",
        "退所してから3年を超えない間、算定できます。",
        f"{what}の日（{wareki(day)}）から3年を暦で数えました。告示に数え方の定めがないため、両方を示しています。", readings=readings,
        standing=Standing.CHECK, source="どちらで数えるかは、事業所の指定権者に確かめてください。", rests_on=keys,
        certainty=_certainty(t, keys),
    )  # fmt: skip


def move_in(t: Timeline) -> Deadline | None:
    """転入届: 14 days after moving in."""
    moved = t.last(EventKind.MOVE_IN)
    return None if moved is None else _counter(
        moved, "move_in", "転入届の期限", law.MOVE_IN_DAYS, "住民基本台帳法22条", "住み始めた日から14日以内に届け出ます。", Standing.LAW,
    )  # fmt: skip


def assistance(t: Timeline) -> Deadline | None:
    """生活保護の決定: 14 days after the application."""
    asked = t.last(EventKind.PUBLIC_ASSISTANCE)
    return None if asked is None else _counter(
        asked, "assistance", "生活保護の決定の期限", law.ASSISTANCE_DAYS, "生活保護法24条5項",
        "申請のあった日から14日以内に、決定が通知されます。", Standing.LAW,
    )  # fmt: skip


def assistance_longest(t: Timeline) -> Deadline | None:
    """特別な理由があるとき: 30 days."""
    asked = t.last(EventKind.PUBLIC_ASSISTANCE)
    return None if asked is None else _counter(
        asked, "assistance_longest", "生活保護の決定の期限（特別な理由があるとき）", law.ASSISTANCE_LONGEST_DAYS,
        "生活保護法24条5項ただし書", "調査に日時がかかるなど特別な理由があるときは、30日まで延びることがあります。", Standing.CHECK,
    )  # fmt: skip


def _counter(
    event: Event, code: str, title: str, days: int, law_name: str, rule: str, standing: Standing
) -> Deadline:  # fmt: skip
    """A period at a municipal counter; whether a holiday moves its end was not found, so it does not (安全側)."""
    first = day_of(event)
    last = after(first, days, Unit.DAY)
    closed = (
        ""
        if is_open_day(last)
        else "末日は閉庁日です。延びるかどうかは確かめられていないので、延ばさずに示しています。窓口に確かめてください。"
    )
    return Deadline(
        code, title, last, law_name, rule,
        f"起算日は翌日（{wareki(first + timedelta(days=1))}）で、初日を含みません。{days}日を数え、末日は{wareki(last)}です。{closed}",
        standing=standing, source="福祉事務所に確かめてください。" if standing is Standing.CHECK else "",
        rests_on=(event.key,), certainty=event.certainty,
    )  # fmt: skip


def _aid(
    day: date, keys: tuple[str, ...], t: Timeline, code: str, title: str, months: int, rule: str, standing: Standing,
    source: str,
) -> Deadline:  # fmt: skip
    readings = both(from_day(day, months, Unit.MONTH), after(day, months, Unit.MONTH))
    return Deadline(
        code, title, earliest(readings), _AID, rule,
        f"釈放の日（{wareki(day)}）から{months}か月を暦で数えました（応当日の前日、応当日がない月は月末）。", readings=readings,
        standing=standing, source=source, rests_on=keys, certainty=_certainty(t, keys),
    )  # fmt: skip


def _freed(t: Timeline) -> tuple[date, tuple[str, ...], Timeline] | None:
    """The release after which 更生緊急保護 is open: none on parole or bail."""
    found = release_day(t)
    if found is None:
        return None
    day, used, _ = found
    last = used[0]
    if last.kind is EventKind.PAROLE or last.release_kind in _NO_AID:
        return None
    return day, tuple(e.key for e in used), t


def _left_facility(t: Timeline) -> tuple[date, tuple[str, ...], str] | None:
    halfway, found = t.last(EventKind.HALFWAY_LEFT), release_day(t)
    if halfway is not None and (found is None or day_of(halfway) >= found[0]):
        return day_of(halfway), (halfway.key,), "更生保護施設を退所"
    if found is None:
        return None
    day, used, _ = found
    served_time = used[0].kind is not EventKind.RELEASE or used[0].release_kind in _LEFT_FACILITY
    return (day, tuple(e.key for e in used), "釈放・退所") if served_time else None


def _certainty(t: Timeline, keys: tuple[str, ...]) -> Certainty:
    return weakest(e for e in t.events if e.key in keys)
