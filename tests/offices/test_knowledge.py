"""What coordinators know of an office: versions, who reads it in the application and in the database; offices never do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.core.errors import NotAllowed, NotFound, RuleBroken
from renkei.offices import queries
from renkei.offices.models import Knowledge, Office
from renkei.offices.services import save_knowledge
from renkei.policy.enums import OrgKind, Role
from tests.kit.world import World
from tests.offices.wamnet import rows, take
from tests.wall.kit import as_member, seen

pytestmark = pytest.mark.django_db
WRITES = ("officer", "colleague", "manager", "core_officer", "core_manager")
ELSEWHERE = ("town_officer", "town_manager")
CENTER = ("center_officer", "center_colleague")
NEVER = ("planner", "home_contact", "home_staff", "work_contact", "grants", "prefecture", "lawyer", "auditor", "admin")


def save(world: World, by: str = "officer", body: str = "city", number: int = 0, **fields: Any) -> Knowledge:
    values: dict[str, Any] = {
        "tie": "met", "contact_role": "管理者", "contact_name": "窓口", "accepted": "yes", "accepted_count": 1,
        "source": "own", "as_of": world.clock.today, "shareable": False,
    }  # fmt: skip
    office = Office.objects.order_by("office_number")[number]
    return save_knowledge(
        actor=world.actor(by), office_id=office.pk, municipality_id=world.org(body).pk, now=world.clock.tick(),
        **(values | fields),
    )  # fmt: skip


@pytest.fixture
def known(world: World) -> World:
    """Three offices: of the first the city knows something of its own, of the second something 共有可, of the third the town."""
    take(rows(3))
    save(world)
    save(world, by="core_officer", number=1, shareable=True)
    save(world, by="town_officer", body="town", number=2)
    world.add_org("far", OrgKind.SETTLEMENT_CENTER, "よその県地域生活定着支援センター", prefecture_code="13")
    world.add_member("far_officer", "far", Role.CENTER_OFFICER)
    return world


def read(world: World, member: str) -> set[object]:
    offices = Office.objects.values_list("pk", flat=True)
    return {k.id for k in queries.knowledge_of(actor=world.actor(member), office_ids=offices).values()}


def rows_of(body: str, world: World, **filters: Any) -> set[object]:
    return set(Knowledge.objects.filter(municipality=world.org(body), **filters).values_list("pk", flat=True))


def test_who_reads_what_in_the_application_and_in_the_database(known: World) -> None:
    expected = {m: rows_of("city", known) for m in WRITES} | {m: rows_of("town", known) for m in ELSEWHERE}
    expected |= {m: rows_of("city", known, shareable=True) for m in CENTER} | {"far_officer": set()}
    assert [len(expected[m]) for m in ("officer", "town_officer", "center_officer", "far_officer")] == [2, 1, 1, 0]
    for member, rows_expected in expected.items():
        with as_member(known, member):
            assert seen("offices_knowledge") == rows_expected, member
            assert read(known, member) == rows_expected, member
    for member in NEVER:
        with as_member(known, member):
            assert seen("offices_knowledge") == set(), member
        with pytest.raises(NotAllowed):
            read(known, member)
        with pytest.raises(NotAllowed):
            queries.knowledge_on(actor=known.actor(member), office_id=Office.objects.first().pk)


def test_a_commission_that_ended_ends_the_reading(known: World) -> None:
    delegation = known.delegation
    type(delegation).objects.filter(pk=delegation.pk).update(ended_early_on=known.clock.today - timedelta(days=1))
    assert read(known, "core_officer") == set()


def test_the_centre_loses_what_is_no_longer_shared(known: World) -> None:
    save(known, number=1, shareable=False)
    for member in CENTER:
        with as_member(known, member):
            assert seen("offices_knowledge") == set()
        assert read(known, member) == set()
    with pytest.raises(NotAllowed):
        queries.knowledge_history(actor=known.actor("center_officer"), office_id=Office.objects.first().pk)


def test_a_correction_keeps_what_stood_there(known: World) -> None:
    save(known, by="core_manager", note="訂正", accepted="no", accepted_count=None)
    office = Office.objects.order_by("office_number").first().pk
    versions = queries.knowledge_history(actor=known.actor("officer"), office_id=office)
    assert [(v.note, v.accepted, v.replaced_at is None, v.body) for v in versions] == [
        ("訂正", "no", True, "みほん市基幹相談支援センター"), ("", "yes", False, "みほん市"),
    ]  # fmt: skip
    now = queries.knowledge_of(actor=known.actor("officer"), office_ids=[office])[office]
    assert (now.note, now.accepted_words, now.contact_words) == ("訂正", "ない", "管理者　窓口")
    assert (now.contact, now.accepted_before) == (True, False)
    assert Event.objects.filter(code=E.KNOWLEDGE_CHANGED).count() == 4


@pytest.mark.parametrize(
    ("by", "body", "error"),
    [
        ("center_officer", "city", NotAllowed), ("home_contact", "city", NotAllowed), ("grants", "city", NotAllowed),
        ("town_officer", "city", NotFound), ("officer", "town", NotFound), ("core_officer", "core", NotFound),
    ],
)  # fmt: skip
def test_who_may_not_write(world: World, by: str, body: str, error: type[Exception]) -> None:
    take(rows(1))
    with pytest.raises(error):
        save(world, by=by, body=body)
    assert not Knowledge.objects.exists()


@pytest.mark.parametrize("name", ["as_of", "accepted_last_on", "training_on"])
def test_no_day_of_the_future(world: World, name: str) -> None:
    take(rows(1))
    with pytest.raises(RuleBroken):
        save(world, training="研修", **{name: world.clock.today + timedelta(days=1)})


def test_the_database_refuses_halves_and_doubles(known: World) -> None:
    with pytest.raises(RuleBroken, match="ある"):
        save(known, accepted="unknown", accepted_count=2)
    held = Knowledge.objects.filter(replaced_at__isnull=True).first()
    held.pk, held.id, held.supersedes = None, None, None
    with pytest.raises(IntegrityError, match="knowledge_one_current"), transaction.atomic():
        Knowledge.objects.bulk_create(
            [Knowledge(**{f.attname: getattr(held, f.attname) for f in held._meta.concrete_fields if f.name != "id"})]
        )  # noqa: E501


def test_the_wall_lets_a_version_only_end(known: World) -> None:
    city = rows_of("city", known)
    with as_member(known, "town_officer"):
        assert Knowledge.objects.filter(pk__in=city).update(replaced_at=known.now) == 0
    with as_member(known, "home_contact"), pytest.raises(ProgrammingError), transaction.atomic():
        Knowledge.objects.bulk_create([
            Knowledge(office=Office.objects.first(), municipality=known.org("home"), organisation=known.org("home"),
                      tie="met", accepted="no", source="own", as_of=known.clock.today, written_at=known.now)
        ])  # fmt: skip
    with as_member(known, "officer"), pytest.raises(ProgrammingError), transaction.atomic():
        Knowledge.objects.filter(pk__in=city).update(note="書き換え")
