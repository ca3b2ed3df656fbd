"""事業所の申告 in words, for the pages that show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from renkei.core.calendar import wareki
from renkei.offices.enums import (
    Accepts,
    Condition,
    MedicalSupport,
    MobilitySupport,
    MoneySupport,
    NightCover,
    TrialStay,
)
from renkei.offices.rules.assumptions import STATEMENT_DAYS, VACANCY_DAYS
from renkei.offices.rules.service_codes import service_label
from renkei.offices.rules.statements import OfficeStatement, SaidBy, SaidConditions, SaidVacancy

TONES = {"open": "success", "ask": "info", "full": "danger", "unknown": "neutral"}
_LISTS = (
    ("受け入れる障害種別", "disabilities", Accepts), ("受入れの条件", "conditions", Condition),
    ("医療面の支え", "medical", MedicalSupport), ("お金の管理", "money", MoneySupport),
    ("移動の支えと設備", "mobility", MobilitySupport),
)  # fmt: skip


@dataclass(frozen=True)
class VacancyLine:
    """空き状況 of one service as a line."""

    label: str
    words: str
    tone: str
    source: str
    stale: str
    by_office: bool


@dataclass(frozen=True)
class Shown:
    """All of it: vacancies, conditions as (label, text), where they come from, and what is old."""

    vacancies: tuple[VacancyLine, ...]
    conditions: tuple[tuple[str, str], ...]
    source: str
    stale: str


def shown(said: OfficeStatement | None, today: date) -> Shown | None:
    """None where nothing was ever said."""
    if said is None:
        return None
    lines = tuple(vacancy_line(vacancy, today) for _, vacancy in sorted(said.vacancies.items()))
    if said.conditions is None:
        return Shown(lines, (), "", "")
    stale = _stale(said.conditions.said, STATEMENT_DAYS) if said.conditions.is_stale(today) else ""
    return Shown(lines, _conditions(said.conditions), source_words(said.conditions.said), stale)


def vacancy_line(vacancy: SaidVacancy, today: date) -> VacancyLine:
    """「空きあり（2人）」 with its day and source."""
    stale = _stale(vacancy.said, VACANCY_DAYS) if vacancy.is_stale(today) else ""
    tone = "neutral" if stale else TONES[vacancy.state]
    label, source = service_label(vacancy.service_code), source_words(vacancy.said)
    return VacancyLine(label, vacancy.words, tone, source, stale, vacancy.said.by_office)


def source_words(said: SaidBy) -> str:
    """「令和8年11月20日現在、事業所の申告」 or who heard it how."""
    day = f"{wareki(said.as_of)}現在"
    if said.by_office:
        return f"{day}、事業所の申告"
    spoken = f"（{said.spoken_to}）" if said.spoken_to else ""
    return f"{day}、{said.organisation}が{said.source.label}で確認{spoken}"


def _stale(said: SaidBy, days: int) -> str:
    return f"{days}日より前の申告です。変わっている可能性があります。"


def _conditions(said: SaidConditions) -> tuple[tuple[str, str], ...]:
    lines = [(label, "、".join(str(codes(c).label) for c in getattr(said, name))) for label, name, codes in _LISTS]
    lines += [
        ("夜間の体制", str(NightCover(said.night_cover).label) if said.night_cover else ""),
        ("体験利用", str(TrialStay(said.trial_stay).label) if said.trial_stay else ""),
        ("補足", said.note),
        ("相談の窓口", " ".join(filter(None, (said.contact_name, said.contact_phone, said.contact_hours)))),
    ]
    return tuple((label, text) for label, text in lines if text)
