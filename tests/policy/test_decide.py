"""role × relation × disclosure: allowed and refused in one table, with the kind of refusal."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from renkei.core.clock import TOKYO
from renkei.core.errors import NotAllowed, NotFound
from renkei.policy.actor import Actor, system_actor
from renkei.policy.decide import can, decide, require
from renkei.policy.enums import InfoClass, OrgKind, Role
from renkei.policy.facts import CaseFacts, Grant
from renkei.policy.permissions import P

NOW = datetime(2026, 11, 24, 9, tzinfo=TOKYO)
DAY = timedelta(days=1)
ORG, OTHER, USER, SOMEBODY = uuid4(), uuid4(), uuid4(), uuid4()
S, I, W = InfoClass.SUMMARY, InfoClass.IDENTITY, InfoClass.WELFARE  # noqa: E741
J, D, T = InfoClass.JUSTICE_OUTLINE, InfoClass.JUSTICE_DETAIL, InfoClass.THIRD_PARTY
R, K = Role, OrgKind
YES, NO, ABSENT = "allowed", "refused", "absent"


def actor(role: Role, kind: OrgKind, organisation_id: UUID = ORG) -> Actor:
    return Actor(role=role, organisation_id=organisation_id, organisation_kind=kind, user_id=USER)


def row(info_class: InfoClass, *, to: UUID = ORG, start: int = -1, end: int | None = None, persons: tuple[UUID, ...] = (),
        version: UUID | None = None, whole: bool = True, retained: bool = False, self_opened: bool = False) -> Grant:  # fmt: skip
    return Grant(
        id=uuid4(), info_class=info_class, recipient_id=to, starts_at=NOW + start * DAY,
        ends_at=None if end is None else NOW + end * DAY, version_id=version, fields=("name",) if version else (),
        persons=frozenset(persons), whole=whole, retained=retained, self_opened=self_opened,
    )  # fmt: skip


def answer(
    who: Actor, permission: P, *rows: Grant, assigned: bool = True, frozen: bool = False, related: bool = False
) -> str:
    facts = CaseFacts(
        case_id=uuid4(),
        grants=rows,
        assigned=frozenset({USER} if assigned else ()),
        frozen_at=NOW - DAY if frozen else None,
        related=related,
    )
    found = decide(who, permission, facts, at=NOW)
    return YES if found.allowed else ABSENT if found.absent else NO


CITY = actor(R.MUNICIPAL_OFFICER, K.MUNICIPALITY)
MANAGER = actor(R.MUNICIPAL_MANAGER, K.MUNICIPALITY)
GRANTS = actor(R.GRANT_OFFICER, K.MUNICIPALITY)
CORE = actor(R.CORE_OFFICER, K.CORE_CENTER)
CENTER = actor(R.CENTER_OFFICER, K.SETTLEMENT_CENTER)
CONTACT = actor(R.OFFICE_CONTACT, K.SERVICE_OFFICE)
STAFF = actor(R.OFFICE_STAFF, K.SERVICE_OFFICE)
PLAN = actor(R.PLAN_OFFICER, K.PLAN_OFFICE)
AUDITOR = actor(R.AUDITOR, K.OPERATOR)
PREFECTURE = actor(R.PREFECTURE_OFFICER, K.PREFECTURE)
V = uuid4()

TABLE = [
    # who, permission, rows, assigned, answer
    ("no row at all", CITY, P.CASE_VIEW, (), True, ABSENT),
    ("row of another body", CITY, P.CASE_VIEW, (row(S, to=OTHER),), True, ABSENT),
    ("row that is over", CITY, P.CASE_VIEW, (row(S, end=0),), True, ABSENT),
    ("row that starts tomorrow", CITY, P.CASE_VIEW, (row(S, start=1),), True, ABSENT),
    ("row that ends tomorrow", CITY, P.CASE_VIEW, (row(S, end=1),), True, YES),
    ("officer sees every case of his body", CITY, P.CASE_VIEW, (row(S),), False, YES),
    ("identity is open to every officer", CITY, P.IDENTITY_VIEW, (row(S), row(I)), False, YES),
    ("welfare only to the assigned", CITY, P.WELFARE_VIEW, (row(S), row(W)), False, NO),
    ("welfare to the assigned", CITY, P.WELFARE_VIEW, (row(S), row(W)), True, YES),
    ("a class that was not given", CITY, P.WELFARE_VIEW, (row(S), row(I)), True, NO),
    ("detail to the assigned officer", CITY, P.JUSTICE_DETAIL_VIEW, (row(S), row(D)), True, YES),
    ("third party only when named", CITY, P.THIRD_PARTY_VIEW, (row(S), row(T)), True, NO),
    ("third party when named", CITY, P.THIRD_PARTY_VIEW, (row(S), row(T), row(T, persons=(USER,))), True, YES),
    ("manager: detail only by name", MANAGER, P.JUSTICE_DETAIL_VIEW, (row(S), row(D)), True, NO),
    ("manager: detail by a row that names him", MANAGER, P.JUSTICE_DETAIL_VIEW, (row(S), row(D, persons=(USER,), end=1)), True, YES),
    ("a row that names somebody else", CITY, P.WELFARE_VIEW, (row(S), row(W, persons=(SOMEBODY,))), True, NO),
    ("grant officer: no justice, case known", GRANTS, P.JUSTICE_OUTLINE_VIEW, (row(S), row(J)), True, NO),
    ("grant officer: no justice, case not his", GRANTS, P.JUSTICE_OUTLINE_VIEW, (row(S), row(J)), False, ABSENT),
    ("core officer: assigned cases only", CORE, P.CASE_VIEW, (row(S),), False, ABSENT),
    ("core officer: assigned", CORE, P.CASE_VIEW, (row(S),), True, YES),
    ("centre: assigned", CENTER, P.JUSTICE_DETAIL_VIEW, (row(S), row(D)), True, YES),
    ("centre: not assigned", CENTER, P.JUSTICE_DETAIL_VIEW, (row(S), row(D)), False, ABSENT),
    ("office: identity as disclosed", CONTACT, P.IDENTITY_VIEW, (row(S, whole=False), row(I, version=V, whole=False)), True, YES),
    ("office: justice without a name", CONTACT, P.JUSTICE_OUTLINE_VIEW, (row(S, whole=False), row(J, version=V, whole=False)), True, NO),
    ("office: justice with another's name", CONTACT, P.JUSTICE_OUTLINE_VIEW, (row(S, whole=False), row(J, version=V, persons=(SOMEBODY,), whole=False)), True, NO),
    ("office: justice with the name", CONTACT, P.JUSTICE_OUTLINE_VIEW, (row(S, whole=False), row(J, version=V, persons=(USER,), whole=False)), True, YES),
    ("office: case not assigned", CONTACT, P.IDENTITY_VIEW, (row(S, whole=False), row(I, version=V, whole=False)), False, ABSENT),
    ("office staff: operational identity", STAFF, P.IDENTITY_VIEW, (row(S, whole=False), row(I, version=V, whole=False)), False, YES),
    ("office staff: no justice, ever", STAFF, P.JUSTICE_OUTLINE_VIEW, (row(S, whole=False), row(J, version=V, persons=(USER,), whole=False)), True, NO),
    ("office staff: no list", STAFF, P.CASE_VIEW, (row(S, whole=False),), True, NO),
    ("plan office: writes no record", PLAN, P.RECORD_WRITE, (row(S, whole=False),), True, NO),
    ("auditor: no row, no case", AUDITOR, P.CONSENT_VIEW, (), True, ABSENT),
    ("prefecture: nothing of a case", PREFECTURE, P.CASE_VIEW, (row(S),), True, ABSENT),
    ("retained row beside another does not count", CITY, P.WELFARE_VIEW, (row(S), row(W, retained=True)), True, NO),
    ("retained summary alone shows the case", CITY, P.CASE_VIEW, (row(S, retained=True),), False, YES),
    ("retained class alone: not for the officer", CITY, P.WELFARE_VIEW, (row(S, retained=True), row(W, retained=True)), True, NO),
    ("retained class alone: for the manager", MANAGER, P.WELFARE_VIEW, (row(S, retained=True), row(W, retained=True)), True, YES),
    ("retained: nothing may be written", CITY, P.RECORD_WRITE, (row(S, retained=True),), True, NO),
]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "permission", "rows", "assigned", "expected"), [t[1:] for t in TABLE], ids=[t[0] for t in TABLE]
)
def test_decide(who: Actor, permission: P, rows: tuple[Grant, ...], assigned: bool, expected: str) -> None:
    assert answer(who, permission, *rows, assigned=assigned) == expected


@pytest.mark.parametrize(
    ("who", "permission", "expected"),
    [
        (CITY, P.CASE_VIEW, YES), (CITY, P.WELFARE_VIEW, NO), (MANAGER, P.WELFARE_VIEW, YES), (CENTER, P.WELFARE_VIEW, YES),
        (CITY, P.RECORD_WRITE, NO), (CITY, P.INQUIRY_SEND, NO), (CITY, P.PROCEDURE_WRITE, NO),
        (CITY, P.RESPONSIBLE_WRITE, NO), (CITY, P.RESPONSIBLE_DECIDE, NO), (CITY, P.CASE_WRITE, YES), (CITY, P.CONSENT_WRITE, YES),
        (CITY, P.DISCLOSE, YES),
    ],
)  # fmt: skip
def test_after_the_consent_ended_own_collection_is_read_only_for_the_privacy_officer(
    who: Actor, permission: P, expected: str
) -> None:
    assert answer(who, permission, row(S), row(W), frozen=True) == expected
    assert answer(who, permission, row(S), row(W), frozen=False) == (NO if permission is None else YES)


CORE_MANAGER = actor(R.CORE_MANAGER, K.CORE_CENTER)
EMERGENCY = [
    # an emergency row for W that names USER: who, permission, rows beside it, assigned, answer
    ("opens the class to one who is not assigned", CORE, P.WELFARE_VIEW, (row(S), row(W)), False, YES),
    ("shows the case to that person", CORE, P.CASE_VIEW, (row(S), row(W)), False, YES),
    ("not another class", CORE, P.IDENTITY_VIEW, (row(S), row(I)), False, NO),
    ("not the notes", CORE, P.NOTE_VIEW, (row(S),), False, NO),
    ("not writing", CORE, P.RECORD_WRITE, (row(S),), False, NO),
    ("opens a class the body does not hold", CORE, P.WELFARE_VIEW, (row(S),), False, YES),
    ("nothing to a role that never reads the class", STAFF, P.JUSTICE_OUTLINE_VIEW, (row(S),), False, NO),
    ("retained rows go on counting beside it", CORE_MANAGER, P.CASE_VIEW, (row(S, retained=True),), False, YES),
]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "permission", "rows", "assigned", "expected"), [t[1:] for t in EMERGENCY], ids=[t[0] for t in EMERGENCY]
)
def test_an_emergency_gives_what_it_says_to_whom_it_names(
    who: Actor, permission: P, rows: tuple[Grant, ...], assigned: bool, expected: str
) -> None:
    mine, another = (row(W, end=1, persons=(p,), self_opened=True) for p in (USER, SOMEBODY))
    assert answer(who, permission, *rows, mine, assigned=assigned) == expected
    assert answer(who, permission, *rows, mine, assigned=assigned, related=True) in (ABSENT, NO)
    if who is CORE:  # a row that names a colleague gives nothing, not even that the case exists
        assert answer(who, permission, *rows, another, assigned=False) == ABSENT
        over = row(W, end=0, persons=(USER,), self_opened=True)
        assert answer(who, permission, *rows, over, assigned=False) == ABSENT
    assert answer(CITY, P.CASE_VIEW, another) == ABSENT  # a body that holds nothing else takes no part


@pytest.mark.parametrize("permission", [p for p in P if p.info_class is not None], ids=lambda p: p.code)
@pytest.mark.parametrize("who", [CITY, MANAGER, CENTER, CONTACT], ids=lambda a: str(a.role))
def test_a_related_person_finds_no_case(who: Actor, permission: P) -> None:
    rows = [row(c, persons=(USER,), version=V, whole=False) for c in InfoClass] + [row(c) for c in InfoClass]
    assert answer(who, permission, *rows, related=True) == ABSENT


def test_system_actors_pass_only_their_own_permissions() -> None:
    link = system_actor("answer_link", organisation_id=ORG, kind=K.SERVICE_OFFICE)
    assert answer(link, P.INQUIRY_ANSWER, row(S, whole=False)) == YES
    assert answer(link, P.IDENTITY_VIEW, row(S, whole=False), row(I, version=V, whole=False)) == NO
    assert not can(system_actor("jobs"), P.ORG_MANAGE)


def test_refusals_carry_what_a_user_may_read() -> None:
    facts = CaseFacts(case_id=uuid4(), grants=(row(S), row(W)), assigned=frozenset())
    with pytest.raises(NotAllowed) as refused:
        require(CITY, P.WELFARE_VIEW, facts, at=NOW)
    assert "担当" in str(refused.value)
    assert refused.value.next_step
    with pytest.raises(NotFound) as absent:
        require(CITY, P.WELFARE_VIEW, CaseFacts(case_id=facts.case_id), at=NOW)
    assert str(absent.value) == str(NotFound())


def test_a_decision_on_a_case_needs_the_moment() -> None:
    with pytest.raises(ValueError, match="moment"):
        decide(CITY, P.CASE_VIEW, CaseFacts(case_id=uuid4()))
