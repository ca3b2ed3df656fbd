"""障害支援区分 that a service asks by law: shown as 要確認, never a reason to drop an office. Edit the table here.

The law knows exceptions (age, the kind of disability, transitional rules) that a search cannot see, and no text of the law
was at hand: the figures are from two published overviews, read on `READ_ON` (SOURCES). Whoever has the notice
(平成18年厚生労働省告示第523号 and what changed it) before him replaces figure and source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from renkei.offices.enums import ServiceKind as S
from renkei.offices.rules.service_codes import service_label

READ_ON = date(2026, 11, 27)
SOURCES = ("a-soudan.jp/custom.html", "kaigosupport.com/2020/12/31/seikatsukaigotaishousha")


@dataclass(frozen=True)
class Least:
    """The least 障害支援区分 (1 to 6) that a service asks in principle, and the exception in words, if one is known."""

    level: int
    unless: str = ""


LEAST: Mapping[str, Least] = {
    S.HOME_CARE: Least(1),
    S.INTENSIVE_HOME_CARE: Least(4),
    S.ACTIVITY_SUPPORT: Least(3),
    S.COMPREHENSIVE_SUPPORT: Least(6),
    S.SHORT_STAY: Least(1),
    S.MEDICAL_CARE: Least(6, "筋ジストロフィーの方・重症心身障害の方は区分5"),
    S.DAILY_CARE: Least(3, "50歳以上の方は区分2"),
    S.FACILITY: Least(4, "50歳以上の方は区分3"),
}
#: Nobody has a category yet, or none that can be compared: the same sentence, without the comparison.
_UNDECIDED = ("not_assessed", "applied")
_NONE = "not_applicable"


def least_to_confirm(services: Iterable[str], category: str, label: str) -> tuple[str, ...]:
    """Sentences for services that in principle ask more than this category (`people.enums.SupportCategory`)."""
    return tuple(
        _words(code, LEAST[code], label) for code in services if code in LEAST and _asks_more(LEAST[code], category)
    )


def _asks_more(least: Least, category: str) -> bool:
    if category in _UNDECIDED or category == _NONE:
        return True
    return category[:1] == "c" and category[1:].isdecimal() and int(category[1:]) < least.level


def _words(code: str, least: Least, label: str) -> str:
    unless = f"（{least.unless}）" if least.unless else ""
    return f"{service_label(code)}は、原則として障害支援区分{least.level}以上です{unless}。{label}で使えるかを確かめてください"
