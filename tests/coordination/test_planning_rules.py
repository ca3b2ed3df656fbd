"""逆算の計画: counting back in open days, and the laws of re-dating."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renkei.coordination.enums.plan import Outcome
from renkei.coordination.enums.tasks import DropReason, TaskStatus
from renkei.coordination.rules import planning as rules
from renkei.coordination.rules.planning import Anchor, Changes, Planned, Standing
from renkei.core.calendar import is_open_day

TODAY = date(2026, 11, 24)
DAYS = st.dates(date(2026, 10, 1), date(2028, 4, 30))
OUTCOMES = st.sampled_from(["", *(str(o) for o in Outcome)])
ANCHORS = st.builds(
    Anchor, day=st.none() | DAYS, how=st.sampled_from(["release", "worst", "expected"]), track=st.sampled_from(["exit", "entry"])
)  # fmt: skip
CLOSED = st.frozensets(DAYS, max_size=5)


@pytest.mark.parametrize(
    ("anchor", "days", "closed", "expected"),
    [
        (date(2026, 12, 1), -1, (), date(2026, 11, 30)),
        (date(2026, 11, 30), -1, (), date(2026, 11, 27)),  # over a weekend
        (date(2026, 11, 24), -1, (), date(2026, 11, 20)),  # 11/23 is 勤労感謝の日
        (date(2027, 1, 4), -1, (), date(2026, 12, 28)),  # 12/29–1/3 are closed
        (date(2026, 12, 28), 1, (), date(2027, 1, 4)),
        (date(2026, 12, 1), -1, (date(2026, 11, 30),), date(2026, 11, 27)),  # a local closure day
        (date(2026, 11, 29), 0, (), date(2026, 11, 29)),  # released on a Sunday: that Sunday
        (date(2026, 5, 7), -1, (), date(2026, 5, 1)),  # 2026-05-06 is a 振替休日
        (date(2026, 9, 24), -1, (), date(2026, 9, 18)),  # 2026-09-22 is a 国民の休日
    ],
)
def test_open_days_are_counted(anchor, days, closed, expected):
    assert rules.counted(anchor, days, frozenset(closed)) == expected


@given(DAYS, st.integers(-130, 130), CLOSED)
def test_a_counted_day_is_open_and_can_be_counted_back(day, n, closed):
    found = rules.counted(day, n, closed)
    assert n == 0 or is_open_day(found, closed)
    step = timedelta(days=1 if n > 0 else -1)
    passed = [day + step * i for i in range(1, abs((found - day).days) + 1)]
    assert sum(is_open_day(d, closed) for d in passed) == abs(n)


@given(ANCHORS, OUTCOMES, DAYS, CLOSED)
def test_what_is_planned_can_be_done(anchor, outcome, today, closed):
    """Nothing is due before the day of counting, nothing starts after it is due, each code stands once."""
    planned = rules.plan(anchor=anchor, outcome=outcome, dated_on=today, closed=closed)
    assert len({p.code for p in planned}) == len(planned)
    for p in planned:
        assert (p.due is None) == (anchor.day is None)
        if p.due and p.start:
            assert today <= p.start <= p.due
        assert rules.reason_words(p.reason)
    assert bool(planned) == (outcome != Outcome.IMPRISONED)


def apply(standing: dict[str, Standing], changes: Changes) -> dict[str, Standing]:
    """What the service does with the changes."""
    found = dict(standing)
    for p in (*changes.add, *changes.move, *changes.reopen):
        found[p.code] = Standing(p.code, TaskStatus.OPEN, p.start, p.due)
    for code in changes.drop:
        found[code] = replace(found[code], status=TaskStatus.DROPPED, drop_reason=DropReason.PLAN_CHANGED)
    return found


def moved(standing: dict[str, Standing], planned: list[Planned]) -> dict[str, Standing]:
    return apply(standing, rules.compare(standing.values(), planned))


MOVES = st.lists(st.tuples(ANCHORS, OUTCOMES), min_size=10, max_size=12)
TOUCHES = st.dictionaries(
    st.sampled_from(sorted(rules.templates())), st.sampled_from(["done", "by_hand", "dropped_by_hand"]), max_size=6
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the first draw reads the holidays
@given(MOVES, TOUCHES, st.integers(0, 9), CLOSED)
def test_ten_moves_leave_no_stale_task(moves, touches, when, closed):
    """Whatever came before, the tasks say what the last release and outcome say; what somebody did stays."""
    standing: dict[str, Standing] = {}
    touched: dict[str, Standing] = {}
    for n, (anchor, outcome) in enumerate(moves):
        planned = rules.plan(anchor=anchor, outcome=outcome, dated_on=TODAY, closed=closed)
        standing = moved(standing, planned)
        assert rules.compare(standing.values(), planned) == replace(Changes(), kept=tuple(
            p.code for p in planned if (s := standing[p.code]).by_hand and s.status == "open" and (s.start, s.due) != (p.start, p.due)
        )), "doing it twice changes nothing"  # fmt: skip
        if n == when:
            touched = {
                c: _touch(standing[c], how)
                for c, how in touches.items()
                if c in standing and standing[c].status == "open"
            }
            standing |= touched
    last = {p.code: p for p in planned}
    for code, s in standing.items():
        if code in touched and touched[code].status != "open":
            assert s == touched[code], "what was done, or dropped by somebody, stays"
        elif code in touched and code in last and s.by_hand:
            assert (s.start, s.due) == (touched[code].start, touched[code].due)
        elif code in last:
            assert (s.status, s.start, s.due) == ("open", last[code].start, last[code].due)
        else:
            assert (s.status, s.drop_reason) == ("dropped", "plan_changed")
    assert set(last) <= set(standing)


def _touch(s: Standing, how: str) -> Standing:
    if how == "done":
        return replace(s, status=TaskStatus.DONE)
    if how == "by_hand":
        return replace(s, start=None, due=date(2030, 1, 1), by_hand=True)
    return replace(s, status=TaskStatus.DROPPED, drop_reason=DropReason.NOT_NEEDED)


def test_after_the_release_what_was_to_be_done_before_stays():
    before = rules.plan(anchor=Anchor(date(2026, 12, 10), "release", "exit"), outcome="", dated_on=TODAY)
    standing = moved({}, before)
    after = rules.plan(
        anchor=Anchor(date(2026, 12, 10), "release", "exit", released=True), outcome="", dated_on=date(2026, 12, 11)
    )
    changes = rules.compare(standing.values(), after, keep_open=True)
    assert changes.drop == ()
    assert {p.code for p in after} == {"move_in_notice", "insurance", "first_visit", "first_month"}


def test_time_alone_moves_nothing():
    """「早ければ明日」 said anew every morning is the same basis; an earlier worst case is another."""
    words = ("expected", "suspect")
    monday, tuesday = TODAY, TODAY + timedelta(days=1)
    first = rules.basis_of(day=None, until=None, worst=monday + timedelta(days=1), words=words, today=monday)
    second = rules.basis_of(day=None, until=None, worst=tuesday + timedelta(days=1), words=words, today=tuesday)
    assert first == second
    anchor, kept = rules.settle(Anchor(tuesday, "worst", "entry"), first, "")
    again, unchanged = rules.settle(Anchor(tuesday + timedelta(days=1), "worst", "entry"), second, kept)
    assert (again.day, again.is_same, unchanged) == (anchor.day, True, kept)
    other = rules.basis_of(day=None, until=None, worst=date(2027, 1, 1), words=words, today=tuesday)
    assert other != first


def test_the_worst_case_counts_while_nothing_is_certain():
    base = {"day": date(2027, 1, 10), "worst": date(2026, 11, 25), "released": False, "in_court": True}
    assert rules.anchor_of(**base, confirmed=False).day == date(2026, 11, 25)
    assert rules.anchor_of(**base, confirmed=True).day == date(2027, 1, 10)
    assert rules.anchor_of(**base | {"day": None, "worst": None}, confirmed=False).how == "none"
    assert rules.anchor_of(**base, confirmed=False).how == "worst"
    same = rules.anchor_of(**base | {"worst": base["day"]}, confirmed=False)
    assert (same.day, same.how) == (
        base["day"],
        "expected",
    )  # 「早ければ」 says nothing where it is the expected day itself


def test_the_file_is_whole():
    for template in rules.templates().values():
        assert template.exit or template.entry
        for pair in (template.exit, template.entry):
            assert pair is None or pair[0] <= pair[1]
        assert len(template.title) <= 120
    assert all(rules.assumptions().values())
    assert rules.assumption_of("certificate")
