"""Days left and the worst case in words, for lists and cards. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from renkei.coordination.enums.clock import Custody
from renkei.coordination.rules.clock.releasing import Release
from renkei.people.enums import Certainty

#: From so many days before the release it is marked.
SOON_DAYS, NEAR_DAYS = 7, 30


@dataclass(frozen=True)
class Countdown:
    """One chip: the words and their tone (danger, warning, info, neutral)."""

    text: str
    tone: str


def countdown(release: Release, today: date) -> list[Countdown]:
    """What a list says of a release: the worst case first, where it is earlier than the day that is expected."""
    if release.released:
        return [Countdown("釈放・退所済み", "neutral")]
    found = []
    if release.is_early() and release.worst_case is not None:
        worst = (release.worst_case - today).days
        found.append(Countdown(f"早ければ{in_days(worst)}釈放", "danger" if worst <= SOON_DAYS else "warning"))
    if release.day is not None:
        found.append(_left(release, (release.day - today).days, today))
    return found or [Countdown("日付なし", "neutral")]


def in_days(days: int) -> str:
    """今日, 明日 or so many days."""
    if days <= 0:
        return "今日"
    return "明日" if days == 1 else f"{days}日後に"


def _left(release: Release, days: int, today: date) -> Countdown:
    what = "勾留満期" if release.custody is Custody.SUSPECT and not release.kind else "釈放"
    sure = "" if release.certainty is Certainty.CONFIRMED else "（見込）"
    if days < 0:
        return Countdown(f"{what}の予定日を過ぎています", "warning")
    if days == 0:
        return Countdown(f"今日が{what}の日です{sure}", "danger")
    until = f"〜{(release.until - today).days}" if release.until else ""
    tone = "danger" if days <= SOON_DAYS else "warning" if days <= NEAR_DAYS else "info"
    return Countdown(f"{what}まで{days}{until}日{sure}", tone)
