"""Nothing is left out: every protected table agrees with the policy by a test, by its parent, or stands here with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest
from django.conf import settings

from renkei.accounts.queries import responsible_for
from renkei.core.clock import day_of
from renkei.core.errors import NotAllowed
from renkei.disclosure.models import ReturnConfirmation
from renkei.disclosure.queries import CaseAccess
from renkei.people.models import RECORD_OF
from renkei.policy import walls
from renkei.policy.decide import _sees_case, can
from renkei.policy.enums import InfoClass, Role
from renkei.policy.permissions import P
from renkei.privacy.models import Destruction, Incident, LegalHold, ReturnKey
from renkei.privacy.queries import emergencies, incidents, requests, retention, returns
from renkei.privacy.queries.classify import own_models
from renkei.privacy.services.emergencies import open_emergency
from tests.kit.cases import CaseKit, make_case, users
from tests.kit.world import World
from tests.policy.test_scopes_agree import SITUATIONS
from tests.privacy.kit import ask
from tests.wall.kit import as_member, seen
from tests.wall.test_agrees import WITH_THE_CASE, access_of
from tests.wall.test_agrees_areas import AREAS

Rows = set[object]
#: Tables whose rows another test compares, member by member.
COMPARED = {
    "cases_case", "disclosure_ledgerentry", *(m._meta.db_table for m in RECORD_OF.values()), *WITH_THE_CASE, *AREAS,
    "inquiries_inquiry", "inquiries_answer", "inquiries_answerkey", "inquiries_visit", "coordination_referral",
    "coordination_handover", "coordination_jointitem", "coordination_legalevent",
    "consultation_consultation", "consultation_message", "consultation_contactplan", "consultation_supportcontact",
    "consultation_crisisplan", "consultation_crisispart", "consultation_keptadvice",  # test_agrees_support.py
    "programme_outreach", "programme_outreachvisit", "programme_outreachmove",  # test_agrees_outreach.py
    "programme_councilseries", "programme_councilmember", "programme_councilsession", "programme_followup",
    "programme_casesheet", "programme_casetrace",  # test_agrees_council.py
    "contacts_meeting", "contacts_attendee", "contacts_agendaitem",
    "contacts_slotanswer", "contacts_minutes", "contacts_minutesline", "contacts_slot",
    "cases_person", "accounts_formdraft", "accounts_sentform", "accounts_invitation", "inquiries_matchrules",  # test_agrees_own.py
    "programme_training", "programme_trainingseat", "programme_trainingmark", "programme_trainingfile",
    "programme_trainingreply", "programme_traininginvitation",  # test_agrees_training.py
}  # fmt: skip
#: Tables without such a test, and why none is needed (or what proves them instead).
REASONS = {
    "cases_conflictofinterest": "one's own, and those of a case one sees; tests/wall/test_marking.py",
    "inquiries_search": "with its case, to whom asks offices: no office, no centre; tests/inquiries/test_searching.py",
    "inquiries_choice": "the same; tests/inquiries/test_searching.py",
    "inquiries_sought": "the same; tests/inquiries/test_searching.py",
    "programme_sheetcopy": "of the side that hands out, and each member his own; tests/wall/test_agrees_council.py",
    "offices_officequestion": "tests/offices/test_questions.py",
    "offices_knowledge": "tests/offices/test_knowledge.py",
    "offices_statement": "tests/offices/test_statements.py",
    "offices_correction": "for every reader of the directory; tests/offices/test_corrections.py",
    "offices_vacancy": "tests/offices/test_statements.py",
    "contacts_notetemplate": "each body's own, about no person; tests/contacts/test_writing.py",
    "stats_activityreport": "figures of two bodies; tests/stats/test_reports.py",
    "privacy_keystore": "shut to everybody; tests/wall/test_agrees_own.py",
    "coordination_sharinganswer": "with its request, for the side that received it; tests/coordination/test_sharing.py",
    "coordination_procedure": "between the bodies of the programme, by welfare; tests/coordination/test_procedures.py",
    "coordination_advice": "between the bodies of the programme, by class; tests/coordination/test_advice.py",
    "coordination_worksheet": "by case and welfare; tests/coordination/test_responsible.py",
    "coordination_worksheetfact": "by case, welfare and the class of each row; tests/coordination/test_responsible.py",
    "coordination_worksheetentry": "as its facts; tests/coordination/test_responsible.py",
    "coordination_planexception": "for the bodies of the programme; tests/coordination/test_plan_office.py",
    "notifications_mail": "one's own, and of users one manages; tests/notifications/test_mail.py",
    "notifications_mailchoice": "the same; tests/notifications/test_mail.py",
    "background_jobfailure": "kinds of errors, of no person; tests/background/test_jobs.py",
    "accounts_session": "shut to everybody; tests/wall/test_agrees_own.py",
}  # fmt: skip


def _plain(model: type) -> bool:
    """Its wall is only its parent's: by one template, which is compared for the tables in COMPARED."""
    wall = model.WALL  # type: ignore[attr-defined]
    told = {}, {"audited": True}, {"read": "NOT (SELECT wall.is_office())"}
    return bool(wall.parent) and wall.read in [walls.on(wall.parent, **options).read for options in told]


def test_no_protected_table_is_left_out() -> None:
    open_ones = {m._meta.db_table for m in own_models() if m.WALL.read == walls.EVERYBODY}
    rest = {m._meta.db_table for m in own_models() if not _plain(m)} - open_ones
    assert rest <= COMPARED | set(REGISTERS) | set(REASONS)


@pytest.mark.parametrize("table", REASONS)
def test_a_reason_names_a_test_that_stands_before_the_wall_of_this_table(table: str) -> None:
    """As a member, without any filter of the application, and of this very table."""
    named = re.findall(r"tests/[a-z_/]+\.py", REASONS[table])
    (model,) = (m for m in own_models() if m._meta.db_table == table)
    assert named
    for path in named:
        text = (settings.BASE_DIR / path).read_text()
        assert "as_member(" in text, path
        assert f'seen("{table}")' in text or f'"{table}"' in text or f"{model.__name__}._meta.db_table" in text, path


def _ids(query: Callable[[], object]) -> Rows:
    try:
        return {row.pk for row in query()}  # type: ignore[attr-defined]
    except NotAllowed:
        return set()


def _of_all(access: CaseAccess) -> bool:
    """The wall lets the auditor read every register."""
    return access.actor.role is Role.AUDITOR


def _takes_part(access: CaseAccess) -> bool:
    """Of a case one sees: that it was read in an emergency, or given back, is no more than one sees of it anyway."""
    return _of_all(access) or _sees_case(access.actor, access.facts, access.at)


def _own_body(access: CaseAccess) -> bool:
    """Of one's own body, or of one that acts for it: which role reads the page is the policy's (ADR 0006, 5)."""
    body = access.actor.organisation_id
    return body is not None and bool(
        {body, *access.actor.acts_for} & set(responsible_for(_CITY[0], on=day_of(access.at)))
    )


def _proposes(access: CaseAccess) -> bool:
    """Whoever proposes a 廃棄 must see that a request of the person is open."""
    return _own_body(access) and can(access.actor, P.DESTROY_PROPOSE)


_CITY: list[UUID] = []
_HOME: list[UUID] = []
#: Pages that join the case: who no longer sees it (a commission that ended, 利害関係) finds no line of it there either.
JOINED = ("privacy_legalhold", "disclosure_returnconfirmation")
Query = Callable[[CaseAccess], object]
#: Table → the register as the area shows it, and who may see more than it before the wall.
REGISTERS: dict[str, tuple[Query, Callable[[CaseAccess], bool]]] = {
    "privacy_datarequest": (lambda a: requests.requests_of(actor=a.actor, at=a.at), _proposes),
    "privacy_destruction": (lambda a: retention.destructions_of(actor=a.actor, at=a.at), lambda a: False),
    "privacy_legalhold": (lambda a: retention.holds_of(actor=a.actor, at=a.at), lambda a: False),
    "privacy_emergency": (lambda a: emergencies.emergencies(actor=a.actor, at=a.at), _takes_part),
    "privacy_incident": (lambda a: incidents.incidents(actor=a.actor), _own_body),
    "disclosure_returnconfirmation": (
        lambda a: returns.confirmed(actor=a.actor, at=a.at),
        lambda a: _takes_part(a) or a.actor.organisation_id == _HOME[0],  # what one confirmed oneself
    ),
    "privacy_returnkey": (lambda a: (), _takes_part),
}


def fill(kit: CaseKit) -> None:
    """A row of each register: of the case, of its municipality; by the services where they make one in a step."""
    world, city = kit.world, kit.world.org("city")
    common = {"case": kit.case}
    ask(kit)
    open_emergency(
        actor=world.actor("manager"), case=kit.case, classes=[InfoClass.JUSTICE_DETAIL], user_id=users(world, "manager")[0],
        reason="life", reason_text="緊急の安全確認", hours=24, now=world.now,
    )  # fmt: skip
    today = day_of(world.now)
    Destruction.objects.create(
        **common, municipality=city, closed_on=today, years=5, kept_until=today, proposed_at=world.now
    )
    LegalHold.objects.create(**common, kind="lawsuit", reason="係争中", placed_at=world.now)
    Incident.objects.create(
        number="X8-AAAAA", organisation=city, reported_by=users(world, "officer")[0], reported_at=world.now, kind="loss",
        known_at=world.now,
    )  # fmt: skip
    ReturnConfirmation.objects.create(**common, recipient=world.org("home"), at=world.now, how="returned")
    ReturnKey.objects.create(**common, recipient=world.org("home"), secret_hash="0" * 64, expires_at=world.now)


@pytest.mark.django_db
@pytest.mark.parametrize("situation", ["plain", "offices", "related", "ended", "withdrawn"])
def test_the_registers_agree(world: World, situation: str) -> None:
    kit = make_case(world)
    fill(kit)
    SITUATIONS[situation](kit)
    _CITY[:], _HOME[:] = [world.org("city").pk], [world.org("home").pk]
    differ = []
    for member in world.members:
        access = access_of(world, member, kit.case)
        area = {table: _ids(partial(query, access)) for table, (query, _) in REGISTERS.items()}
        more = {table: wider(access) for table, (_, wider) in REGISTERS.items()}
        with as_member(world, member):
            shown = {table: seen(table) for table in REGISTERS}
        for table in REGISTERS:
            hidden, leaked = area[table] - shown[table], shown[table] - area[table]
            if table in JOINED and not _sees_case(access.actor, access.facts, access.at):
                hidden = set()
            if hidden or (leaked and not more[table]):
                differ.append((member, table, "hidden", len(hidden), "leaked", len(leaked)))
    assert not differ, "\n".join(map(str, differ))
