"""With the application's own database password in psql: nothing opens, no setting helps, and nobody gives himself a row."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from renkei.accounts import services as accounts
from renkei.accounts.models import Organisation
from renkei.accounts.queries import delegation_end
from renkei.cases.models import Assignment, Case, Need, Person
from renkei.core import wall
from renkei.disclosure.models import Consent, LedgerEntry
from renkei.people.models import IdentityRecord, JusticeDetailRecord
from renkei.policy.enums import InfoClass
from renkei.privacy.queries.classify import own_models
from tests.inquiries.kit import make_need
from tests.kit.cases import CaseKit, give_summary, make_case
from tests.kit.world import World
from tests.wall.kit import as_member, as_token, seen, session_of

pytestmark = pytest.mark.django_db
#: Of no person and no case, or needed before anybody acts.
OPEN = {m._meta.db_table for m in own_models() if m.WALL.reason}
PROTECTED = [m._meta.db_table for m in own_models() if m._meta.db_table not in OPEN]


@pytest.fixture
def kit(world: World) -> CaseKit:
    made = make_case(world)
    give_summary(made, "home", "home_contact")
    return made


def everything() -> int:
    return sum(len(seen(table)) for table in PROTECTED if table != "accounts_session")


@pytest.mark.parametrize("token", [
    "", "session|", "session|nonsense", "system|tests||9999999999|00", "system|jobs||9999999999|" + "0" * 64, "jobs",
])  # fmt: skip
def test_without_a_session_there_is_nothing(kit: CaseKit, token: str) -> None:
    assert everything() > 20
    with as_token(token, kit.world.members["officer"].pk):
        assert everything() == 0


def test_a_real_session_of_somebody_else_opens_his_and_an_ended_one_nothing(kit: CaseKit) -> None:
    world, key = kit.world, session_of(kit.world, "officer")
    with as_token(f"session|{key}", world.members["manager"].pk):
        assert everything() == 0, "another's membership"
    with as_token(f"session|{key}", world.members["officer"].pk):
        assert len(seen("people_identityrecord")) == 1
        wall.call("SELECT set_config('renkei.organisation', %s, true)", [str(world.org("center").pk)])
        assert seen("people_thirdpartyrecord") == set(), "an officer who is not named"
    wall.call("SELECT wall.delete_session(%s)", [key])
    with as_token(f"session|{key}", world.members["officer"].pk):
        assert everything() == 0, "signed out"


@pytest.mark.parametrize("statement", [
    "SET LOCAL row_security = off; SELECT 1 FROM cases_case", "SET SESSION AUTHORIZATION renkei_owner",
    "SET ROLE renkei_owner", "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY", "DROP POLICY wall_select ON cases_case",
    "UPDATE wall.reach SET reach = 'all'", "INSERT INTO wall.omniscient VALUES ('x')", "TABLE wall.secret",
    "CREATE FUNCTION wall.who() RETURNS int LANGUAGE sql AS 'SELECT 1'",
])  # fmt: skip
def test_the_wall_can_t_be_taken_down(kit: CaseKit, statement: str) -> None:
    refused = pytest.raises(DatabaseError, match="row-level security|permission denied|must be owner")
    with as_member(kit.world, "officer"), connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(statement)


def test_access_ends_with_the_membership_the_user_and_the_token(kit: CaseKit) -> None:
    world, key = kit.world, session_of(kit.world, "officer")
    body = f"system|jobs||{int(time.time()) - 1}"
    with as_token(f"{body}|{wall.seal(body)}"):
        assert everything() == 0, "an expired token of the program"
    accounts.end_membership(
        actor=world.actor("manager"), now=world.now, membership=world.members["officer"],
        ends_on=world.clock.today - timedelta(days=1),
    )  # fmt: skip
    with as_token(f"session|{key}", world.members["officer"].pk):
        assert everything() == 0


def insert(model: type, **values: object) -> str:
    """What a hand-made INSERT of a user with a session of his own is answered: '' where it is taken."""
    try:
        with transaction.atomic():
            model.objects.bulk_create([model(**values)])
    except (DatabaseError, IntegrityError) as error:
        return type(error).__name__ + str(error).splitlines()[0]
    return ""


def row(kit: CaseKit, org: str, info_class: InfoClass, **fields: object) -> dict[str, object]:
    return {
        "case": kit.case, "recipient": kit.world.org(org), "giver": kit.world.org(org), "info_class": info_class, "basis": "own",
        "whole_class": True, "stage": "s0", "cause": "collected", "starts_at": kit.world.now, **fields,
    }  # fmt: skip


@pytest.mark.parametrize(("member", "org", "info_class", "fields"), [
    ("town_officer", "town", InfoClass.SUMMARY, {}),
    ("town_officer", "town", InfoClass.IDENTITY, {"basis": "law", "legal_reason": b"x"}),
    ("home_contact", "home", InfoClass.IDENTITY, {}),
    ("home_contact", "home", InfoClass.JUSTICE_DETAIL, {"basis": "retained"}),
    ("home_contact", "home", InfoClass.IDENTITY, {"giver": "city", "basis": "law", "legal_reason": b"x"}),
    ("grants", "city", InfoClass.JUSTICE_DETAIL, {"persons": "grants", "basis": "emergency", "legal_reason": b"x"}),
    ("officer", "town", InfoClass.IDENTITY, {"giver": "center", "basis": "law", "legal_reason": b"x"}),
])  # fmt: skip
def test_nobody_gives_himself_a_row(kit: CaseKit, member: str, org: str, info_class: InfoClass, fields: dict) -> None:
    values = row(kit, org, info_class, **fields)
    if isinstance(values["giver"], str):
        values["giver"] = kit.world.org(values["giver"])
    if "persons" in values:
        values["persons"] = [kit.world.user(values["persons"]).pk]
    values["opened_by"] = kit.world.user(member).pk
    with as_member(kit.world, member):
        assert "row-level security" in insert(LedgerEntry, **values)


def test_what_the_services_do_is_taken(kit: CaseKit) -> None:
    with as_member(kit.world, "officer"):
        given = row(
            kit,
            "home",
            InfoClass.SUMMARY,
            giver=kit.world.org("city"),
            basis="summary",
            opened_by=kit.world.user("officer").pk,
        )
        assert insert(LedgerEntry, **given) == ""


def test_a_case_out_of_scope_and_one_that_is_not_there_are_refused_alike(kit: CaseKit) -> None:
    with as_member(kit.world, "town_officer"):
        answers = {
            insert(LedgerEntry, **(row(kit, "town", InfoClass.SUMMARY) | {"case": None, "case_id": case}))
            for case in (kit.case.pk, uuid4())
        }
        assert len(answers) == 1
        assert "row-level security" in answers.pop()


def test_records_are_neither_written_nor_changed_from_outside(kit: CaseKit) -> None:
    record = kit.records[InfoClass.IDENTITY]
    values = {"case": kit.case, "version": 9, "author_organisation": kit.world.org("town"), "written_at": kit.world.now}
    with as_member(kit.world, "town_officer"):
        assert "row-level security" in insert(IdentityRecord, author_user=kit.world.user("town_officer").pk, **values)
        assert IdentityRecord.objects.filter(pk=record.pk).update(version=8) == 0
        assert JusticeDetailRecord.objects.all().delete()[0] == 0
        assert LedgerEntry.objects.update(ends_at=None) == 0


@pytest.mark.parametrize("statement", [
    "INSERT INTO accounts_membership (id, created_at, user_id, organisation_id, role, position, handles_intake, starts_on)"
    " SELECT gen_random_uuid(), now(), {user}, {city}, 'municipal_officer', '', false, '2020-01-01'",
    "INSERT INTO audit_event (at, code, user_id, system, object_type, info_class, reason, detail)"
    " VALUES (now(), 'x', gen_random_uuid(), '', '', '', '', '{{}}')",
])  # fmt: skip
def test_nobody_makes_himself_a_member_or_speaks_for_another(kit: CaseKit, statement: str) -> None:
    user, city = kit.world.user("home_contact").pk, kit.world.org("city").pk
    for member in (None, "home_contact", "manager"):
        who = as_token("") if member is None else as_member(kit.world, member)
        person = kit.world.user("manager").pk if member == "manager" else user
        with (
            who,
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as c,
        ):
            c.execute(statement.format(user=f"'{person}'", city=f"'{city}'"))


def test_another_s_password_stays(kit: CaseKit) -> None:
    victim = kit.world.user("manager")
    for member in ("home_contact", "officer", "town_manager"):
        with as_member(kit.world, member), connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_user SET password = 'x' WHERE id = %s", [victim.pk])
            assert cursor.rowcount == 0


def copy_of(entry: LedgerEntry) -> dict[str, object]:
    """A hand-made row that says the same as one that is there."""
    names = [f.attname for f in LedgerEntry._meta.concrete_fields if f.attname not in ("id", "created_at", "ended_by")]
    return {n: getattr(entry, n) for n in names} | {"acted_by_id": None}


def test_nobody_prolongs_or_changes_what_was_given(kit: CaseKit) -> None:
    world = kit.world
    given = kit.rows("city", InfoClass.WELFARE)[0]
    me = {"opened_by": world.user("officer").pk}
    ended = world.now + timedelta(days=3)
    LedgerEntry.objects.filter(pk=given.pk).update(ends_at=ended, ended_cause="handover")
    with as_member(world, "officer"):
        for changes in (
            {"ends_at": None, "ended_cause": ""},
            {"ends_at": ended + timedelta(days=1)},
            {"ends_at": ended, "basis": "law", "consent_id": None, "agreement_id": None, "legal_reason": b"x"},
            {"ends_at": None, "giver_id": given.recipient_id, "basis": "own", "consent_id": None, "agreement_id": None,
             "derived_from_id": None, "cause": "collected", "ended_cause": ""},
        ):  # fmt: skip
            answer = insert(LedgerEntry, **(copy_of(given) | me | changes))
            assert "row-level security" in answer, changes
        assert insert(LedgerEntry, **(copy_of(given) | me | {"ends_at": ended, "ended_cause": ""})) == "", (
            "as a renewal does"
        )


def test_nobody_writes_the_ledger_in_the_name_of_another(kit: CaseKit) -> None:
    world = kit.world
    given = row(kit, "home", InfoClass.SUMMARY, giver=world.org("city"), basis="summary")
    with as_member(world, "officer"):
        for forged in ({"opened_by": world.user("manager").pk}, {"opened_by": None}, {"acted_by": world.org("center")}):
            assert "row-level security" in insert(
                LedgerEntry, **({"opened_by": world.user("officer").pk} | given | forged)
            )


def test_no_emergency_without_its_review(kit: CaseKit) -> None:
    world = kit.world
    mine = world.user("manager").pk
    values = row(kit, "city", InfoClass.JUSTICE_DETAIL, persons=[mine], basis="emergency", cause="break_glass",
                 legal_reason=b"x", opened_by=mine, ends_at=world.now + timedelta(hours=2), cause_id=uuid4())  # fmt: skip
    with as_member(world, "manager"):
        assert "row-level security" in insert(LedgerEntry, **values)


def test_who_finds_a_case_does_not_make_it_his(kit: CaseKit) -> None:
    """A municipal officer finds every case of his town; what hangs on the assignment he gets from his manager alone."""
    world, old = kit.world, kit.case.assignments.get(user=kit.world.user("officer"))
    values = {"case": kit.case, "organisation": world.org("city"), "starts_at": world.now}
    with as_member(world, "colleague"):
        assert "row-level security" in insert(Assignment, user=world.user("colleague"), **values)
        take = Assignment.objects.filter(pk=old.pk)
        for changes in ({"user": world.user("colleague")}, {"ends_at": None}):
            with pytest.raises(DatabaseError, match="row-level security|never changes"), transaction.atomic():
                take.update(**changes)
    with as_member(world, "manager"):
        assert insert(Assignment, user=world.user("colleague"), **values) == ""


def test_an_office_makes_no_consent_its_own(kit: CaseKit) -> None:
    home = kit.world.org("home")
    before = seen("disclosure_ledgerentry")
    with as_member(kit.world, "home_contact"):
        assert Consent.objects.filter(pk=kit.consent.pk).update(organisation=home) == 0
        assert seen("disclosure_ledgerentry") < before


def test_only_an_administrator_changes_what_a_body_is(kit: CaseKit) -> None:
    """Nor the address to which the one-time links of an office go, nor the kind on which the rights of its members rest."""
    world, reached = kit.world, {}
    for member in ("home_contact", "officer", "manager", "admin"):
        with as_member(world, member):
            bodies = [Organisation.objects.filter(pk=world.org(org).pk) for org in ("city", "home")]
            reached[member] = [body.update(email="x@example.invalid") for body in bodies]
    assert reached == {"home_contact": [0, 0], "officer": [0, 0], "manager": [0, 0], "admin": [1, 1]}


def test_who_only_answers_does_not_write_the_case(kit: CaseKit) -> None:
    reached = {}
    for member in ("home_contact", "officer"):
        with as_member(kit.world, member):
            reached[member] = Case.objects.filter(pk=kit.case.pk).update(responsible=kit.world.org("city"))
    assert reached == {"home_contact": 0, "officer": 1}


def test_a_commission_never_outlasts_its_contract(kit: CaseKit) -> None:
    world, ends = kit.world, delegation_end(kit.world.delegation)
    contract = row(kit, "core", InfoClass.IDENTITY, basis="commission", giver=world.org("city"), delegation=world.delegation,
                   opened_by=world.user("core_manager").pk)  # fmt: skip
    with as_member(world, "core_manager"):
        for late in (None, ends + timedelta(seconds=1)):
            assert "row-level security" in insert(LedgerEntry, **contract, ends_at=late)
        assert insert(LedgerEntry, **contract, ends_at=ends) == ""


def test_a_password_alone_opens_nothing(kit: CaseKit) -> None:
    """Where the role needs a second factor: before it, one sees only what is one's own, to enrol and to be told."""
    world, own = kit.world, {"audit_event", "notifications_message", "mfa_authenticator"}
    for member in ("officer", "manager", "home_contact", "auditor"):
        found = []
        for strong in (False, True):
            with as_token(f"session|{session_of(world, member, strong=strong)}", world.members[member].pk):
                found.append({table for table in PROTECTED if table != "accounts_session" and seen(table)})
        assert found[0] <= own, member
        assert found[1] > found[0], member


def test_what_a_row_hangs_on_and_whose_it_is_never_changes(kit: CaseKit) -> None:
    """Else a need, a consent or a case would be carried over to a person, a case or a body of the writer's choice."""
    world, other, need = kit.world, make_case(kit.world), make_need(kit.world, kit.case)
    Case.objects.filter(pk=kit.case.pk).update(status="coordinating")
    town, city = world.org("town"), world.org("city")
    with as_member(world, "officer"):
        for rows, changes in (
            (Case.objects.filter(pk=kit.case.pk), {"person": other.case.person}),
            (Case.objects.filter(pk=kit.case.pk), {"responsible": town}),
            (Case.objects.filter(pk=kit.case.pk), {"number": "R8-XXXXX"}),
            (Need.objects.filter(pk=need.pk), {"case": other.case}),
            (Need.objects.filter(pk=need.pk), {"created_at": world.now - timedelta(days=9)}),
            (Consent.objects.filter(pk=kit.consent.pk), {"organisation": city if kit.consent.organisation != city else town}),
        ):  # fmt: skip
            with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
                rows.update(**changes)
        assert Case.objects.filter(pk=kit.case.pk).update(person=kit.case.person, urgency="within_48h") == 1
        assert Need.objects.filter(pk=need.pk).update(case=kit.case, kind="daytime") == 1


def test_nobody_opens_a_case_of_a_stranger(kit: CaseKit) -> None:
    values = {"opened_at": kit.world.now, "status": "preparing"}
    with as_member(kit.world, "town_officer"):
        new = Person(code="SHIKEN1")
        Person.objects.bulk_create([new])
        assert insert(Case, person=new, number="R8-AAAA1", episode=1, **values) == ""
        assert "row-level security" in insert(
            Case, person_id=kit.case.person_id, number="R8-AAAA2", episode=2, **values
        )
    with as_member(kit.world, "officer"):
        assert insert(Case, person_id=kit.case.person_id, number="R8-AAAA3", episode=2, **values) == "", "a re-referral"
