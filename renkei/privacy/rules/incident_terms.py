"""漏えい等の報告の期限: dated rules with their source and how sure they are. Edit the table here. Pure.

What is certain and what is not: the days themselves are those of the Commission's (個人情報保護委員会) own explanation for
the private sector, which the public sector's rules repeat; the article numbers were not read again in the law's text.
Whether the day of knowing counts as the first is read both ways: the table counts from the next day (民法140条) and
`Terms.careful` gives the day before, by which nobody is late under either reading. A last day on a holiday is not moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class TermRule:
    """One line of the table. Days after the day on which the body came to know (認知日)."""

    starts_on: date
    preliminary_from: int  # 速報 「概ね3〜5日以内」: the earlier
    preliminary_days: int  # and the later end of it
    final_days: int
    wrongful_days: int  # 不正の目的をもって行われたおそれがあるとき
    source: str
    certainty: str  # A confirmed in the text | B from an official explanation | U unconfirmed


RULES = (
    TermRule(
        date(2023, 4, 1), 3, 5, 30, 60,
        "個人情報の保護に関する法律68条、同法施行規則43条・44条、個人情報保護委員会の案内（条番号は要確認）", "B",
    ),
)  # fmt: skip

#: 報告の対象となる事態 (施行規則43条). Our data always meets the first: it is 要配慮個人情報, and one person is enough.
TRIGGERS = (
    ("sensitive", "要配慮個人情報が含まれる（1人でも対象）"),
    ("property", "財産的な被害のおそれがある（1人でも対象）"),
    ("wrongful", "不正の目的をもって行われたおそれがある（1人でも対象）"),
    ("many", "本人の数が100人を超える"),
)
ALWAYS = "sensitive"


@dataclass(frozen=True)
class Terms:
    """The last days, by the rule in force on the day of knowing."""

    preliminary_from: date
    preliminary_by: date
    final_by: date
    rule: TermRule

    @property
    def careful(self) -> date:
        """The last day of 確報 where the day of knowing counts as the first."""
        return self.final_by - timedelta(days=1)


def rule_on(day: date) -> TermRule:
    """The rule in force on a day: the newest that has begun; before all of them, the first."""
    begun = [rule for rule in RULES if rule.starts_on <= day]
    return max(begun, key=lambda rule: rule.starts_on, default=RULES[0])


def terms(known_on: date, *, wrongful: bool) -> Terms:
    """`terms(date(2026, 11, 2), wrongful=False)` → 速報 by 2026-11-07 (about 11-05), 確報 by 2026-12-02."""
    rule = rule_on(known_on)

    def after(days: int) -> date:
        return known_on + timedelta(days=days)

    return Terms(
        preliminary_from=after(rule.preliminary_from), preliminary_by=after(rule.preliminary_days),
        final_by=after(rule.wrongful_days if wrongful else rule.final_days), rule=rule,
    )  # fmt: skip
