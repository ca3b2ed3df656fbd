"""Recording, moving and withdrawing an event: one truth, nobody overwritten, nothing stale, everybody concerned told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import Error

from renkei.audit.enums import E
from renkei.audit.models import Event as AuditEvent
from renkei.coordination.enums.clock import EventSource
from renkei.coordination.models.clock import ClosedDay, LegalEvent
from renkei.coordination.queries import clock as queries
from renkei.coordination.queries.closed_days import closed_days
from renkei.coordination.services import clock as services
from renkei.coordination.services.closed_days import add_closed_days, remove_closed_day
from renkei.coordination.services.sheet import save_records
from renkei.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from renkei.core.waiting import Waiting
from renkei.notifications.enums import Kind
from renkei.notifications.models import Message
from renkei.people.enums import Certainty
from renkei.people.models import JusticeOutlineRecord
from renkei.people.services import save_record
from renkei.policy.enums import InfoClass
from tests.coordination.clock.kit import K, ev
from tests.kit.cases import CaseKit, give_summary, make_case

ROLES = {
    "officer": None, "core_officer": None, "center_officer": None, "manager": NotAllowed, "core_manager": NotAllowed,
    "colleague": NotAllowed, "grants": NotFound, "home_contact": NotFound, "planner": NotFound, "lawyer": NotFound,
    "town_officer": NotFound, "prefecture": NotFound, "auditor": NotFound, "admin": NotFound,
}  # fmt: skip


@pytest.fixture
def kit(world) -> CaseKit:
    return make_case(world)


def record(kit: CaseKit, event, who: str = "officer", **fields) -> LegalEvent:
    actor = kit.world.actor(who)
    return services.record_event(
        actor=actor, case=kit.case, event=event, source=EventSource.OWN, now=kit.world.clock.tick(), **fields
    )


def move(kit: CaseKit, row: LegalEvent, event, who: str = "officer", **fields) -> LegalEvent:
    actor = kit.world.actor(who)
    return services.move_event(
        actor=actor, row=row, event=event, source=EventSource.OWN, now=kit.world.clock.tick(), **fields
    )


def days(kit: CaseKit, who: str = "officer") -> dict[str, date]:
    found = queries.deadlines_of(actor=kit.world.actor(who), case=kit.case, at=kit.world.now)
    return {d.code: d.day for d in found}


def face_sheet(kit: CaseKit) -> JusticeOutlineRecord:
    return JusticeOutlineRecord.objects.filter(case=kit.case).order_by("-version")[0]


@pytest.mark.parametrize("who", ROLES)
def test_who_records(kit: CaseKit, who: str) -> None:
    request = ev(K.DETENTION_REQUEST, "2026-11-20")
    if refusal := ROLES[who]:
        with pytest.raises(refusal):
            record(kit, request, who)
        assert not LegalEvent.objects.exists()
    else:
        row = record(kit, request, who)
        assert days(kit, who)["detention_end"] == date(2026, 11, 29)
        assert AuditEvent.objects.filter(code=E.LEGAL_EVENT, object_id=row.pk, case_id=kit.case.pk).exists()


def test_an_event_moved_ten_times_leaves_nothing_stale(kit: CaseKit) -> None:
    row = record(kit, ev(K.RELEASE, "2026-12-01", certainty=Certainty.EXPECTED, release_kind="full_term"))
    for n in range(1, 11):
        day = date(2026, 12, 1) + timedelta(days=n * 3)
        row = move(kit, row, ev(K.RELEASE, day, certainty=Certainty.EXPECTED, release_kind="full_term"))
    world = kit.world
    release = queries.release_of(actor=world.actor("officer"), case=kit.case, at=world.now)
    assert release is not None
    assert (release.day, row.version) == (date(2026, 12, 31), 11)
    assert days(kit) == {
        "addition": date(2029, 12, 30), "aid": date(2027, 6, 30), "aid_longer": date(2027, 12, 30), "aid_other": date(2028, 12, 30),
    }  # fmt: skip
    assert face_sheet(kit).release_date == "2026-12-31"
    page = queries.get_clock(access=kit.access("officer"))
    assert [line.event.day for line in page.lines] == [date(2026, 12, 31)]
    assert len(page.lines[0].older) == 10
    assert {d.after.day for d in page.changes[0].moved if d.title.startswith("加算")} == {date(2029, 12, 30)}


def test_a_change_tells_the_people_concerned_and_nobody_else(kit: CaseKit) -> None:
    give_summary(kit, "home", "home_contact")
    row = record(kit, ev(K.DETENTION_REQUEST, "2026-11-20"))
    move(kit, row, ev(K.DETENTION_REQUEST, "2026-11-21"), "core_officer")
    told = Message.objects.filter(kind=Kind.LEGAL_DATES)
    assert {m.user_id for m in told.filter(sent_at=kit.world.now)} == {
        kit.world.user(m).pk for m in ("officer", "center_officer")
    }
    assert {m.link for m in told} == {f"/cases/{kit.case.pk}/clock/#changes"}
    assert not set("0123456789") & set(Kind.LEGAL_DATES.label)


def test_a_withdrawn_event_counts_no_more_and_stays_readable(kit: CaseKit) -> None:
    row = record(kit, ev(K.RELEASE, "2026-12-01", certainty=Certainty.EXPECTED))
    with pytest.raises(RuleBroken):
        services.withdraw_event(actor=kit.world.actor("officer"), row=row, reason=" ", now=kit.world.now)
    gone = services.withdraw_event(
        actor=kit.world.actor("officer"), row=row, reason="別の方の日付でした", now=kit.world.clock.tick()
    )
    assert days(kit) == {}
    assert face_sheet(kit).release_date is None
    page = queries.get_clock(access=kit.access("officer"))
    assert (page.lines, page.changes[0].word, page.changes[0].reason) == ((), "取り消し", "別の方の日付でした")
    with pytest.raises(Conflict):
        services.withdraw_event(actor=kit.world.actor("officer"), row=gone, reason="もう一度", now=kit.world.now)
    with pytest.raises(Conflict):
        move(kit, gone, ev(K.RELEASE, "2026-12-02"))


def test_of_two_who_move_the_second_is_told(kit: CaseKit) -> None:
    row = record(kit, ev(K.DETENTION_REQUEST, "2026-11-20"))
    move(kit, row, ev(K.DETENTION_REQUEST, "2026-11-21"), "core_officer")
    with pytest.raises(Conflict):
        move(kit, row, ev(K.DETENTION_REQUEST, "2026-11-22"))
    assert days(kit)["detention_end"] == date(2026, 11, 30)


def test_what_cannot_be_is_refused_and_changes_nothing(kit: CaseKit) -> None:
    record(kit, ev(K.ARREST, "2026-11-20"))
    with pytest.raises(RuleBroken) as refused, transaction.atomic():
        record(kit, ev(K.DETENTION_REQUEST, "2026-11-19"))
    assert "より前の日付" in str(refused.value)
    assert refused.value.field == "day"
    with pytest.raises(RuleBroken), transaction.atomic():
        record(kit, ev(K.INDICTMENT, "2027-01-01"))
    assert LegalEvent.objects.count() == 1


def test_the_dates_of_the_request_count_until_there_is_an_event_and_are_taken_over(kit: CaseKit) -> None:
    world = kit.world
    values = {
        "release_date": "2026-12-10",
        "release_certainty": "expected",
        "release_kind": "parole",
        "full_term_date": "令和9年3月1日",
    }
    save_record(
        actor=world.actor("officer"), case=kit.case, info_class=InfoClass.JUSTICE_OUTLINE, values=values, now=world.now
    )
    before = queries.release_of(actor=world.actor("officer"), case=kit.case, at=world.now)
    assert before is not None
    assert (before.day, before.kind) == (date(2026, 12, 10), "parole")
    assert queries.get_clock(access=kit.access("officer")).in_request
    record(kit, ev(K.MOVE_IN, "2026-11-20"))
    after = queries.release_of(actor=world.actor("officer"), case=kit.case, at=world.now)
    assert after == before
    page = queries.get_clock(access=kit.access("officer"))
    assert {(line.event.kind, line.source) for line in page.lines} == {
        (K.MOVE_IN, "自分の機関で確認"), (K.RELEASE, "依頼書・フェイスシート"), (K.FULL_TERM, "依頼書・フェイスシート"),
    }  # fmt: skip


def test_a_request_written_anew_moves_the_event(kit: CaseKit) -> None:
    record(kit, ev(K.RELEASE, "2026-12-01", certainty=Certainty.EXPECTED))
    sheet = {InfoClass.JUSTICE_OUTLINE: {"release_date": "2026-12-08", "release_certainty": "confirmed"}}
    save_records(actor=kit.world.actor("center_officer"), case=kit.case, records=sheet, now=kit.world.clock.tick())
    release = queries.release_of(actor=kit.world.actor("officer"), case=kit.case, at=kit.world.now)
    assert release is not None
    assert (release.day, release.certainty) == (date(2026, 12, 8), Certainty.CONFIRMED)
    assert (face_sheet(kit).release_date, LegalEvent.objects.count()) == ("2026-12-08", 2)


def test_an_office_reads_no_event_and_no_release(kit: CaseKit) -> None:
    record(kit, ev(K.RELEASE, "2026-12-01", certainty=Certainty.EXPECTED))
    kit.records[InfoClass.JUSTICE_OUTLINE] = face_sheet(kit)
    give_summary(kit, "home", "home_contact")
    kit.disclose(
        "officer",
        "home",
        InfoClass.JUSTICE_OUTLINE,
        fields=["release_date"],
        persons=[kit.world.user("home_contact").pk],
    )
    home = kit.world.actor("home_contact")
    assert kit.access("home_contact").sees(InfoClass.JUSTICE_OUTLINE)
    assert queries.release_of(actor=home, case=kit.case, at=kit.world.now) is None
    assert queries.releases_of(accesses=[kit.access("home_contact")]) == {}
    with pytest.raises(NotFound):
        queries.get_clock(access=kit.access("home_contact"))


def test_who_was_told_an_older_day_is_named_to_the_coordinator(kit: CaseKit) -> None:
    row = record(kit, ev(K.RELEASE, "2026-12-01", certainty=Certainty.EXPECTED))
    kit.records[InfoClass.JUSTICE_OUTLINE] = face_sheet(kit)
    give_summary(kit, "home", "home_contact")
    kit.disclose(
        "officer",
        "home",
        InfoClass.JUSTICE_OUTLINE,
        fields=["release_date"],
        persons=[kit.world.user("home_contact").pk],
    )
    assert queries.get_clock(access=kit.access("officer")).told_before == ()
    move(kit, row, ev(K.RELEASE, "2026-12-08", certainty=Certainty.EXPECTED))
    assert queries.get_clock(access=kit.access("officer")).told_before == ("グループホームあおぞら",)


def test_the_list_says_the_same_as_the_case_in_as_many_queries_for_one_as_for_many(
    world, django_assert_max_num_queries
) -> None:
    kits = [make_case(world) for _ in range(4)]
    for n, kit in enumerate(kits[:3]):
        record(kit, ev(K.DETENTION_REQUEST, date(2026, 11, 20) + timedelta(days=n)))
    accesses = [kit.access("officer") for kit in kits]
    single = {k.case.pk: queries.release_of(actor=world.actor("officer"), case=k.case, at=world.now) for k in kits}
    for some in (accesses[:1], accesses):
        with django_assert_max_num_queries(4):
            found = queries.releases_of(accesses=some)
        assert found == {a.case.pk: single[a.case.pk] for a in some}
    viewed = AuditEvent.objects.filter(code=E.RECORD_VIEWED, info_class=InfoClass.JUSTICE_OUTLINE)
    assert {e.case_id for e in viewed} == {k.case.pk for k in kits}


def test_a_suspect_waits_on_the_first_page(kit: CaseKit) -> None:
    record(kit, ev(K.DETENTION_REQUEST, "2026-11-20"))
    [line] = queries.waiting(actor=kit.world.actor("officer"), at=kit.world.now)
    assert isinstance(line, Waiting)
    assert (line.due, line.number) == (date(2026, 11, 25), kit.case.number)
    assert queries.waiting(actor=kit.world.actor("manager"), at=kit.world.now) == []


def test_the_database_keeps_every_version(kit: CaseKit) -> None:
    row = record(kit, ev(K.ARREST, "2026-11-20"))
    for statement in ("UPDATE coordination_legalevent SET withdrawn = true", "DELETE FROM coordination_legalevent"):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    twin = replace(ev(K.ARREST, "2026-11-21"), key=str(row.series))
    with pytest.raises((RuleBroken, Conflict)):
        services._write(kit.world.actor("officer"), kit.case, twin, "own", kit.world.now)


def test_a_manager_keeps_the_closure_days(world) -> None:
    manager, city = world.actor("manager"), world.org("city")
    first, last = date(2026, 12, 25), date(2026, 12, 27)
    assert len(add_closed_days(actor=manager, first=first, last=last, now=world.now, label="システム更新")) == 3
    assert add_closed_days(actor=manager, first=first, last=None, now=world.now) == []
    assert closed_days(organisation_id=city.pk) == {first, date(2026, 12, 26), last}
    assert closed_days(organisation_id=world.org("town").pk) == frozenset()
    closed_id = ClosedDay.objects.get(day=first).pk
    with pytest.raises(NotFound):
        remove_closed_day(actor=world.actor("town_manager"), closed_id=closed_id, now=world.now)
    remove_closed_day(actor=manager, closed_id=closed_id, now=world.now)
    assert ClosedDay.objects.count() == 2
    for wrong in (first - timedelta(days=1), first + timedelta(days=31)):
        with pytest.raises(RuleBroken):
            add_closed_days(actor=manager, first=first, last=wrong, now=world.now)
    for who in ("officer", "core_manager", "home_contact"):
        with pytest.raises(NotAllowed):
            add_closed_days(actor=world.actor(who), first=first, last=None, now=world.now)
