"""One of everything an address may name, and the address of every page with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from renkei.audit import services as audit
from renkei.cases.enums import Relation
from renkei.cases.queries import live_assignments
from renkei.consultation import services as consultation
from renkei.contacts import services as contacts
from renkei.coordination.enums.clock import EventKind
from renkei.coordination.services import release_day, scenarios, tasks
from renkei.coordination.services.advice import ask_advice
from renkei.coordination.services.clock import record_event
from renkei.coordination.services.procedures import add_procedures, take_procedure_step
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.services import mark_conflict
from renkei.inquiries.services import answer, ask_clearance
from renkei.inquiries.services.holds import place_hold
from renkei.offices.models import Office
from renkei.offices.services import ask_about_offices
from renkei.policy.actor import system_actor
from renkei.policy.enums import Role
from renkei.privacy.services.emergencies import open_emergency
from renkei.privacy.services.incidents import add_case, report_incident
from renkei.stats.queries.activity import works
from renkei.stats.services import confirm_report
from tests.consultation import kit as support
from tests.contacts.meeting_kit import table_of, things_of
from tests.coordination import board_kit
from tests.coordination import responsible_kit as responsible
from tests.coordination.clock.kit import ev
from tests.inquiries.kit import SHEET, YES, ask, make_consent, make_need, searched, tell_welfare
from tests.kit.cases import CaseKit
from tests.kit.requests import submitted
from tests.kit.world import World
from tests.offices import wamnet
from tests.privacy.kit import reviewing
from tests.programme import council_stage
from tests.programme.outreach_kit import add as add_outreach
from tests.programme.outreach_kit import visit as visit_outreach
from tests.programme.training_kit import things_of as training_things

CONSULT_PAGES = ("detail", "answer", "assign", "step")
INCIDENT_PAGES = ("affected", "detail", "edit", "measure", "notice", "print", "report", "step")
OFFICE_PAGES = ("correct", "statement", "vacancy")
SHEET_PAGES = ("fact", "outside", "print", "sheet", "step")
NOBODY = uuid5(UUID(int=0), "nobody")


@dataclass(frozen=True)
class Page:
    """An address as the resolver knows it."""

    name: str
    pattern: str
    arguments: tuple[str, ...]


def pages() -> list[Page]:
    """Every page of our own; allauth's and the gallery's have tests of their own."""
    return sorted(set(_walk(get_resolver(), "", "")), key=lambda page: page.name)


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Page]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            if (
                entry.name
                and not entry.name.startswith(("account_", "mfa_", "openid_"))
                and not namespace.startswith("gallery")
            ):
                yield Page(namespace + entry.name, pattern, tuple(re.findall(r"<\w+:(\w+)>", pattern)))
        else:
            yield from _walk(entry, pattern, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)


@dataclass
class Stage:
    """The things of one story by the name of the argument that stands for them."""

    things: dict[str, Any]

    def url(self, page: Page) -> str:
        own = {name: self._thing(page, name) for name in page.arguments}
        return reverse(page.name, kwargs=own)

    def _thing(self, page: Page, name: str) -> Any:
        if name == "pk":
            return self.things.get(f"pk of {page.name}", self.things.get(f"pk of {page.name.split('_')[0]}", NOBODY))
        if name in ("step", "info_class", "kind"):
            return self.things.get(
                f"{name} of {page.name}", {"step": "none", "info_class": "welfare", "kind": "urgent"}[name]
            )
        return self.things.get(f"{name} of {page.name}", self.things.get(name, NOBODY))


def build(world: World) -> Stage:
    """A case in 調整中 with board, note, need, an inquiry to the home, a consent; a request; bodies and members."""
    case = board_kit.with_center(world)
    need = make_need(world, case)
    consent = make_consent(world, case, world.org("home"))
    inquiry = ask(world, case, need, "home")[0]
    clearance = ask_clearance(
        actor=world.actor("officer"), case=case, need=need, sheet=replace(SHEET, support_category="c3"),
        targets=[f"org:{world.org('work').pk}"], reason="区分の条件がある事業所のため", now=world.now,
    )  # fmt: skip
    note = contacts.write_note(
        actor=world.actor("officer"), case=case, info_class="summary", now=world.now, at=world.now, minutes=5, item="a",
        method="phone", counterpart="person", text="記録", next_step="", next_due=None, shareable=False,
    )  # fmt: skip
    meeting, held = table_of(world, case), table_of(world, case, held=True)
    task = tasks.add_task(actor=world.actor("officer"), case=case, title="窓口に連絡する", now=world.now)
    scenario = scenarios.prepare_scenario(
        actor=world.actor("officer"), case=case, outcome="bail", destination="実家", now=world.now
    )
    answer(actor=world.actor("home_contact"), inquiry=inquiry, seen=inquiry.version, data=YES, now=world.now)
    inquiry.refresh_from_db()
    hold = place_hold(
        actor=world.actor("officer"), scenario=scenario, inquiry=inquiry, until=world.clock.today + timedelta(days=5), now=world.now
    )  # fmt: skip
    release_day.write_day(
        actor=world.actor("officer"), case=case, based_on=0, meets="市 担当", sleeps="みほんホーム", now=world.now
    )
    tell_welfare(world, case, world.org("home"))
    stop = release_day.add_stop(
        actor=world.actor("officer"), case=case, kind="office", place="みほんホーム", is_shown=True, organisation_id=world.org("home").pk,
        told_day=world.clock.today, now=world.now,
    )  # fmt: skip
    event = record_event(
        actor=world.actor("officer"),
        case=case,
        event=ev(EventKind.FULL_TERM, "2027-03-31"),
        source="facility",
        now=world.now,
    )
    asked = ask_advice(
        actor=world.actor("officer"),
        case=case,
        topic="money",
        info_class="summary",
        text="どう関わるとよいですか",
        now=world.now,
    )
    sheet = responsible.sheet(world, case)
    responsible.fact(world, sheet, "in_custody", "yes")
    responsible.statement(world, sheet)
    responsible.own_plan_office(world)
    exception = responsible.ask_exception(world, case)
    procedure = add_procedures(actor=world.actor("officer"), case=case, kinds=["pension"], now=world.now)[0]
    procedure = take_procedure_step(
        actor=world.actor("officer"), procedure=procedure, step="begin", note="診断書を頼んだ", now=world.clock.tick()
    )
    request = reviewing(CaseKit(world, case, consent))
    emergency = open_emergency(
        actor=world.actor("core_manager"), case=case, classes=["welfare"], user_id=world.user("core_manager").pk, reason="life",
        reason_text="救急からの照会", hours=1, now=world.now,
    )  # fmt: skip
    incident = report_incident(
        actor=world.actor("core_officer"), now=world.now, kind="misdelivery", wrongful=False, known_at=world.now,
        happened_from=None, happened_until=None, classes=["identity"], overview=None,
    )  # fmt: skip
    row = add_case(
        actor=world.actor("core_manager"), incident=incident, number=case.number, reason="誤って送った", now=world.now
    )
    conflict = mark_conflict(
        actor=world.actor("manager"), case=case, user_id=world.add_member("aunt", "city", Role.MUNICIPAL_OFFICER).user_id,
        relation=Relation.FAMILY, now=world.now,
    )  # fmt: skip
    wamnet.take([wamnet.row(1, office_number=world.org("home").office_number)])
    office = Office.objects.get()
    question = ask_about_offices(
        actor=world.actor("center_officer"), municipality_id=world.org("city").pk, text="見学できる事業所は", due_on=None,
        now=world.now,
    )  # fmt: skip
    later = back_up(world, case)
    work = next(w for w in works(actor=world.actor("core_manager")))
    report = confirm_report(actor=world.actor("core_manager"), work=work, month=date(2026, 10, 1), now=world.now)
    audit.seal(actor=system_actor("jobs"), now=world.now, until=2**62)
    city, colleague = world.org("city").pk, world.members["colleague"].pk
    return Stage({
        "case_id": case.pk, "need_id": need.pk, "consent_id": consent.pk, "inquiry_id": inquiry.pk, "note_id": note.pk, "task_id": task.pk, "scenario_id": scenario.pk, "hold_id": hold.pk, "stop_id": stop.pk,
        "event_id": event.series,
        **things_of(meeting, held),
        "clearance_id": clearance.pk, "batch_id": inquiry.batch,
        "search_id": searched(world, case, need).pk,
        "exception_id": exception.pk, **{f"kind of responsible:{page}": "support" for page in SHEET_PAGES},
        "kind of responsible:begin": "benefit", "fact_id": "q12", "step of responsible:step": "statement",
        "procedure_id": procedure.pk, "line_id": procedure.entries.latest("at").pk, "step of procedures:step": "apply",
        "kind of procedure_list:days_edit": "resident_record-restore",
        "advice_id": asked.pk, "step of coordination:advice_step": "answer",
        "item_id": board_kit.items(case)[0].pk, "referral_id": submitted(world).pk,
        "agreement_id": world.agreements["home"].pk, "organisation_id": world.org("home").pk,
        "assignment_id": live_assignments(case.pk)[0].pk, "token": "no-such-token", "request_id": request.pk,
        "entry_id": LedgerEntry.objects.filter(case=case, recipient=world.org("home")).latest("starts_at").pk,
        **{f"pk of offices:{name}": Office.objects.get().pk for name in OFFICE_PAGES},
        "pk of accounts:organisation": city, "pk of accounts:user": city, "pk of accounts:users": city,
        "pk of accounts:union": NOBODY, "pk of accounts:staff_new": city, "pk of accounts:union_member_new": city,
        "pk of accounts:member": colleague, "pk of accounts:delegation_end": world.delegation.pk,
        "pk of emergencies:detail": emergency.pk, "pk of emergencies:print": emergency.pk, "pk of conflicts:end": conflict.pk,
        **{f"pk of incidents:{name}": incident.pk for name in INCIDENT_PAGES}, "row_id": row.pk, "step of incidents:step": "preliminary",
        "kind of disclosure:consent_blank": "common", "municipality_id": city,
        "kind of offices:export": "csv", "pk of offices:question": question.pk,
        **council_stage.things(world, case),
        **later, "pk of consultation:office_open": office.pk,
        "pk of offices:detail": office.pk, "pk of offices:knowledge": office.pk,
        "kind of note_templates:edit": "phone_person", "kind of note_templates:put_away": "phone_person",
        "report_id": report.pk,
        **won(world),
        **training_things(world),
    })  # fmt: skip


def back_up(world: World, case: Any) -> dict[str, Any]:
    """The home asks about the person, and about one who is not registered; a plan, a visit, a plan for a difficult day, advice
    that waits for its second person, advice that was sent back."""
    thing, made, kept = (
        support.ask(world, case),
        support.plan(world, case),
        support.keep(world, "officer", "core_officer"),
    )
    unlisted, back = support.ask(world, about="unlisted", text=""), support.keep(world, "officer", "core_officer")
    officer, core = world.actor("officer"), world.actor("core_officer")
    consultation.assign(
        actor=officer, pk=thing.pk, user_id=world.user("officer").pk, answer_due=world.clock.today, now=world.now
    )
    consultation.decide_advice(actor=core, pk=back.pk, step="return", note="もう少し短く", now=world.now)
    done = support.contact(world, case, who="officer")
    support.crisis(world, case, "officer")
    return {
        **{f"pk of consultation:{name}": thing.pk for name in CONSULT_PAGES}, "step of consultation:step": "finish",
        "pk of consultation:plan": made.pk, "pk of consultation:contact": done.pk, "pk of consultation:kept": kept.pk,
        "pk of consultation:link": unlisted.pk, "pk of consultation:kept_edit": back.pk,
    }  # fmt: skip


def won(world: World) -> dict[str, Any]:
    """An office that the city's officer visited to win it."""
    target = add_outreach(world, "officer", owner=world.user("officer").pk)
    visit = visit_outreach(world, target, "officer", next_step="資料を送る", next_on=world.clock.today)
    return {
        **{f"pk of outreach:{name}": target.pk for name in ("detail", "edit", "visit_new", "answer", "step")},
        "pk of outreach:visit": visit.pk, "step of outreach:step": "next", "kind of outreach:export": "csv",
    }  # fmt: skip


__all__ = ["NOBODY", "Page", "Stage", "build", "pages"]
