"""漏えい等: the clocks, whom the audit says it touched, the nine items, who may do what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.audit.services import record
from renkei.cases.enums import Relation
from renkei.core.errors import InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure import services as disclosure
from renkei.notifications.models import Message
from renkei.people import queries as people
from renkei.policy.enums import InfoClass
from renkei.privacy.enums.incidents import Notice
from renkei.privacy.models import Incident, IncidentCase
from renkei.privacy.queries import incidents as queries
from renkei.privacy.rules.incident_report import UNKNOWN, as_text
from renkei.privacy.rules.incident_terms import RULES, rule_on, terms
from renkei.privacy.services import incidents as services
from renkei.privacy.services.emergencies import open_emergency, review_emergency
from tests.kit.cases import CaseKit, make_case, users
from tests.kit.world import World

CLOCKS = {  # known on, wrongful: (速報 from, by, 確報 by)
    "days are counted from the next day": (date(2026, 11, 2), False, (date(2026, 11, 5), date(2026, 11, 7), date(2026, 12, 2))),
    "a wrongful purpose gives sixty": (date(2026, 11, 2), True, (date(2026, 11, 5), date(2026, 11, 7), date(2027, 1, 1))),
    "over the end of a short month": (date(2027, 1, 31), False, (date(2027, 2, 3), date(2027, 2, 5), date(2027, 3, 2))),
    "over a leap day": (date(2028, 1, 31), False, (date(2028, 2, 3), date(2028, 2, 5), date(2028, 3, 1))),
    "over the end of the year, no day moved": (date(2026, 12, 28), False, (date(2026, 12, 31), date(2027, 1, 2), date(2027, 1, 27))),
}  # fmt: skip


@pytest.mark.parametrize("name", CLOCKS)
def test_both_clocks_count_from_the_day_of_knowing(name: str) -> None:
    known_on, wrongful, expected = CLOCKS[name]
    found = terms(known_on, wrongful=wrongful)
    assert (found.preliminary_from, found.preliminary_by, found.final_by) == expected
    assert found.careful == found.final_by - timedelta(days=1)


def test_every_rule_is_dated_and_says_its_source_and_how_sure_it_is() -> None:
    assert [r.starts_on for r in RULES] == sorted({r.starts_on for r in RULES})
    assert all(r.source and r.certainty in "AB" for r in RULES)  # an unconfirmed rule is never computed from
    assert rule_on(date(2020, 1, 1)) is RULES[0]


@pytest.fixture
def kit(world: World) -> CaseKit:
    return make_case(world)


pytestmark = pytest.mark.django_db


def _facts(world: World, **changes: Any) -> dict[str, Any]:
    values = {
        "kind": "misdelivery", "wrongful": False, "known_at": world.now, "happened_from": world.now - timedelta(days=1),
        "happened_until": None, "classes": ["identity", "welfare"], "overview": None,
    }  # fmt: skip
    return values | changes


def _report(world: World, by: str = "officer", **changes: Any) -> Incident:
    return services.report_incident(actor=world.actor(by), now=world.now, **_facts(world, **changes))


def _told(kind: str) -> set[Any]:
    return set(Message.objects.filter(kind=kind).values_list("user_id", flat=True))


def test_whoever_finds_it_begins_and_all_who_answer_for_it_are_told(world: World) -> None:
    incident = _report(world, by="core_officer")
    assert (incident.organisation_id, incident.responsible_id) == (world.org("core").pk, world.org("city").pk)
    assert _told("incident_reported") == set(users(world, "core_manager", "manager", "auditor"))
    sees = {m for m in world.members if _sees(world, m, incident)}
    assert sees == {"core_officer", "core_manager", "manager", "auditor"}
    for member, error in (
        ("core_officer", NotAllowed),
        ("auditor", NotAllowed),
        ("town_manager", NotFound),
        ("center_officer", NotFound),
    ):
        with pytest.raises(error):
            services.add_measure(
                actor=world.actor(member), incident=incident, text="回収した", at=world.now, now=world.now
            )
    assert services.add_measure(
        actor=world.actor("manager"), incident=incident, text="回収した", at=world.now, now=world.now
    )
    with pytest.raises(NotAllowed):
        _report(world, by="home_contact")


def _sees(world: World, member: str, incident: Incident) -> bool:
    try:
        return bool(queries.get_incident(actor=world.actor(member), pk=incident.pk))
    except (NotAllowed, NotFound):
        return False


FAULTS = {
    "known in the future": ({"known_at": 1}, "今より前"),
    "ends before it begins": ({"happened_until": -3}, "始めより後"),
    "no class": ({"classes": []}, "情報を選んで"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_facts_that_are_refused(world: World, name: str) -> None:
    changes, words = FAULTS[name]
    values = {k: world.now + timedelta(days=v) if isinstance(v, int) else v for k, v in changes.items()}
    with pytest.raises(RuleBroken, match=words), transaction.atomic():
        _report(world, **values)
    assert _report(world)


def test_the_audit_says_whom_it_touched(kit: CaseKit) -> None:
    world = kit.world
    people.read(access=kit.access("officer"), info_class=InfoClass.WELFARE)
    record(actor=world.actor("core_officer"), event=E.PRINTED, now=world.now, case_id=kit.case.pk, detail={"form": "x"})
    incident = _report(world)
    manager, window = (
        world.actor("manager"),
        {"since": world.now - timedelta(days=1), "until": world.now + timedelta(hours=1)},
    )

    def found(by: str = "manager", **changes: Any) -> list[queries.Touched]:
        return queries.touched(actor=world.actor(by), search=queries.Search(**(window | changes)), at=world.now)

    (entry,) = found()
    assert (entry.case, entry.what, len(entry.people)) == (kit.case, {"情報の閲覧", "印刷"}, 2)
    (entry,) = found(user_ids=(world.user("core_officer").pk,))
    assert entry.what == {"印刷"}
    assert [e.what for e in found(organisation_ids=(world.org("city").pk,))] == [{"情報の閲覧"}]
    assert (
        found(codes=("data.exported",)) == found(since=world.now + timedelta(minutes=1)) == found(number="none") == []
    )
    with pytest.raises(NotAllowed):
        found(by="officer")
    assert found(by="town_manager") == []  # only cases of one's own
    assert services.add_touched(actor=manager, incident=incident, case_ids=[kit.case.pk], now=world.now) == 1
    assert services.add_touched(actor=manager, incident=incident, case_ids=[kit.case.pk], now=world.now) == 0


def test_the_list_is_corrected_with_a_reason_and_keeps_what_was_taken_off(kit: CaseKit) -> None:
    world = kit.world
    incident, manager = _report(world), world.actor("manager")
    same: dict[str, Any] = {"actor": manager, "incident": incident, "now": world.now}
    for number, reason, words in (("R8-NONE0", "書類", "番号"), (kit.case.number, " ", "理由")):
        with pytest.raises(RuleBroken, match=words):
            services.add_case(number=number, reason=reason, **same)
    row = services.add_case(number=kit.case.number.lower(), reason="紛失した書類に載っていた", **same)
    with pytest.raises(RuleBroken, match="すでに一覧"):
        services.add_case(number=kit.case.number, reason="もう一度", **same)
    with pytest.raises(RuleBroken, match="理由"):
        services.remove_case(row_id=row.pk, reason="", **same)
    services.remove_case(row_id=row.pk, reason="回収し、見られていない", **same)
    assert queries.affected(actor=manager, incident=incident) == []
    assert [r.remove_reason for r in queries.affected(actor=manager, incident=incident, removed=True)] == [
        "回収し、見られていない"
    ]
    assert services.add_case(number=kit.case.number, reason="やはり見られていた", **same)
    disclosure.mark_conflict(
        actor=world.actor("core_manager"),
        case=kit.case,
        user_id=users(world, "manager")[0],
        relation=Relation.FAMILY,
        now=world.now,
    )
    assert queries.affected(actor=manager, incident=incident) == []  # nobody related finds the person on any list


NOTICES = {
    "done without a day": ({"notice": Notice.DONE, "method": "letter"}, "日と方法"),
    "done without a way": ({"notice": Notice.DONE, "on": 0}, "日と方法"),
    "done tomorrow": ({"notice": Notice.DONE, "on": 1, "method": "letter"}, "今日まで"),
    "impossible without why": ({"notice": Notice.IMPOSSIBLE}, "理由"),
}


@pytest.mark.parametrize("name", NOTICES)
def test_the_person_is_told_or_it_is_said_why_not(kit: CaseKit, name: str) -> None:
    world = kit.world
    incident = _report(world)
    same: dict[str, Any] = {"actor": world.actor("manager"), "incident": incident, "now": world.now}
    row = services.add_case(number=kit.case.number, reason="書類", **same)
    changes, words = NOTICES[name]
    values = {k: world.clock.today + timedelta(days=v) if isinstance(v, int) else v for k, v in changes.items()}
    with pytest.raises(RuleBroken, match=words):
        services.record_notice(row_id=row.pk, **same, **values)
    services.record_notice(
        row_id=row.pk, notice=Notice.DONE, on=world.clock.today, method="visit", note="謝罪した", **same
    )
    assert IncidentCase.objects.get().notice == "done"
    assert [w.title for w in queries.waiting(actor=world.actor("manager"), at=world.now)] == ["漏えい等の速報をする"]


def test_the_draft_shows_what_nobody_knows(kit: CaseKit) -> None:
    world = kit.world
    incident, manager = _report(world), world.actor("manager")
    services.add_case(actor=manager, incident=incident, number=kit.case.number, reason="書類", now=world.now)
    lines = queries.draft(incident=Incident.objects.get())
    assert [line.item.number for line in lines] == list(range(1, 10))
    assert all(line.missing and UNKNOWN in line.text for line in lines)
    assert "氏名・連絡先など" in lines[1].text
    assert "未通知 1人" in lines[5].text
    services.save_report(
        actor=manager, incident=incident, now=world.now, others_count=2, cause="宛先の確認もれ", harm=" "
    )
    lines = queries.draft(incident=Incident.objects.get())
    assert [line.item.number for line in lines if not line.missing] == [3, 4]
    assert "合計 3人" in lines[2].text
    text = as_text(lines)
    assert text.count(UNKNOWN) == 7
    assert "宛先の確認もれ" in text
    assert "見本" not in text  # no name


def test_it_goes_its_way_and_can_be_opened_again(kit: CaseKit) -> None:
    world = kit.world
    incident, manager = _report(world), world.actor("manager")

    def step(name: str, **values: Any) -> Incident:
        return services.step_incident(actor=manager, incident=incident, step=name, now=world.clock.tick(), **values)

    def work() -> list[tuple[str, date | None]]:
        return [(w.title, w.due) for w in queries.waiting(actor=manager, at=world.now)]

    assert work() == [("漏えい等の速報をする", date(2026, 11, 29))]
    with pytest.raises(InvalidTransition):
        step("final")
    for at in (world.now + timedelta(days=1), world.now - timedelta(days=1)):
        with pytest.raises(RuleBroken, match="知った日時から"):
            step("preliminary", at=at)
    step("preliminary")
    assert work() == [("漏えい等の確報をする", date(2026, 12, 24))]
    step("final")
    assert work() == []
    with pytest.raises(RuleBroken, match="理由"):
        step("close")
    step("close", reason="再発防止策を終えた")
    with pytest.raises(RuleBroken, match="再開する"):
        services.add_measure(actor=manager, incident=incident, text="追加", at=world.now, now=world.now)
    step("reopen", reason="別の送付先が見つかった")
    assert _told("incident_reopened") == set(users(world, "manager", "auditor"))
    assert work() == [("漏えい等の確報をする", date(2026, 12, 24))]
    with pytest.raises(NotAllowed):
        services.step_incident(actor=world.actor("officer"), incident=incident, step="final", now=world.now)
    assert Event.objects.filter(code=E.INCIDENT_CHANGED, object_id=incident.pk).count() == 5


def test_an_unjustified_emergency_leads_here(kit: CaseKit) -> None:
    world = kit.world
    emergency = open_emergency(
        actor=world.actor("core_manager"), case=kit.case, classes=["justice_detail"], user_id=world.user("core_manager").pk,
        reason="other", reason_text="確認のため", hours=1, now=world.now,
    )  # fmt: skip
    review_emergency(
        actor=world.actor("manager"), emergency=emergency, step="reject", finding="理由がない", now=world.clock.tick()
    )
    incident = _report(world, by="manager", kind="misuse", wrongful=True, emergency_id=emergency.pk)
    (row,) = queries.affected(actor=world.actor("manager"), incident=incident)
    assert (row.case, row.source) == (kit.case, "emergency")
    with pytest.raises(NotAllowed):
        _report(world, by="officer", emergency_id=emergency.pk)
