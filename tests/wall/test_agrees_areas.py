"""What hangs on a case: the wall shows no less than the areas' own queries, and more only where a reason stands here."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import Q

from renkei.audit.models import Event
from renkei.audit.queries import case_history
from renkei.cases.models import Assignment
from renkei.contacts.models import Note
from renkei.contacts.queries import visible_notes
from renkei.coordination.models import ReleaseDay, ReleasePlan, ReleaseStop, Scenario, Task
from renkei.coordination.queries.release_day import own_stops
from renkei.coordination.queries.tasks import visible_tasks
from renkei.core.errors import NotAllowed, NotFound
from renkei.disclosure.models import Attachment
from renkei.disclosure.queries import CaseAccess, get_attachment
from renkei.inquiries.models import Inquiry
from renkei.inquiries.queries import inquiries_of, received
from renkei.notifications.models import Message
from renkei.notifications.queries import inbox
from renkei.policy.decide import _sees_case, can
from renkei.policy.enums import CORE_KINDS, InfoClass
from renkei.policy.permissions import P
from tests.inquiries.kit import walk
from tests.kit.cases import CaseKit, make_case
from tests.kit.requests import checked
from tests.kit.world import World
from tests.policy.test_scopes_agree import SITUATIONS
from tests.wall.kit import as_member, seen
from tests.wall.test_agrees import access_of, shown_of

pytestmark = pytest.mark.django_db
BODIES = ("city", "core", "center", "home")
Rows = set[object]


def ids(rows: object) -> Rows:
    return set(rows.values_list("pk", flat=True))  # type: ignore[attr-defined]


def fill(kit: CaseKit) -> None:
    """A note, a task and a scan of each class by each of four bodies; a plan with its outcome and its day."""
    common = {"case": kit.case}
    ReleasePlan.objects.create(dated_on=kit.world.clock.today, made_at=kit.world.now, **common)
    Scenario.objects.create(outcome="bail", made_at=kit.world.now, **common)
    ReleaseDay.objects.create(**common)
    for org in ("home", "work"):
        for is_shown in (True, False):
            ReleaseStop.objects.create(
                kind="office", place="行き先", organisation=kit.world.org(org), is_shown=is_shown, told_day=kit.world.clock.today,
                **common,
            )  # fmt: skip
    for org in BODIES:
        for c in InfoClass:
            common = {"case": kit.case, "info_class": c, "organisation": kit.world.org(org)}
            Attachment.objects.create(
                kind="other", name="書類", content=b"x", media_type="application/pdf", size=1, sha256="0", **common
            )
            Task.objects.create(title="やること", made_at=kit.world.now, **common)
            for shareable in (True, False):
                Note.objects.create(
                    at=kit.world.now, item="a", method="phone", counterpart="person", text="本文", shareable=shareable,
                    written_at=kit.world.now, **common,
                )  # fmt: skip


def notes(access: CaseAccess) -> Rows:
    return ids(visible_notes(access=access)) if access.can(P.NOTE_VIEW) else set()


def tasks(access: CaseAccess) -> Rows:
    return ids(visible_tasks(access=access)) if access.can(P.TASK_VIEW) else set()


def of_the_plan(model: type) -> Callable[[CaseAccess], Rows]:
    """For the bodies of the programme, where justice_outline is open to the reader."""

    def rows(access: CaseAccess) -> Rows:
        core = access.actor.organisation_kind in CORE_KINDS
        return ids(model.objects.filter(case=access.case)) if core and access.sees(InfoClass.JUSTICE_OUTLINE) else set()  # type: ignore[attr-defined]

    return rows


def release_stops(access: CaseAccess) -> Rows:
    if access.actor.organisation_kind in CORE_KINDS:
        return of_the_plan(ReleaseStop)(access)
    return {s.pk for s in own_stops(access=access)} if access.can(P.TASK_VIEW) else set()


def attachments(access: CaseAccess) -> Rows:
    found: Rows = set()
    for pk in Attachment.objects.filter(case=access.case).values_list("pk", flat=True):
        try:
            found.add(get_attachment(access=access, attachment_id=pk).pk)
        except NotFound:
            continue
    return found if _sees_case(access.actor, access.facts, access.at) else set()


def assignments(access: CaseAccess) -> Rows:
    runs = access.actor.organisation_kind in CORE_KINDS and _sees_case(access.actor, access.facts, access.at)
    return ids(Assignment.objects.filter(case=access.case)) if runs else set()


def events(access: CaseAccess) -> Rows:
    if can(access.actor, P.AUDIT_VIEW):
        return ids(Event.objects.filter(case_id=access.case.pk))
    try:
        return ids(case_history(actor=access.actor, facts=access.facts, at=access.at))
    except (NotFound, NotAllowed):
        return set()


def messages(access: CaseAccess) -> Rows:
    return ids(inbox(actor=access.actor).filter(case_id=access.case.pk))


#: Table → what the area shows.
AREAS: dict[str, Callable[[CaseAccess], Rows]] = {
    "contacts_note": notes, "coordination_task": tasks, "coordination_releaseplan": of_the_plan(ReleasePlan),
    "coordination_scenario": of_the_plan(Scenario), "coordination_releaseday": of_the_plan(ReleaseDay),
    "coordination_releasestop": release_stops, "disclosure_attachment": attachments, "cases_assignment": assignments, "audit_event": events,
    "notifications_message": messages,
}  # fmt: skip


def own_in_a_seen_case(access: CaseAccess) -> Q | None:
    sees = _sees_case(access.actor, access.facts, access.at)
    return Q(organisation_id=access.actor.organisation_id) if sees else None


def own_where_notes_are_read(access: CaseAccess) -> Q | None:
    return Q(organisation_id=access.actor.organisation_id) if access.can(P.NOTE_VIEW) else None


#: Table → model, whose rows the wall shows beyond the area's own query, and why.
WIDER: dict[str, tuple[type, Callable[[CaseAccess], Q | None], str]] = {
    "contacts_note": (
        Note, own_where_notes_are_read, "a body's own: it corrects them and is reminded of what is due"
    ),
    "disclosure_attachment": (
        Attachment, own_in_a_seen_case, "what a body put there itself, whichever class it has become"
    ),
    "cases_assignment": (
        Assignment, lambda a: Q(organisation_id=a.actor.organisation_id), "which of its staff works on what: to end it, too"
    ),
    "audit_event": (Event, lambda a: Q(user_id=a.actor.user_id), "what somebody did himself is his to read"),
    "notifications_message": (
        Message, lambda a: Q(user_id=a.actor.user_id), "one's own, in whichever of one's bodies one acts"
    ),
}  # fmt: skip


def wider(table: str, access: CaseAccess) -> Rows:
    if table not in WIDER:
        return set()
    model, rule, _ = WIDER[table]
    condition = rule(access)
    return set() if condition is None else ids(model.objects.filter(condition, case_id=access.case.pk))  # type: ignore[attr-defined]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_wall_shows_what_the_areas_show(world: World, situation: str) -> None:
    kit = make_case(world)
    fill(kit)
    SITUATIONS[situation](kit)
    differ = []
    for member in world.members:
        access = access_of(world, member, kit.case)
        area = {table: query(access) for table, query in AREAS.items()}
        more = {table: wider(table, access) for table in AREAS}
        with as_member(world, member):
            shown = {table: shown_of(kit, table) for table in AREAS}
        for table in AREAS:
            hidden, leaked = area[table] - shown[table], shown[table] - area[table] - more[table]
            differ += [(member, table, "hidden", len(hidden), "leaked", len(leaked))] if hidden or leaked else []
    assert differ == []


@pytest.mark.parametrize("status", ["anonymous", "agreed", "declined", "withdrawn"])
def test_inquiries(world: World, status: str) -> None:
    """An office sees all that it was asked itself, also what is over or a draft for it (wider: `received` shows it open ones)."""
    inquiry = walk(world, status)
    differ = []
    for member in world.members:
        access = access_of(world, member, inquiry.case)
        sees = access.can(P.INQUIRY_VIEW)
        area = (ids(inquiries_of(access=access)) if sees else set()) | ids(received(actor=access.actor, at=access.at))
        own: Rows = ids(Inquiry.objects.filter(organisation_id=access.actor.organisation_id)) if sees else set()
        children = {
            t: seen(t) for t in ("inquiries_answer", "inquiries_answerkey", "inquiries_visit")
        }  # of this inquiry alone
        with as_member(world, member):
            shown = seen("inquiries_inquiry")
            if not area <= shown <= area | own:
                differ.append((member, len(area), len(shown)))
            for table, rows in children.items():
                assert seen(table) == (rows if shown else set()), (member, table)
    assert differ == []


def test_requests_and_what_was_handed_over_follow_their_case(world: World) -> None:
    """Wider than the screens by intent (ADR 0006, 5): who sees the case and takes no part in requests has no page of them."""
    referral = checked(world)
    tables = ("coordination_referral", "coordination_handover", "coordination_jointitem")
    rows = {table: seen(table) for table in tables}
    assert rows["coordination_referral"] == {referral.pk}
    for member in world.members:
        access = access_of(world, member, referral.case)
        sees = _sees_case(access.actor, access.facts, access.at)
        with as_member(world, member):
            assert {t: seen(t) for t in tables} == {t: rows[t] if sees else set() for t in tables}, member
