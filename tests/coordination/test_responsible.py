"""判断の表: state × step × role, versions, the class of each row, the task that stays until it is decided, the wall."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.cases.models import Case
from renkei.coordination.enums.responsible import Answer, SheetStatus
from renkei.coordination.enums.tasks import TaskSource
from renkei.coordination.models import Task, Worksheet, WorksheetEntry, WorksheetFact
from renkei.coordination.queries import responsible as queries
from renkei.coordination.services import closing, responsible
from renkei.coordination.services.responsible import Found
from renkei.coordination.states.responsible import RESPONSIBLE
from renkei.core.errors import Conflict, DomainError, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.queries import live_consents
from renkei.disclosure.services import withdraw_consent
from renkei.policy.enums import InfoClass
from tests.coordination import board_kit
from tests.coordination import responsible_kit as kit
from tests.kit.world import World
from tests.wall.kit import as_member, seen

pytestmark = pytest.mark.django_db
STEPS = {"negotiate": kit.statement, "interim": kit.interim, "decide": kit.decide, "reconsider": kit.reconsider}
TABLES = ("coordination_worksheet", "coordination_worksheetfact", "coordination_worksheetentry")


@pytest.fixture
def case(world: World) -> Case:
    found = board_kit.with_center(world)
    kit.assign(world, found, "grants")
    return found


def test_a_step_is_taken_where_the_machine_says_so(world: World, case: Case) -> None:
    for status, step in product(SheetStatus.values, STEPS):
        with kit.undone():
            thing = kit.to_status(world, case, status)
            if status in RESPONSIBLE.get(step).sources:
                STEPS[step](world, thing)
                thing.refresh_from_db()
                assert thing.status == RESPONSIBLE.get(step).target, (status, step)
            elif step == "negotiate" and status in ("negotiating", "interim"):  # one more view, the state stays
                STEPS[step](world, thing)
                thing.refresh_from_db()
                assert thing.status == status
            else:
                with pytest.raises(Conflict):
                    STEPS[step](world, thing)


#: who begins, records and speaks; who may write the decision down. The 基幹 prepares, the municipality decides.
MAY = {
    "officer": "wd", "grants": "wd", "core_officer": "w", "core_manager": "", "manager": "", "colleague": "",
    "center_officer": "", "home_contact": "", "auditor": "", "admin": "", "town_officer": "", "lawyer": "",
}  # fmt: skip


def test_who_may_write_and_who_decides(world: World, case: Case) -> None:
    for who, may in MAY.items():
        with kit.undone():
            thing = kit.sheet(world, case)
            for letter, button in (("w", kit.statement), ("d", kit.decide)):
                if letter in may:
                    button(world, thing, who)
                else:
                    with pytest.raises((NotAllowed, NotFound)):
                        button(world, thing, who)
            assert WorksheetEntry.objects.count() == len(may), who


def test_an_assigned_manager_decides(world: World, case: Case) -> None:
    kit.assign(world, case, "manager")
    thing = kit.sheet(world, case)
    kit.decide(world, thing, "manager")
    thing.refresh_from_db()
    assert (thing.status, thing.decided_on, thing.due_on) == (SheetStatus.DECIDED, world.clock.today, None)


def test_facts_are_versions_and_the_proposal_follows_the_newest(world: World, case: Case) -> None:
    thing = kit.sheet(world, case)
    kit.fact(world, thing, "special", "no")
    kit.fact(world, thing, "residence", "yes", "みほん県 みほん市")
    with pytest.raises(Conflict):
        kit.fact(world, thing, "residence", "no")
    kit.fact(world, thing, "residence", "no", seen=1)
    kit.fact(world, thing, "in_custody", "no")
    kit.fact(world, thing, "present", "yes", "みほん県 となり町")
    page = _page(world, case)
    assert page.proposal is not None
    assert page.proposal.candidates[0].municipality == "みほん県 となり町"
    assert WorksheetFact.objects.filter(sheet=thing, code="residence").count() == 2
    shown = next(line for line in page.facts if line.spec.code == "residence")
    assert (shown.version, shown.answer, shown.evidence) == (2, Answer.NO.label, "住民票・戸籍の附票")


def test_facts_and_entries_are_not_changed(world: World, case: Case) -> None:
    thing = kit.sheet(world, case)
    kit.fact(world, thing, "special", "no")
    kit.statement(world, thing)
    for model in (WorksheetFact, WorksheetEntry):
        with as_member(world, "officer"), pytest.raises(ProgrammingError), transaction.atomic():
            model.objects.update(at=world.now)


def test_the_decision_is_a_persons_whatever_the_rule_says(world: World, case: Case) -> None:
    thing = kit.sheet(world, case)
    kit.fact(world, thing, "special", "no")
    kit.fact(world, thing, "residence", "yes", "みほん県 みほん市")
    kit.decide(world, thing, municipality="みほん県 となり町", rule="agreement")
    page = _page(world, case)
    assert page.decision is not None
    assert dict(page.decision.rows)["市町村"] == "みほん県 となり町"
    assert dict(page.decision.rows)["根拠"] == "協議による合意・そのほか"
    world.clock.tick(minutes=1)
    kit.reconsider(world, thing)
    again = _page(world, case)
    assert again.decision is None
    assert [line.entry.kind for line in again.entries] == ["reconsider", "decision"]


def test_two_questions_of_a_case_stand_apart(world: World, case: Case) -> None:
    support, benefit = kit.sheet(world, case), kit.sheet(world, case, "benefit")
    kit.decide(world, support)
    benefit.refresh_from_db()
    assert benefit.status == SheetStatus.CHECKING
    with pytest.raises(RuleBroken):
        kit.decide(world, benefit, rule="S2")  # a rule of the other question
    with pytest.raises(NotFound):
        kit.fact(world, benefit, "special", "no")
    with pytest.raises(DomainError):
        kit.sheet(world, case)


def test_one_task_stays_until_it_is_decided(world: World, case: Case) -> None:
    thing, today = kit.sheet(world, case), world.clock.today
    tasks = Task.objects.filter(source=TaskSource.RESPONSIBLE, source_id=thing.pk)
    assert [(t.due_on, t.info_class) for t in tasks] == [(today + timedelta(days=14), "welfare")]
    kit.statement(world, thing)
    kit.interim(world, thing)
    assert [(t.due_on, t.status) for t in tasks.all()] == [(today + timedelta(days=30), "open")]
    kit.decide(world, thing)
    assert [t.status for t in tasks.all()] == ["done"]
    kit.reconsider(world, thing)
    assert sorted(t.status for t in tasks.all()) == ["done", "open"]


def test_a_start_set_by_hand_stays_while_it_can(world: World, case: Case) -> None:
    thing, today = kit.sheet(world, case), world.clock.today
    task = Task.objects.get(source=TaskSource.RESPONSIBLE, source_id=thing.pk)
    for start, stays in ((today + timedelta(days=2), True), (today + timedelta(days=10), False)):
        task.start_on, task.due_on = start, today + timedelta(days=14)
        task.save()
        kit.statement(world, thing)  # due in seven days
        task.refresh_from_db()
        assert (task.start_on, task.due_on) == (start if stays else None, today + timedelta(days=7))


def test_undecided_ones_are_listed_until_decided_and_overdue_ones_say_so(world: World, case: Case) -> None:
    thing = kit.sheet(world, case)
    kit.sheet(world, case, "benefit")
    assert len(_undecided(world, "officer")) == len(_undecided(world, "grants")) == 2
    assert _undecided(world, "town_officer") == _undecided(world, "colleague") == _undecided(world, "manager") == []
    assert not queries.is_overdue(thing, at=world.now)
    assert queries.is_overdue(thing, at=world.now + timedelta(days=15))
    kit.decide(world, thing)
    assert [s.kind for s in _undecided(world, "officer")] == ["benefit"]
    thing.refresh_from_db()
    assert not queries.is_overdue(thing, at=world.now + timedelta(days=99))


def test_custody_is_hidden_without_its_class(world: World, case: Case) -> None:
    """支給決定係 reads welfare, never justice: no question, no answer, no entry, and no proposal that may rest on them."""
    thing = kit.sheet(world, case)
    kit.fact(world, thing, "special", "no")
    kit.fact(world, thing, "in_custody", "yes")
    kit.fact(world, thing, "custody_place", "yes", "みほん県 つきしろ市")
    kit.statement(world, thing, info_class=InfoClass.JUSTICE_OUTLINE, text="刑務所の所在地は理由にならない")
    told, untold = _page(world, case), _page(world, case, "grants")
    assert told.proposal is not None
    assert untold.proposal is None
    assert {line.spec.info_class for line in untold.facts} == {InfoClass.WELFARE}
    assert (len(told.entries), len(untold.entries)) == (1, 0)
    with pytest.raises((NotAllowed, NotFound)):
        kit.fact(world, thing, "in_custody", "no", who="grants", seen=1)
    with pytest.raises(RuleBroken):
        kit.statement(world, thing, "grants", info_class=InfoClass.JUSTICE_OUTLINE)


def test_words_of_the_background_are_refused_where_others_read(world: World, case: Case) -> None:
    thing = kit.sheet(world, case)
    for wrong in (
        lambda: kit.fact(world, thing, "residence", "yes", "みほん市", note="刑務所を出てから戻る予定"),
        lambda: kit.fact(world, thing, "residence", "yes", "みほん市", kept_where="刑務所の名簿"),
        lambda: kit.statement(world, thing, text="刑務所にいたことは理由にならない"),
        lambda: kit.interim(world, thing, acts="出所の日から支払う"),
        lambda: kit.decide(world, thing, text="逮捕の前に住んでいたため"),
        lambda: kit.fact(world, thing, "residence", "yes", "みほん刑務所の市"),
        lambda: kit.statement(world, thing, municipality="みほん刑務所の市"),
        lambda: kit.statement(world, thing, spoken_to="みほん刑務所の職員"),
        lambda: kit.interim(world, thing, municipality="みほん刑務所の市"),
        lambda: kit.decide(world, thing, municipality="みほん刑務所の市"),
        lambda: kit.decide(world, thing, body="みほん刑務所との会議"),
        lambda: kit.decide(world, thing, decided_by="みほん刑務所の職員"),
    ):
        with pytest.raises(RuleBroken, match="刑事に関わる"):
            wrong()
    with pytest.raises(RuleBroken) as error:
        kit.statement(world, thing, spoken_to="みほん刑務所の職員")
    assert error.value.field == "spoken_to"


def test_bad_input_is_refused(world: World, case: Case) -> None:
    thing, tomorrow = kit.sheet(world, case), world.clock.today + timedelta(days=1)
    for wrong in (
        lambda: kit.fact(world, thing, "present", "yes"),
        lambda: kit.fact(world, thing, "residence", "yes", "A市", on=tomorrow),
        lambda: kit.statement(world, thing, spoken_to=" "),
        lambda: kit.statement(world, thing, on=tomorrow),
        lambda: kit.statement(world, thing, text=" "),
        lambda: kit.statement(world, thing, info_class=InfoClass.IDENTITY),
        lambda: kit.interim(world, thing, municipality=""),
        lambda: kit.interim(world, thing, until=world.clock.today - timedelta(days=1)),
        lambda: kit.decide(world, thing, decided_on=tomorrow),
        lambda: kit.decide(world, thing, decided_by=""),
        lambda: kit.decide(world, thing, rule="SU1"),  # what no source supports is no ground
    ):
        with pytest.raises(RuleBroken):
            wrong()
    with pytest.raises(NotFound):
        responsible.record_fact(
            actor=world.actor("officer"), sheet=thing, code="nothing", found=Found(Answer.YES), seen=0, now=world.now
        )
    thing.refresh_from_db()
    assert thing.status == SheetStatus.CHECKING
    assert not WorksheetFact.objects.exists()
    assert not WorksheetEntry.objects.exists()


def test_a_closed_case_is_not_judged_any_more(world: World, case: Case) -> None:
    thing = kit.sheet(world, case)
    closing.close_case(actor=world.actor("officer"), case=case, reason="other", report="終わりました。", now=world.now)
    case.refresh_from_db()
    thing = Worksheet.objects.get(pk=thing.pk)
    for button in (kit.statement, kit.interim, kit.decide):
        with pytest.raises(DomainError):
            button(world, thing)
    with pytest.raises(Conflict):
        kit.sheet(world, case, "benefit")
    assert _undecided(world, "officer") == []


def test_the_database_keeps_what_the_machine_promises(world: World, case: Case) -> None:
    thing = kit.sheet(world, case)
    for change in ({"status": "responsible_decided"}, {"due_on": None}, {"status": "interim"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Worksheet.objects.filter(pk=thing.pk).update(**change)


def test_readings_and_steps_are_on_record_without_what_was_said(world: World, case: Case) -> None:
    thing = kit.sheet(world, case)
    kit.fact(world, thing, "in_custody", "no")
    kit.statement(world, thing)
    before = Event.objects.latest("id").pk
    _page(world, case)
    classes = Event.objects.filter(id__gt=before, code=E.RECORD_VIEWED).values_list("info_class", flat=True)
    assert set(classes) == {"welfare", "justice_outline"}
    steps = [e.detail["step"] for e in Event.objects.filter(code=E.RESPONSIBLE_CHANGED).order_by("id")]
    assert steps == ["open", "fact", "statement"]
    assert "みほん県" not in str(list(Event.objects.values_list("detail", flat=True)))


def test_the_wall_shows_what_the_page_shows(world: World, case: Case) -> None:
    thing = kit.sheet(world, case)
    kit.fact(world, thing, "special", "no")
    kit.fact(world, thing, "in_custody", "yes")
    kit.statement(world, thing)
    kit.statement(world, thing, info_class=InfoClass.JUSTICE_OUTLINE, text="刑務所の所在地は理由にならない")
    counts = {}
    for member in world.members:
        try:
            page = _page(world, case, member)
            shown = (1, sum(line.version > 0 for line in page.facts), len(page.entries))
        except (NotFound, NotAllowed):
            shown = (0, 0, 0)
        with as_member(world, member):
            assert tuple(len(seen(table)) for table in TABLES) == shown, member
        counts[member] = shown
    assert counts["officer"] == counts["core_officer"] == counts["center_officer"] == (1, 2, 2)
    assert counts["grants"] == (1, 1, 1)
    assert not any(counts[m] != (0, 0, 0) for m in ("colleague", "manager", "home_contact", "auditor", "town_officer"))


def test_after_the_consent_ended_nothing_newer_is_read_and_nothing_written(world: World, case: Case) -> None:
    """As everything of its class; by the page and by the wall."""
    kit.assign(world, case, "manager")
    thing = kit.sheet(world, case)
    kit.fact(world, thing, "special", "no")
    kit.fact(world, thing, "in_custody", "no")
    for consent in live_consents(case_id=case.pk):
        withdraw_consent(actor=world.actor("officer"), consent=consent, now=world.clock.tick(minutes=1))
    later = {"case": case, "sheet": thing, "at": world.clock.tick(minutes=1), "organisation": world.org("city")}
    WorksheetFact.objects.create(code="special", info_class="welfare", version=2, content={"answer": "yes"}, **later)
    WorksheetEntry.objects.create(kind="interim", info_class="welfare", content={"acts": "あとの話"}, **later)
    counts = {}
    for member in world.members:
        try:
            page = _page(world, case, member)
            shown = (int(page.sheet is not None), sum(line.version for line in page.facts), len(page.entries))
        except (NotFound, NotAllowed):
            shown = (0, 0, 0)
        with as_member(world, member):
            assert tuple(len(seen(table)) for table in TABLES) == shown, member
        assert _undecided(world, member) == [], member
        with pytest.raises((NotFound, NotAllowed)):
            kit.statement(world, thing, member)
        with pytest.raises((NotFound, NotAllowed)):
            kit.decide(world, thing, member)
        counts[member] = shown
    assert {m: c for m, c in counts.items() if any(c)} == {"manager": (1, 2, 0)}  # 自機関が集めた情報


def test_the_list_costs_the_same_with_one_and_many(world: World, case: Case) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            for row in queries.undecided(actor=world.actor("officer"), at=world.now):
                str((row.case.number, row.case.person.code, row.organisation.name))
        return len(caught)

    kit.sheet(world, case)
    one = cost()
    for _ in range(3):
        kit.sheet(world, board_kit.with_center(world, board=False), "benefit")
    assert len(_undecided(world, "officer")) == 4
    assert cost() == one


def _page(world: World, case: Case, who: str = "officer", kind: str = "support") -> queries.SheetPage:
    access = queries.get_sheets_access(actor=world.actor(who), case_id=case.pk, at=world.now)
    return queries.sheet_page(access=access, kind=kind)


def _undecided(world: World, who: str) -> list[Worksheet]:
    return list(queries.undecided(actor=world.actor(who), at=world.now))
