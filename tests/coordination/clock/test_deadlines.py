"""Deadlines of the legal clock: vectors of the laws, what stops them, what is only said and not counted."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from renkei.coordination.enums.clock import Standing
from renkei.coordination.rules.clock.deriving import derive, differences
from renkei.coordination.rules.clock.events import Event, Term
from renkei.coordination.rules.clock.sentence import end_of_term
from renkei.people.enums import Certainty, ReleaseKind
from tests.coordination.clock.kit import K, day, ev, of, the


@pytest.mark.parametrize(
    ("request_on", "extensions", "end"),
    [
        ("2026-06-01", [], "2026-06-10"),
        ("2026-06-01", [10], "2026-06-20"),
        ("2026-06-01", [4, 3], "2026-06-17"),
        ("2026-04-25", [], "2026-05-04"),  # ends on a holiday and is not moved
        ("2026-12-25", [8], "2027-01-11"),  # over the year's end, on 成人の日
        ("2026-02-20", [], "2026-03-01"),
        ("2028-02-20", [], "2028-02-29"),
        ("2019-04-24", [], "2019-05-03"),
    ],
)
def test_detention_counts_its_first_day_and_never_moves(request_on: str, extensions: list[int], end: str) -> None:
    events = [ev(K.DETENTION_REQUEST, request_on), *(ev(K.EXTENSION, end, days=n) for n in extensions)]
    assert day("detention_end", *events) == end


def test_an_extension_without_its_days_counts_as_the_longest() -> None:
    events = ev(K.DETENTION_REQUEST, "2026-06-01"), ev(K.EXTENSION, "2026-06-10")
    assert day("detention_end", *events) == "2026-06-20"
    assert of("detention_longest", *events) is None


def test_the_special_crimes_get_five_days_more() -> None:
    events = (
        ev(K.DETENTION_REQUEST, "2026-06-01"),
        ev(K.EXTENSION, "2026-06-10", days=10),
        ev(K.RE_EXTENSION, "2026-06-20", days=5),
    )
    assert day("detention_end", *events) == "2026-06-25"


def test_hours_count_from_the_time_of_the_arrest() -> None:
    arrest = ev(K.ARREST, "2026-05-30", at=time(14, 5))
    police, custody = the("police_48h", arrest), the("custody_72h", arrest)
    assert police.moment == datetime(2026, 6, 1, 14, 5)
    assert custody.moment == datetime(2026, 6, 2, 14, 5)
    sent = ev(K.SENT, "2026-05-31", at=time(9, 0))
    sooner = the("custody_72h", arrest, sent)
    assert sooner.moment == datetime(2026, 6, 1, 9, 0)
    assert sooner.rests_on == (arrest.key, sent.key)


def test_without_a_time_the_hours_give_a_day_and_say_so() -> None:
    found = the("custody_72h", ev(K.ARREST, "2026-05-30"))
    assert (found.day, found.moment) == (date(2026, 6, 2), None)
    assert "時刻が分からない" in found.counted


def test_from_the_arrest_alone_the_longest_custody_is_23_days() -> None:
    assert day("detention_longest", ev(K.ARREST, "2026-06-01")) == "2026-06-23"


def test_an_earlier_custody_does_not_count_after_a_new_arrest() -> None:
    old = [ev(K.ARREST, "2026-03-01"), ev(K.DETENTION_REQUEST, "2026-03-03"), ev(K.EXTENSION, "2026-03-12", days=10)]
    new = [ev(K.ARREST, "2026-03-22"), ev(K.DETENTION_REQUEST, "2026-03-24")]
    assert day("detention_end", *old, *new) == day("detention_end", *new) == "2026-04-02"


def test_a_charge_settles_the_detention_and_begins_the_next() -> None:
    events = ev(K.DETENTION_REQUEST, "2026-06-01"), ev(K.INDICTMENT, "2026-06-10")
    end, charged = the("detention_end", *events), the("indicted_detention", *events)
    assert end.settled
    assert charged.standing is Standing.CHECK
    assert [r.day.isoformat() for r in charged.readings] == ["2026-08-09", "2026-08-10"]
    assert of("indicted_detention", ev(K.INDICTMENT, "2026-06-10")) is None  # never held: 在宅


@pytest.mark.parametrize(
    ("judgment", "last", "final"),
    [
        ("2026-06-03", "2026-06-17", "2026-06-18"),
        ("2026-06-06", "2026-06-22", "2026-06-23"),  # 6/20 is a Saturday
        ("2026-12-15", "2027-01-04", "2027-01-05"),
        ("2026-04-22", "2026-05-07", "2026-05-08"),
    ],
)
def test_the_time_to_appeal_is_moved_over_holidays(judgment: str, last: str, final: str) -> None:
    found = the("appeal_end", ev(K.JUDGMENT, judgment))
    assert found.day.isoformat() == last
    assert found.standing is Standing.CHECK
    assert day("final_day", ev(K.JUDGMENT, judgment)) == final


@pytest.mark.parametrize(
    ("final", "term", "credited", "last"),
    [
        ("2025-06-10", Term(1), 0, "2026-06-09"),
        ("2024-02-29", Term(1), 0, "2025-02-28"),
        ("2026-08-31", Term(0, 6), 0, "2027-02-28"),
        ("2026-01-15", Term(1, 6), 0, "2027-07-14"),
        ("2026-01-15", Term(1, 6), 30, "2027-06-14"),
        ("2026-01-15", Term(0, 0, 20), 0, "2026-02-03"),
        ("2027-02-28", Term(1), 0, "2028-02-27"),
        ("2018-12-31", Term(0, 6), 0, "2019-06-30"),
    ],
)
def test_a_term_counts_its_first_day_and_release_is_the_day_after(
    final: str, term: Term, credited: int, last: str
) -> None:  # fmt: skip
    event = ev(K.FINAL, final, term=term, credited=credited)
    assert day("term_end", event) == last
    release = the("term_release", event)
    assert (release.day - date.fromisoformat(last)).days == 1
    assert (release.standing is Standing.CHECK) == bool(credited)


def test_who_was_free_serves_from_the_beginning_of_the_execution() -> None:
    final = ev(K.FINAL, "2025-06-10", term=Term(1))
    assert day("term_end", final, ev(K.EXECUTION, "2025-07-01")) == "2026-06-30"


def test_of_a_partly_suspended_term_the_rest_is_served() -> None:
    event = ev(K.FINAL, "2026-01-15", term=Term(3), suspended=Term(0, 6))
    found = the("term_end", event)
    assert (found.day.isoformat(), found.title) == ("2028-07-14", "実刑部分の終了日")
    assert found.standing is Standing.CHECK


def test_what_the_facility_says_is_taken_as_it_is() -> None:
    events = ev(K.FINAL, "2025-06-10", term=Term(1)), ev(K.FULL_TERM, "2026-05-20")
    assert day("term_end", *events) == "2026-05-20"
    assert day("term_release", *events) == "2026-05-21"


def test_nothing_is_counted_from_more_credit_than_term() -> None:
    assert of("term_end", ev(K.FINAL, "2026-01-15", term=Term(0, 1), credited=40)) is None
    with pytest.raises(ValueError, match="刑期より長く"):
        end_of_term(date(2026, 1, 15), Term(0, 1), credited=40)


def test_supervision_lasts_as_long_as_the_term() -> None:
    events = ev(K.FINAL, "2025-06-10", term=Term(2)), ev(K.PAROLE, "2026-12-01")
    assert day("supervision_end", *events) == "2027-06-09"
    assert of("aid", *events) is None  # under supervision there is no 更生緊急保護


@pytest.mark.parametrize(
    ("released", "codes"),
    [("2023-11-30", {"aid", "aid_longer"}), ("2023-12-01", {"aid", "aid_longer", "aid_other"})],
)
def test_the_reform_of_the_aid_counts_from_the_day_of_release(released: str, codes: set[str]) -> None:
    found = derive([ev(K.RELEASE, released, release_kind=str(ReleaseKind.FULL_TERM))])
    assert {d.code for d in found if d.code.startswith("aid")} == codes
    assert all(d.standing is Standing.CHECK for d in found if d.code.startswith("aid"))


def test_the_aid_shows_both_readings_and_plans_on_the_earlier() -> None:
    found = the("aid", ev(K.RELEASE, "2026-08-31", release_kind=str(ReleaseKind.NOT_INDICTED)))
    assert [r.day.isoformat() for r in found.readings] == ["2027-02-28", "2027-02-28"]
    found = the("aid", ev(K.RELEASE, "2026-06-10"))
    assert [r.day.isoformat() for r in found.readings] == ["2026-12-09", "2026-12-10"]
    assert found.day.isoformat() == "2026-12-09"
    assert of("aid", ev(K.RELEASE, "2026-06-10", release_kind=str(ReleaseKind.BAIL))) is None


def test_three_years_of_the_addition_show_both_readings() -> None:
    found = the("addition", ev(K.RELEASE, "2023-11-23", release_kind=str(ReleaseKind.FULL_TERM)))
    assert [r.day.isoformat() for r in found.readings] == ["2026-11-22", "2026-11-23"]
    assert "指定権者" in found.source
    assert (found.day, found.latest) == (date(2026, 11, 22), date(2026, 11, 23))
    assert of("addition", ev(K.RELEASE, "2023-11-23", release_kind=str(ReleaseKind.BAIL))) is None


def test_the_addition_counts_from_the_halfway_house_or_the_start_of_service() -> None:
    left = ev(K.RELEASE, "2025-01-10", release_kind=str(ReleaseKind.FULL_TERM))
    halfway, start = ev(K.HALFWAY_LEFT, "2025-04-30"), ev(K.SERVICE_START, "2026-02-01")
    assert day("addition", left, halfway) == "2028-04-29"
    found = the("addition", left, start)
    assert [r.day.isoformat() for r in found.readings] == ["2028-01-09", "2028-01-10", "2029-02-01"]


def test_a_period_at_the_counter_is_not_moved_and_says_so() -> None:
    found = the("move_in", ev(K.MOVE_IN, "2026-11-14"))  # a Saturday: ends on Saturday 11/28
    assert found.day == date(2026, 11, 28)
    assert "窓口に確かめて" in found.counted
    assert day("assistance", ev(K.PUBLIC_ASSISTANCE, "2026-11-02")) == "2026-11-16"
    longest = the("assistance_longest", ev(K.PUBLIC_ASSISTANCE, "2026-11-02"))
    assert (longest.day, longest.standing) == (date(2026, 12, 2), Standing.CHECK)


def test_a_range_gives_both_ends() -> None:
    found = the("term_release", ev(K.FULL_TERM, "2026-12-10", until="2026-12-20"))
    assert (found.day, found.until) == (date(2026, 12, 11), date(2026, 12, 21))
    assert found.certainty is Certainty.EXPECTED


def test_an_unknown_date_is_kept_and_never_counted_from() -> None:
    assert derive([ev(K.ARREST, None, certainty=Certainty.UNKNOWN)]) == ()
    assert derive([ev(K.ARREST, "2026-06-01", certainty=Certainty.UNKNOWN)]) == ()


def test_every_deadline_says_rule_law_and_counting() -> None:
    for found in derive(everything()):
        assert found.law
        assert found.rule
        assert found.counted.endswith("。")
        assert found.source or found.standing is Standing.LAW
        assert found.rests_on


def test_a_moved_event_moves_exactly_what_rests_on_it() -> None:
    before = [ev(K.DETENTION_REQUEST, "2026-06-01", key="r"), ev(K.MOVE_IN, "2026-06-01")]
    after = [ev(K.DETENTION_REQUEST, "2026-06-02", key="r"), before[1]]
    moved = differences(before, after)
    assert [(d.title, d.before and d.before.day, d.after and d.after.day) for d in moved] == [
        ("勾留の満期", date(2026, 6, 10), date(2026, 6, 11)),
        ("勾留が最も長く延びたときの満期", date(2026, 6, 20), date(2026, 6, 21)),
    ]
    assert differences(before, before) == []


def everything() -> list[Event]:
    """One event of each kind, in a possible order."""
    return [
        ev(K.ARREST, "2026-01-05", at=time(8, 0)), ev(K.SENT, "2026-01-06", at=time(9, 0)), ev(K.DETENTION_REQUEST, "2026-01-07"),
        ev(K.EXTENSION, "2026-01-16", days=5), ev(K.DETENTION_END, "2026-01-21"), ev(K.INDICTMENT, "2026-01-20"),
        ev(K.BAIL_REQUEST, "2026-01-25"), ev(K.HEARING, "2026-02-20"), ev(K.JUDGMENT, "2026-03-03"),
        ev(K.FINAL, "2026-03-18", term=Term(1)), ev(K.PAROLE, "2026-12-01"), ev(K.HALFWAY_LEFT, "2027-01-10"),
        ev(K.MOVE_IN, "2027-01-10"), ev(K.PUBLIC_ASSISTANCE, "2027-01-11"), ev(K.SERVICE_START, "2027-02-01"),
        ev(K.RELEASE, "2025-01-01", release_kind="full_term"),
    ]  # fmt: skip
