"""後方支援: the wall shows what the area's own queries show, table by table, for every member in every situation of the ledger."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import ProgrammingError, transaction

from renkei.consultation import queries
from renkei.consultation.models import (
    Consultation,
    ContactPlan,
    CrisisPart,
    CrisisPlan,
    KeptAdvice,
    Message,
    SupportContact,
)
from renkei.core.errors import NotAllowed, NotFound
from renkei.disclosure.queries import get_case
from renkei.policy.enums import InfoClass
from tests.kit.cases import CaseKit, make_case
from tests.kit.world import World
from tests.policy.test_scopes_agree import SITUATIONS
from tests.wall.kit import as_member, seen

pytestmark = pytest.mark.django_db
Rows = set[object]
CLASSES = (InfoClass.SUMMARY, InfoClass.WELFARE, InfoClass.JUSTICE_OUTLINE)


def fill(kit: CaseKit) -> None:
    """On the case and on none: of two offices, by the city and by the body it commissioned, in each class, shown or not."""
    world, city = kit.world, kit.world.org("city")
    at = {"at": world.now}
    for number, (office, case) in enumerate((o, c) for o in ("home", "work") for c in (kit.case, None)):
        thing = Consultation.objects.create(
            number=f"S8-{number:05d}", municipality=city, office=world.org(office), case=case, kind="money",
            about="case" if case else "general", asked_at=world.now, answer_due=world.clock.today,
        )  # fmt: skip
        for body, from_office in ((office, True), ("city", False)):
            for c in CLASSES:
                Message.objects.create(
                    consultation=thing, kind="question", info_class=c, text="x", from_office=from_office,
                    organisation=world.org(body), **at,
                )  # fmt: skip
        for body in ("city", "core"):
            common = {"municipality": city, "organisation": world.org(body), "office": world.org(office), "case": case}
            ContactPlan.objects.create(
                **common, method="visit", every=1, unit="week", reason="x", starts_on=world.clock.today,
                due_on=world.clock.today, written_at=world.now,
            )  # fmt: skip
            for c in CLASSES:
                for shareable in (True, False):
                    SupportContact.objects.create(
                        **common, kind="visit", method="visit", counterpart="office", info_class=c, shareable=shareable,
                        written_at=world.now, **at,
                    )  # fmt: skip
    plan = CrisisPlan.objects.create(
        case=kit.case, version=1, agreed_on=world.clock.today, agreed_how="together", shareable=True,
        organisation=city, written_at=world.now,
    )  # fmt: skip
    for c in (InfoClass.WELFARE, InfoClass.JUSTICE_OUTLINE, InfoClass.THIRD_PARTY):
        CrisisPart.objects.create(plan=plan, info_class=c, signs="x")
    users = [world.members[m].user_id for m in ("officer", "core_officer")]
    for status, for_offices in (
        ("asked", True),
        ("approved", True),
        ("approved", False),
        ("returned", False),
        ("retired", True),
    ):
        decided = {"decided_at": world.now, "decided_by": users[1]} if status in ("approved", "returned") else {}
        KeptAdvice.objects.create(
            municipality=city, kind="money", office_type="any", situation="x", advice="x", for_offices=for_offices, status=status,
            proposed_by=users[0], proposed_at=world.now, reviewer=users[1], **decided,
        )  # fmt: skip


def _ids(query: Callable[[], object]) -> Rows:
    try:
        return {row.pk for row in query()}  # type: ignore[attr-defined]
    except (NotAllowed, NotFound):
        return set()


def messages(world: World, member: str) -> Rows:
    """Those that the page of each consultation opens."""
    actor = world.actor(member)
    found: Rows = set()
    for pk in _ids(lambda: queries.consultations(actor=actor, at=world.now)):
        page = queries.consultation_page(actor=actor, pk=pk, at=world.now)  # type: ignore[arg-type]
        found |= {m.message.pk for m in page.messages if not m.closed}
    return found


def crisis(kit: CaseKit, member: str) -> tuple[Rows, Rows]:
    """The plan of the case, and its parts."""
    actor, at = kit.world.actor(member), kit.world.now
    try:
        found = queries.crisis_plan(access=get_case(actor=actor, case_id=kit.case.pk, at=at))
    except (NotAllowed, NotFound):
        return set(), set()
    return ({found.plan.pk}, {p.pk for p in found.parts}) if found else (set(), set())


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_wall_shows_what_the_area_shows(world: World, situation: str) -> None:
    kit = make_case(world)
    fill(kit)
    SITUATIONS[situation](kit)
    differ = []
    for member in world.members:
        actor, at = world.actor(member), world.now
        plan, parts = crisis(kit, member)
        area = {
            "consultation_consultation": _ids(lambda: queries.consultations(actor=actor, at=at)),  # noqa: B023
            "consultation_message": messages(world, member),
            "consultation_contactplan": _ids(lambda: queries.plans(actor=actor, at=at)),  # noqa: B023
            "consultation_supportcontact": _ids(lambda: queries.contacts(actor=actor, at=at)),  # noqa: B023
            "consultation_crisisplan": plan, "consultation_crisispart": parts,
            "consultation_keptadvice": _ids(lambda: queries.kept_advice(actor=actor)),  # noqa: B023
        }  # fmt: skip
        with as_member(world, member):
            shown = {table: seen(table) for table in area}
        for table, rows in area.items():
            if shown[table] != rows:
                differ.append((member, table, "hidden", len(rows - shown[table]), "leaked", len(shown[table] - rows)))
    assert not differ, "\n".join(map(str, differ))


def test_a_plan_that_is_not_to_be_shown_no_office_reaches(world: World) -> None:
    kit = make_case(world)
    fill(kit)
    SITUATIONS["offices"](kit)
    CrisisPlan.objects.update(shareable=False)
    with as_member(world, "home_contact"):
        assert seen("consultation_crisisplan") == seen("consultation_crisispart") == set()
    with as_member(world, "officer"):
        assert len(seen("consultation_crisisplan")) == 1


def test_what_was_shown_before_no_office_reaches_once_the_newest_is_not_shown(world: World) -> None:
    kit = make_case(world)
    fill(kit)
    SITUATIONS["offices"](kit)
    with as_member(world, "home_contact"):
        before = seen("consultation_crisisplan"), seen("consultation_crisispart")
    older = CrisisPlan.objects.get()
    newest = CrisisPlan.objects.create(
        case=kit.case, version=2, agreed_on=world.clock.today, agreed_how="together", shareable=False,
        organisation=world.org("city"), written_at=world.now,
    )  # fmt: skip
    with as_member(world, "home_contact"):
        assert seen("consultation_crisisplan") == seen("consultation_crisispart") == set()
    CrisisPlan.objects.filter(pk=newest.pk).update(shareable=True)
    with as_member(world, "home_contact"):  # what the newest leaves as it is stands in the older one
        assert (seen("consultation_crisisplan"), seen("consultation_crisispart")) == ({older.pk, newest.pk}, before[1])
    assert before[0] == {older.pk}


@pytest.mark.parametrize(("member", "may"), [("core_officer", True), ("officer", False)])
def test_advice_is_approved_by_its_second_person_alone(world: World, member: str, may: bool) -> None:
    """The officer wrote it and named the one of the core centre."""
    fill(make_case(world))
    thing = KeptAdvice.objects.get(status="asked")
    change = KeptAdvice.objects.filter(pk=thing.pk)
    values = {"status": "approved", "decided_at": world.now, "decided_by": thing.reviewer}
    with as_member(world, member):
        if may:
            assert change.update(**values) == 1
        else:
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                change.update(**values)


def test_what_was_cancelled_no_office_reaches(world: World) -> None:
    kit = make_case(world)
    fill(kit)
    SITUATIONS["offices"](kit)
    with as_member(world, "home_contact"):
        before = seen("consultation_supportcontact")
    for contact in SupportContact.objects.all():
        contact.cancelled_at, contact.cancel_reason = world.now, "誤記"
        contact.save()
    with as_member(world, "home_contact"):
        assert before
        assert seen("consultation_supportcontact") == set()
