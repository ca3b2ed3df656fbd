"""手続: the file, where a procedure stands, what waits for what and until when. Vectors by hand; properties beside them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.coordination.enums.procedures import SETTLED, EntryKind, Owner, When
from renkei.coordination.enums.procedures import ProcedureStatus as S
from renkei.coordination.rules import planning
from renkei.coordination.rules.procedures import catalogue, history
from renkei.coordination.rules.procedures.chain import Tracked, longest, look_ahead
from renkei.coordination.rules.procedures.picture import draw
from renkei.coordination.states.procedures import PROCEDURE, STEPS
from renkei.core.calendar import is_open_day
from renkei.people.enums import Disability

D = date.fromisoformat
TODAY = D("2026-11-24")  # a Tuesday


# --- the file


def test_nothing_in_the_file_waits_for_itself():
    waits = {k.code: [b.kind for b in k.blockers] for k in catalogue.kinds().values()}
    assert catalogue.cycle_in(waits) == ()


def test_a_circle_would_be_found():
    assert catalogue.cycle_in({"a": ["b"], "b": ["c"], "c": ["b"]}) == ("b", "c", "b")
    assert catalogue.cycle_in({"a": ["a"]}) == ("a", "a")


def test_the_file_names_only_what_there_is():
    kinds = catalogue.kinds()
    for k in kinds.values():
        assert {b.kind for b in k.blockers} <= set(kinds) - {k.code}, k.code
        assert all(b.why for b in k.blockers)
        assert set(k.plan_tasks) <= set(planning.templates()), k.code
        assert k.disabilities <= set(Disability.values)
        assert all([k.basis, *(v.basis for v in k.variants)])
        assert {*range(1, 401)} >= {k.days, *(v.days for v in k.variants)}
        assert (k.owner in Owner.values, k.when in When.values) == (True, True)


def test_every_kind_of_the_order_is_there():
    assert set(catalogue.kinds()) == {
        "certificate_physical", "certificate_intellectual", "certificate_mental", "support_category", "service_grant",
        "recipient_certificate", "resident_record", "public_assistance", "pension", "health_insurance", "medical_support",
        "guardianship", "identity_papers", "bank_account",
    }  # fmt: skip


def test_the_usual_set_guesses_no_certificate():
    def certificates(codes):
        return {c for c in catalogue.usual_set(codes) if c.startswith("certificate")}

    assert certificates([]) == set()
    assert certificates(["suspected"]) == set()
    assert certificates(["physical", "developmental"]) == {"certificate_physical", "certificate_mental"}


def test_the_municipality_s_days_come_first_and_a_way_before_its_kind():
    own = {("resident_record", ""): 3, ("resident_record", "restore"): 12}
    assert catalogue.usual_days("resident_record", "restore", own) == 12
    assert catalogue.usual_days("resident_record", "move_in", own) == 3
    assert catalogue.usual_days("resident_record", "restore", {}) == 10
    assert catalogue.usual_days("resident_record", "", {}) == 1


# --- where it stands


def line(n, kind, status, day, target=""):
    return history.Entry(str(n), kind, status, D(day), target)


def test_undone_and_corrected_lines_stay_but_do_not_count():
    entries = [
        line(1, EntryKind.MOVE, S.NOT_STARTED, "2026-10-01"), line(2, EntryKind.MOVE, S.APPLIED, "2026-10-05"),
        line(3, EntryKind.MOVE, S.GRANTED, "2026-11-10"), line(4, EntryKind.UNDO, S.APPLIED, "2026-11-11", "3"),
        line(5, EntryKind.CORRECT, S.APPLIED, "2026-10-06", "2"), line(6, EntryKind.DETAILS, S.APPLIED, "2026-11-12"),
    ]  # fmt: skip
    found = history.replay(entries)
    assert (found.status, found.applied_on, found.open_since) == (S.APPLIED, D("2026-10-06"), D("2026-10-01"))
    assert S.GRANTED not in found.dates
    assert found.before == S.NOT_STARTED


def test_applied_for_again_the_old_dates_are_over():
    found = history.replay([
        line(1, EntryKind.MOVE, S.NOT_STARTED, "2026-01-05"), line(2, EntryKind.MOVE, S.APPLIED, "2026-01-06"),
        line(3, EntryKind.MOVE, S.GRANTED, "2026-03-02"), line(4, EntryKind.MOVE, S.PREPARING, "2026-11-02"),
    ])  # fmt: skip
    assert found.applied_on is None
    assert (found.open_since, found.waiting_since) == (D("2026-11-02"), D("2026-11-02"))


@pytest.mark.parametrize(
    ("key", "day", "wrong"),
    [("", "2026-11-25", "まだ来ていない"), ("", "2026-10-04", "前の段階"), ("", "2026-10-05", None), ("2", "2026-11-02", "次の段階"),
     ("2", "2025-01-01", None), ("3", "2026-10-01", "前の段階"), ("3", "2026-11-24", None)],
)  # fmt: skip
def test_days_go_forward(key, day, wrong):
    moves = [
        line(1, EntryKind.MOVE, S.NOT_STARTED, "2026-10-20"), line(2, EntryKind.MOVE, S.APPLIED, "2026-10-05"),
        line(3, EntryKind.MOVE, S.EXAMINED, "2026-11-01"),
    ]  # fmt: skip
    moves = moves if key else moves[:2]
    found = history.day_error(moves, key=key, on=D(day), today=TODAY)
    assert (found is None) if wrong is None else wrong in found


@given(st.data())
def test_whatever_was_done_the_undo_leads_back_along_an_arrow(data):
    """The machine knows a step back from every state that a step leads to, exactly to the one before."""
    status, walk = PROCEDURE.initial, [history.Entry("0", EntryKind.MOVE, PROCEDURE.initial, TODAY)]
    for n in range(1, data.draw(st.integers(1, 8))):
        steps = [t for t in PROCEDURE.possible_from(status) if t.name in STEPS]
        status = data.draw(st.sampled_from(steps)).target
        walk.append(history.Entry(str(n), EntryKind.MOVE, status, TODAY))
    found = history.replay(walk)
    while found.before is not None:
        back = PROCEDURE.check(found.status, f"undo_{found.before}").target
        walk.append(history.Entry(f"u{len(walk)}", EntryKind.UNDO, back, TODAY, found.last.key))
        found = history.replay(walk)
        assert found.status == back
    assert found.status == PROCEDURE.initial


# --- what waits for what


def t(kind, status=S.NOT_STARTED, days=10, *waits_for, when=When.BEFORE, within=0, applied=None, since="2026-11-02"):
    waiting = D(since) if status in (S.NOT_STARTED, S.PREPARING) else None
    return Tracked(
        kind, status, days, when, within, 0, waits_for, D(applied) if applied else None,
        None if status in SETTLED else D(since), waiting,
    )  # fmt: skip


def look(*rows, release=None, closed=frozenset(), today=TODAY):
    day = D(release) if release else None
    found = look_ahead(rows, today=today, release=day, closed=closed)
    return found, longest(rows, found, release=day)


def test_the_expected_day_counts_open_days_after_the_application():
    found, _ = look(t("a", S.APPLIED, 10, applied="2026-12-21"), today=D("2026-12-22"))
    assert found["a"].expected == D("2027-01-08")  # not 12/26, 27, 29–1/3
    found, _ = look(t("a", S.APPLIED, 10, applied="2026-12-21"), today=D("2026-12-22"), closed={D("2027-01-04")})
    assert found["a"].expected == D("2027-01-12")  # 1/11 is a public holiday


def test_it_is_blocked_by_what_is_not_settled_since_both_stood():
    found, _ = look(
        t("a", S.APPLIED, applied="2026-11-04", since="2026-10-01"), t("b", S.PREPARING, 5, "a", since="2026-11-10")
    )
    (block,) = found["b"].blocks
    assert (block.kind, block.since, block.failed) == ("a", D("2026-11-10"), False)
    for done in (S.GRANTED, S.NOT_NEEDED):
        assert look(t("a", done), t("b", S.PREPARING, 5, "a"))[0]["b"].blocks == ()
    assert look(t("b", S.PREPARING, 5, "a"))[0]["b"].blocks == ()  # what is not on the case blocks nothing
    assert look(t("a"), t("b", S.APPLIED, 5, "a", applied="2026-11-20"))[0]["b"].blocks == ()  # it has begun


def test_what_was_rejected_holds_up_whatever_waits_for_it():
    found, chain = look(
        t("a", S.REJECTED), t("b", S.NOT_STARTED, 5, "a"), t("c", S.NOT_STARTED, 5, "b"), release="2027-03-31"
    )
    assert found["b"].blocks[0].failed
    assert (found["b"].decided, found["c"].decided) == (None, None)
    assert chain.stuck == ("b", "c")
    assert chain.needs_check


def test_the_longest_way_and_the_day_it_ends():
    rows = (
        t("a", S.NOT_STARTED, 40),
        t("b", S.NOT_STARTED, 20, "a"),
        t("c", S.NOT_STARTED, 8, "b"),
        t("d", S.NOT_STARTED, 60),
    )
    found, chain = look(*rows, release="2027-03-31")
    assert (found["a"].decided, found["b"].begins, found["b"].decided) == (
        D("2027-01-26"),
        D("2027-01-26"),
        D("2027-02-25"),
    )
    assert (chain.kinds, chain.day, chain.late) == (("a", "b", "c"), D("2027-03-09"), ())
    assert look(*rows, release="2027-03-08")[1].late == ("c",)


def test_counted_back_from_the_release_what_comes_first_has_to_begin_first():
    rows = (t("a", S.NOT_STARTED, 10), t("b", S.NOT_STARTED, 5, "a"))
    found, _ = look(*rows, release="2027-03-31")
    assert (found["b"].start_by, found["a"].start_by) == (D("2027-03-24"), D("2027-03-09"))
    assert look(*rows)[0]["a"].start_by is None


def test_what_begins_after_the_release_is_never_late_for_it():
    found, chain = look(t("a", S.NOT_STARTED, 10, when=When.AFTER, within=8), release="2026-12-01")
    assert (found["a"].begins, found["a"].decided, found["a"].start_by) == (
        D("2026-12-01"), D("2026-12-15"), D("2026-12-11"),
    )  # fmt: skip
    assert (chain.day, chain.needs_check) == (D("2026-12-15"), False)


def test_after_the_release_what_follows_it_is_counted_on_from_it():
    rows = (t("a", S.NOT_STARTED, 10, when=When.AFTER, within=8), t("b", S.NOT_STARTED, 10))
    found = look_ahead(rows, today=TODAY, release=None, released_on=D("2026-11-20"))
    assert (found["a"].start_by, found["b"].start_by) == (D("2026-12-03"), None)  # 11/23 is a public holiday
    assert look_ahead(rows, today=TODAY, release=None)["a"].start_by is None


@pytest.mark.parametrize("kind", ["resident_record", "health_insurance"])
def test_the_law_s_fourteen_days_are_kept_around_the_holidays(kind):
    """Eight open days after 12/25 would be 1/13; the law says 1/8. 住民基本台帳法22条1項, 国民健康保険法施行規則2条."""
    found = catalogue.kinds()[kind]
    row = Tracked(kind, S.NOT_STARTED, found.days, found.when, found.within, found.law_days)
    assert (found.within, found.law_days, "14日" in found.law_source) == (8, 14, True)

    def due(release, closed=frozenset()):
        return look_ahead([row], today=TODAY, release=D(release), closed=closed)[kind].start_by

    assert due("2026-12-25") == D("2027-01-08")
    assert due("2026-12-25", {D("2027-01-08")}) == D("2027-01-07")  # closed here: the last open day before
    assert due("2026-12-01") == D("2026-12-11")  # eight open days come first
    assert due("2026-12-26") == D("2027-01-08")  # 1/9 is a Saturday


@given(
    days=st.lists(st.integers(1, 40), min_size=3, max_size=3), status=st.sampled_from([S.NOT_STARTED, S.GRANTED]),
    ahead=st.integers(0, 400),
)  # fmt: skip
def test_ahead_and_back_agree(days, status, ahead):
    """Whoever applies for the first by its last day is decided in time with the whole chain, and no day is a closed one."""
    release = TODAY + timedelta(days=ahead)
    rows = (t("a", status, days[0]), t("b", S.NOT_STARTED, days[1], "a"), t("c", S.NOT_STARTED, days[2], "b"))
    found, chain = look(*rows, release=release.isoformat())
    first = found["a" if status == S.NOT_STARTED else "b"]
    assert (first.start_by >= TODAY) == (not chain.late)
    assert (is_open_day(chain.day), chain.kinds[-1]) == (True, "c")
    assert all(is_open_day(o.start_by) for o in found.values() if o.start_by)


def test_the_picture_shows_what_waits_and_nothing_else():
    words = {"a": ("A", S.GRANTED), "b": ("B", S.APPLIED), "c": ("C", S.NOT_STARTED), "z": ("Z", S.NOT_STARTED)}
    found = draw({"b": ["a"], "c": ["b", "x"], "z": []}, words)
    assert [b.title for b in found.boxes] == ["A", "B", "C"]
    assert [(a.first, a.then) for a in found.arrows] == [("A", "B"), ("B", "C")]
    assert len({(b.x, b.y) for b in found.boxes}) == 3
    assert draw({"z": ["x"]}, words) is None
