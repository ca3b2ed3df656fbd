"""事業所の申告 as values: what an office says of itself, since when, and whether that is still fresh."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from renkei.core.calendar import wareki
from renkei.offices.enums import Accepts, Condition, MobilitySupport, NightCover, Source, TrialStay, VacancyState
from renkei.offices.rules.assumptions import STATEMENT_DAYS, VACANCY_DAYS


@dataclass(frozen=True)
class SaidBy:
    """Who said it when, and how it came to us. `by_office`: entered by the office itself."""

    as_of: date
    source: Source
    organisation: str
    at: datetime
    spoken_to: str = ""

    @property
    def by_office(self) -> bool:
        return self.source is Source.SCREEN

    def is_stale(self, today: date, days: int) -> bool:
        """More than `days` old?"""
        return (today - self.as_of).days > days


@dataclass(frozen=True)
class SaidVacancy:
    """空き状況 of one service. `places`: None where no number was said."""

    service_code: str
    state: VacancyState
    places: int | None
    said: SaidBy
    id: UUID | None = None
    free_from: date | None = None  # 空く予定日, said with 空きなし or 要相談

    @property
    def words(self) -> str:
        """「空きあり（2人）」「空きなし（令和9年2月1日に空く予定）」."""
        more = f"{self.places}人" if self.places else f"{wareki(self.free_from)}に空く予定" if self.free_from else ""
        return f"{self.state.label}（{more}）" if more else str(self.state.label)

    @property
    def is_number(self) -> bool:
        """Does it say whether there is a place (空きあり, 空きなし)?"""
        return self.state in (VacancyState.OPEN, VacancyState.FULL)

    def is_stale(self, today: date) -> bool:
        """Older than the assumption allows (`rules.assumptions.VACANCY_DAYS`)?"""
        return self.said.is_stale(today, VACANCY_DAYS)


@dataclass(frozen=True)
class SaidConditions:
    """受入れの条件. An empty field was not said; it never means no. Codes are values of `offices.enums`."""

    said: SaidBy
    disabilities: tuple[str, ...] = ()  # Accepts
    conditions: tuple[str, ...] = ()  # Condition
    night_cover: str = ""  # NightCover
    trial_stay: str = ""  # TrialStay
    medical: tuple[str, ...] = ()  # MedicalSupport
    money: tuple[str, ...] = ()  # MoneySupport
    mobility: tuple[str, ...] = ()  # MobilitySupport
    note: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_hours: str = ""
    id: UUID | None = None

    def is_stale(self, today: date) -> bool:
        """Older than the assumption allows (`rules.assumptions.STATEMENT_DAYS`)?"""
        return self.said.is_stale(today, STATEMENT_DAYS)

    @property
    def least_level(self) -> int | None:
        """The 障害支援区分 that is asked at least, or None."""
        levels = [int(code[-1]) for code in self.conditions if code.startswith("level_")]
        return max(levels, default=None)


@dataclass(frozen=True)
class OfficeStatement:
    """All an office says of itself now: newest vacancy by service code, newest conditions (None: never said)."""

    office_id: UUID
    vacancies: Mapping[str, SaidVacancy] = field(default_factory=dict)
    conditions: SaidConditions | None = None

    # --- the same in the words of matching; what was not said is None, or absent

    def places(self, service_codes: Iterable[str]) -> tuple[int | None, date | None]:
        """(places free, as of) over these services: the most that any of them says; 0 is full, None not known."""
        said = [self.vacancies[code] for code in service_codes if code in self.vacancies]
        known = [(v.places or 1 if v.state is VacancyState.OPEN else 0, v.said.as_of) for v in said if v.is_number]
        return max(known, default=(None, None))

    def free_from(self, service_codes: Iterable[str]) -> date | None:
        """The earliest day on which one of these services expects a place; None where nobody named one."""
        said = [self.vacancies[code].free_from for code in service_codes if code in self.vacancies]
        return min((day for day in said if day is not None), default=None)

    @property
    def stated_on(self) -> date | None:
        """The day whose conditions these are."""
        return self.conditions.said.as_of if self.conditions else None

    @property
    def disabilities(self) -> dict[str, bool]:
        """障害種別 → accepted; {} where none was named. A kind that was left out beside others is not accepted."""
        named = self.conditions.disabilities if self.conditions else ()
        return {kind.value: kind.value in named for kind in Accepts} if named else {}

    @property
    def categories(self) -> frozenset[str]:
        """障害支援区分 that are accepted (values of `people.enums.SupportCategory`); empty where none was named."""
        least = self.conditions.least_level if self.conditions else None
        return frozenset(f"c{level}" for level in range(least, 7)) if least else frozenset()

    @property
    def trial_stay(self) -> bool | None:
        """体験利用; None where it was not said, or is open to talk."""
        code = self.conditions.trial_stay if self.conditions else ""
        return {TrialStay.YES.value: True, TrialStay.NO.value: False}.get(code)

    @property
    def abilities(self) -> dict[str, bool]:
        """Wish code (`offices.enums.Wish`, money, mobility) → what the office says it can or can't do."""
        said = self.conditions
        if said is None:
            return {}
        can = {
            "medical_care": bool(said.medical), "money": bool(said.money),
            "mobility": bool({MobilitySupport.PICK_UP, MobilitySupport.OUTINGS} & {*said.mobility}),
            "barrier_free": bool({MobilitySupport.WHEELCHAIR, MobilitySupport.ELEVATOR} & {*said.mobility}),
            "night_cover": said.night_cover in (NightCover.NIGHT_SHIFT, NightCover.SLEEPING),
            "same_sex": bool({Condition.MEN_ONLY, Condition.WOMEN_ONLY} & {*said.conditions}),
        }  # fmt: skip
        no = {
            "night_cover": said.night_cover == NightCover.NONE, "no_guarantor": Condition.GUARANTOR in said.conditions,
        }  # fmt: skip
        return {code: True for code, yes in can.items() if yes} | {code: False for code, is_no in no.items() if is_no}
