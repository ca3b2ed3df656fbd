"""When the person may be free, and what cannot be."""

from __future__ import annotations

from datetime import date, time

import pytest

from renkei.coordination.enums.clock import Custody
from renkei.coordination.rules.clock.checking import errors, field_error, new_errors, warnings
from renkei.coordination.rules.clock.events import Event, Term
from renkei.coordination.rules.clock.releasing import release_from
from renkei.people.enums import Certainty, ReleaseKind, SubjectStatus
from tests.coordination.clock.kit import K, ev

TODAY = date(2026, 6, 3)


def test_a_suspect_may_be_free_tomorrow() -> None:
    found = release_from([ev(K.DETENTION_REQUEST, "2026-06-01")], today=TODAY)
    assert (found.custody, found.worst_case, found.day) == (Custody.SUSPECT, date(2026, 6, 4), date(2026, 6, 10))
    assert (found.until, found.certainty) == (date(2026, 6, 20), Certainty.EXPECTED)


def test_on_the_last_day_the_worst_case_is_today() -> None:
    events = [ev(K.DETENTION_REQUEST, "2026-05-25")]
    assert release_from(events, today=TODAY).worst_case == TODAY


@pytest.mark.parametrize(
    ("status", "worst"), [(SubjectStatus.SUSPECT, date(2026, 6, 4)), (SubjectStatus.DEFENDANT, None)]
)
def test_the_face_sheet_says_it_where_no_event_does(status: SubjectStatus, worst: date | None) -> None:
    found = release_from([], today=TODAY, subject_status=str(status))
    assert (found.day, found.worst_case) == (None, worst)


def test_a_defendant_may_be_free_at_the_judgment_or_on_bail() -> None:
    events = [ev(K.DETENTION_REQUEST, "2026-05-01"), ev(K.INDICTMENT, "2026-05-10")]
    judgment = ev(K.JUDGMENT, "2026-07-01", certainty=Certainty.EXPECTED)
    assert release_from(events, today=TODAY).worst_case is None
    found = release_from([*events, judgment], today=TODAY)
    assert (found.custody, found.day, found.worst_case) == (Custody.DEFENDANT, date(2026, 7, 1), date(2026, 7, 1))
    bail = ev(K.BAIL_REQUEST, "2026-06-02")
    assert release_from([*events, judgment, bail], today=TODAY).worst_case == date(2026, 6, 4)


def test_a_prisoner_is_free_after_the_term_or_on_parole() -> None:
    final = ev(K.FINAL, "2025-12-10", term=Term(1))
    found = release_from([final], today=TODAY)
    assert (found.custody, found.day, found.certainty) == (Custody.PRISONER, date(2026, 12, 10), Certainty.EXPECTED)
    parole = ev(K.PAROLE, "2026-10-01", until="2026-10-31")
    found = release_from([final, parole], today=TODAY)
    assert (found.day, found.until, found.kind) == (date(2026, 10, 1), date(2026, 10, 31), "parole")


def test_after_the_release_nothing_is_ahead() -> None:
    events = [ev(K.DETENTION_REQUEST, "2026-05-25"), ev(K.RELEASE, "2026-06-02", release_kind=str(ReleaseKind.PENDING))]
    found = release_from(events, today=TODAY)
    assert (found.released, found.worst_case, found.day) == (True, None, date(2026, 6, 2))
    again = [*events, ev(K.ARREST, "2026-06-03", at=time(7, 0))]
    assert release_from(again, today=TODAY).custody is Custody.SUSPECT


def test_an_expected_day_that_has_passed_asks_to_be_checked() -> None:
    found = release_from([ev(K.FULL_TERM, "2026-05-20", certainty=Certainty.EXPECTED)], today=TODAY)
    assert (found.released, found.worst_case) == (False, TODAY)
    assert "過ぎています" in found.why


def test_who_lives_with_the_service_is_free_though_nobody_recorded_it() -> None:
    events = [ev(K.FULL_TERM, "2026-05-20", certainty=Certainty.EXPECTED)]
    assert release_from(events, today=TODAY, in_service=True).released
    assert release_from([], today=TODAY, subject_status=str(SubjectStatus.SUSPECT), in_service=True).released
    ahead = [ev(K.FULL_TERM, "2026-07-20", certainty=Certainty.EXPECTED)]
    assert not release_from(ahead, today=TODAY, in_service=True).released


IMPOSSIBLE = [
    (
        ev(K.ARREST, "2026-06-02"),
        ev(K.DETENTION_REQUEST, "2026-06-01"),
        "勾留請求（令和8年6月1日）が、逮捕（令和8年6月2日）より前",
    ),
    (ev(K.DETENTION_REQUEST, "2026-06-02"), ev(K.EXTENSION, "2026-06-01", days=3), "勾留延長"),
    (ev(K.INDICTMENT, "2026-06-02"), ev(K.JUDGMENT, "2026-06-01"), "判決"),
    (ev(K.JUDGMENT, "2026-06-02"), ev(K.FINAL, "2026-06-01"), "裁判の確定"),
    (ev(K.FINAL, "2026-06-02", term=Term(1)), ev(K.PAROLE, "2026-06-01"), "仮釈放"),
    (ev(K.FINAL, "2026-06-02", term=Term(1)), ev(K.PAROLE, "2027-06-02"), "刑期の終了日"),
    (ev(K.EXTENSION, "2026-06-01", days=6), ev(K.EXTENSION, "2026-06-05", days=5), "通算11日"),
]


@pytest.mark.parametrize(("first", "then", "words"), IMPOSSIBLE, ids=lambda v: getattr(v, "key", None))
def test_what_cannot_be_is_said_in_either_order_of_entry(first: Event, then: Event, words: str) -> None:
    for events in ([first, then], [then, first]):
        [sentence] = errors(events)
        assert words in sentence
        assert new_errors(events[:1], events) == [sentence]
        assert new_errors(events, events) == []


def test_a_range_that_may_be_in_order_is_no_error() -> None:
    assert errors([ev(K.ARREST, "2026-06-02"), ev(K.DETENTION_REQUEST, "2026-06-01", until="2026-06-04")]) == []


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([ev(K.ARREST, "2026-05-20"), ev(K.DETENTION_REQUEST, "2026-05-28")], "72時間より後"),
        ([ev(K.JUDGMENT, "2026-06-06")], "裁判所の休日"),
        ([ev(K.RE_EXTENSION, "2026-06-01", days=5)], "内乱"),
        ([ev(K.ARREST, "2026-05-20"), ev(K.RELEASE, "2026-05-10")], "順番を確かめて"),
        ([ev(K.FINAL, "2026-01-10", term=Term(1)), ev(K.FULL_TERM, "2026-12-01")], "違います"),
        ([ev(K.DETENTION_REQUEST, "2026-05-28"), ev(K.DETENTION_END, "2026-06-10")], "計算した日を使っています"),
        ([ev(K.HEARING, "2026-06-01", certainty=Certainty.EXPECTED)], "見込みの日"),
    ],
)
def test_what_is_unusual_is_said_and_not_refused(events: list[Event], words: str) -> None:
    assert errors(events) == []
    assert any(words in w for w in warnings(events, TODAY))


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (ev(K.ARREST, None), "day"),
        (ev(K.ARREST, "2026-06-10"), "certainty"),
        (ev(K.RELEASE, "2026-06-10", until="2026-06-09"), "until"),
        (ev(K.RELEASE, "2026-06-10", until="2026-06-20", certainty=Certainty.CONFIRMED), "until"),
        (ev(K.EXTENSION, "2026-06-01", days=11), "days"),
        (ev(K.FINAL, "2026-06-01", term=Term(1), suspended=Term(1)), "suspended_months"),
        (ev(K.FINAL, "2026-06-01", term=Term(0, 1), credited=60), "credited"),
        (ev(K.RELEASE, "1826-06-01"), "day"),
        (ev(K.ARREST, None, certainty=Certainty.UNKNOWN), None),
        (ev(K.FULL_TERM, "2027-06-10"), None),
    ],
)
def test_an_event_by_itself(event: Event, field: str | None) -> None:
    found = field_error(event, TODAY)
    assert (found and found[0]) == field
