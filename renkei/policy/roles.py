"""The role table (役割と権限), read a row at a time: permission, then how far it reaches for each role.

Source: the matrix of access proposed for the programme, confirmed by the municipality's privacy officer.
A hand-typed copy stands in tests/policy/test_roles_table.py; a change here needs a change there.
"""

from __future__ import annotations

from renkei.policy.enums import PERSONAL_CLASSES, Reach, Role
from renkei.policy.permissions import P

_COLUMNS = (
    Role.MUNICIPAL_OFFICER,
    Role.MUNICIPAL_MANAGER,
    Role.GRANT_OFFICER,
    Role.CORE_OFFICER,
    Role.CORE_MANAGER,
    Role.CENTER_OFFICER,
    Role.PLAN_OFFICER,
    Role.OFFICE_CONTACT,
    Role.OFFICE_STAFF,
    Role.PREFECTURE_OFFICER,
    Role.REFERRER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
_REACH = {"A": Reach.ALL, "s": Reach.ASSIGNED, "d": Reach.DISCLOSED, "n": Reach.NAMED, "-": Reach.NONE}

# A every case of the organisation ● | s assigned ○ | d as disclosed △ | n persons named by a row | - none
_TABLE = """
                       市担 市管 支給 基担 基管 定着 計画 窓口 職員 県   関係 監査 管理
CASE_VIEW              A    A    s    s    A    s    s    s    -    -    s    -    -
IDENTITY_VIEW          A    A    s    s    A    s    d    d    d    -    s    -    -
WELFARE_VIEW           s    s    s    s    s    s    d    d    d    -    s    -    -
JUSTICE_OUTLINE_VIEW   s    s    -    s    s    s    d    d    -    -    s    -    -
JUSTICE_DETAIL_VIEW    s    n    -    s    n    s    d    d    -    -    s    -    -
THIRD_PARTY_VIEW       n    n    -    n    n    s    d    d    -    -    s    -    -
CONSENT_VIEW           A    A    s    s    A    s    d    d    -    -    s    A    A
NOTE_VIEW              s    A    -    s    A    s    d    d    -    -    -    -    -
MEETING_VIEW           s    A    s    s    A    s    s    s    -    -    s    -    -
INQUIRY_VIEW           A    A    -    s    A    s    s    s    -    -    -    -    -
HANDOVER_VIEW          A    A    s    s    A    s    s    -    -    -    -    -    -
TASK_VIEW              A    A    s    s    A    s    s    s    -    -    -    -    -
REFERRAL_WRITE         s    s    -    s    s    s    -    -    -    -    s    -    -
REFERRAL_DECIDE        s    A    -    s    A    -    -    -    -    -    -    -    -
RECORD_WRITE           s    -    -    s    -    s    -    -    -    -    s    -    -
CONSENT_WRITE          s    -    -    s    -    s    -    -    -    -    s    -    -
CONSENT_WITHDRAW       s    A    -    s    A    s    -    -    -    -    s    -    -
DISCLOSE               s    A    -    s    A    s    -    -    -    -    -    -    -
NEED_WRITE             s    A    -    s    A    s    -    -    -    -    -    -    -
INQUIRY_SEND           s    A    -    s    A    -    -    -    -    -    -    -    -
INQUIRY_ANSWER         -    -    -    -    -    -    s    s    -    -    -    -    -
HANDOVER_WRITE         s    A    -    s    A    s    -    -    -    -    -    -    -
CASE_WRITE             s    A    -    s    A    -    -    -    -    -    -    -    -
ASSIGN                 -    A    -    -    A    s    -    -    -    -    -    -    -
BREAK_GLASS            -    A    -    -    A    -    -    -    -    -    -    -    -
CONFLICT_DECLARE       A    A    s    s    A    s    s    s    -    -    s    -    -
CONFLICT_MARK          -    A    -    -    A    s    -    -    -    -    -    -    -
NOTE_WRITE             s    A    -    s    A    s    -    -    -    -    -    -    -
TASK_WRITE             s    A    s    s    A    s    s    s    -    -    -    -    -
PROCEDURE_WRITE        s    A    s    s    A    s    -    -    -    -    -    -    -
CONSULT_VIEW           s    A    -    s    A    -    s    s    -    -    -    -    -
CONSULT_ASK            -    -    -    -    -    -    s    s    -    -    -    -    -
CONSULT_WRITE          s    A    -    s    A    -    -    -    -    -    -    -    -
MEETING_WRITE          s    A    -    s    A    s    -    -    -    -    -    -    -
EXCEPTION_APPROVE      -    A    -    -    -    -    -    -    -    -    -    -    -
RESPONSIBLE_VIEW       s    A    s    s    A    s    -    -    -    -    -    -    -
RESPONSIBLE_WRITE      s    A    s    s    A    -    -    -    -    -    -    -    -
RESPONSIBLE_DECIDE     s    A    s    -    -    -    -    -    -    -    -    -    -
PLAN_EXCEPTION_APPROVE -    A    -    -    -    -    -    -    -    -    -    -    -
MEETING_ANSWER         s    A    s    s    A    s    s    s    -    -    s    -    -
DIRECTORY_VIEW         A    A    -    A    A    A    -    -    -    A    -    -    A
MATCH_RULES            -    A    -    -    -    -    -    -    -    -    -    -    -
CALENDAR_WRITE         -    A    -    -    -    -    -    -    -    -    -    -    -
PROCEDURE_DAYS         -    A    -    -    -    -    -    -    -    -    -    -    -
DIRECTORY_IMPORT       -    -    -    -    -    -    -    -    -    -    -    -    A
KNOWLEDGE_VIEW         A    A    -    A    A    d    -    -    -    -    -    -    -
KNOWLEDGE_WRITE        A    A    -    A    A    -    -    -    -    -    -    -    -
DIRECTORY_CORRECT      A    A    -    A    A    -    -    -    -    -    -    -    -
OFFICE_STATE           -    -    -    -    -    -    A    A    -    -    -    -    -
QUESTION_ASK           -    -    -    -    -    A    -    -    -    -    -    -    -
QUESTION_ANSWER        A    A    -    A    A    -    -    -    -    -    -    -    -
KEPT_ADVICE_VIEW       A    A    -    A    A    -    A    A    -    -    -    -    -
KEPT_ADVICE_WRITE      A    A    -    A    A    -    -    -    -    -    -    -    -
OUTREACH_VIEW          A    A    -    A    A    -    -    -    -    -    -    -    -
OUTREACH_WRITE         A    A    -    A    A    -    -    -    -    -    -    -    -
TRAINING_VIEW          A    A    -    A    A    A    -    -    -    -    -    -    -
TRAINING_WRITE         A    A    -    A    A    -    -    -    -    -    -    -    -
TRAINING_JOIN          A    A    A    A    A    A    A    A    A    A    A    -    -
COUNCIL_VIEW           A    A    -    A    A    A    -    -    -    -    -    -    -
COUNCIL_WRITE          A    A    -    A    A    -    -    -    -    -    -    -    -
AGREEMENT_VIEW         A    A    -    A    A    A    -    -    -    -    -    A    A
AGREEMENT_WRITE        A    A    -    A    A    -    -    -    -    -    -    -    -
ORG_MANAGE             -    -    -    -    -    -    -    -    -    -    -    -    A
SYSTEM_WATCH           -    -    -    -    -    -    -    -    -    -    -    -    A
USER_MANAGE            -    A    -    -    A    -    -    -    -    -    -    -    A
REPORT_VIEW            A    A    -    A    A    s    -    -    -    A    -    -    -
NOTE_TEMPLATE          A    A    -    A    A    A    -    -    -    -    -    -    -
ACTIVITY_VIEW          A    A    -    A    A    -    -    -    -    -    -    A    -
ACTIVITY_REPORT        -    A    -    -    A    -    -    -    -    -    -    -    -
AUDIT_VIEW             -    -    -    -    -    -    -    -    -    -    -    A    -
PRIVACY_VIEW           -    A    -    -    A    -    -    -    -    -    -    A    -
REQUEST_TAKE           -    A    -    -    A    -    -    -    -    -    -    -    -
REQUEST_DECIDE         -    A    -    -    -    -    -    -    -    -    -    -    -
DESTROY_PROPOSE        A    A    -    -    A    -    -    -    -    -    -    -    -
DESTROY_APPROVE        -    A    -    -    -    -    -    -    -    -    -    -    -
PRIVACY_RULES          -    A    -    -    -    -    -    -    -    -    -    -    -
RETURN_CONFIRM         -    -    -    -    -    -    A    A    -    -    A    -    -
INCIDENT_REPORT        A    A    A    A    A    A    -    -    -    -    -    -    -
INCIDENT_WRITE         -    A    -    -    A    A    -    -    -    -    -    -    -
INCIDENT_VIEW          A    A    A    A    A    A    -    -    -    -    -    A    -
EMERGENCY_REVIEW       -    A    -    -    A    -    -    -    -    -    -    A    -
"""


#: Who may still read what a body collected itself after the person's consent has ended: its manager, and in bodies that
#: have one role only, its officer.
PRIVACY_OFFICERS = frozenset({Role.MUNICIPAL_MANAGER, Role.CORE_MANAGER, Role.CENTER_OFFICER, Role.REFERRER})
#: What is refused once no consent carries the organisation any more: reading on is not writing on.
STOPPED_BY_WITHDRAWAL = frozenset({
    P.RECORD_WRITE, P.INQUIRY_SEND, P.PROCEDURE_WRITE, P.RESPONSIBLE_WRITE, P.RESPONSIBLE_DECIDE,
})  # fmt: skip


def _parse() -> dict[Role, dict[P, Reach]]:
    table: dict[Role, dict[P, Reach]] = {role: {} for role in _COLUMNS}
    for line in _TABLE.strip().splitlines()[1:]:
        name, *cells = line.split()
        for role, cell in zip(_COLUMNS, cells, strict=True):
            table[role][P[name]] = _REACH[cell]
    return table


ROLE_TABLE: dict[Role, dict[P, Reach]] = _parse()

#: What the program itself may do, by the name of the system actor.
SYSTEM_TABLE: dict[str, frozenset[P]] = {
    "answer_link": frozenset({P.CASE_VIEW, P.INQUIRY_VIEW, P.INQUIRY_ANSWER, P.RETURN_CONFIRM}),
    "training_link": frozenset(
        {P.TRAINING_JOIN}
    ),  # who joins a training without an account; carries it, or one seat of it
    "directory_import": frozenset({P.DIRECTORY_IMPORT, P.DIRECTORY_VIEW}),
    "setup": frozenset({P.ORG_MANAGE, P.USER_MANAGE}),
    "sign_in": frozenset(),
    "index": frozenset({P.IDENTITY_VIEW}),
    "drafts": frozenset(),  # keeps what was typed when a session had ended
    "jobs": frozenset(),
    "mail": frozenset(),  # tells users by mail that a notice waits; reads notices and addresses of staff, no case
}


def reach_of(role: Role, permission: P) -> Reach:
    """How far this permission goes for this role; NONE when the role does not have it."""
    return ROLE_TABLE.get(role, {}).get(permission, Reach.NONE)


#: They open no class by themselves, but the doors of others, or what others did.
_OPEN_DOORS = frozenset({P.ORG_MANAGE, P.USER_MANAGE, P.SYSTEM_WATCH, P.AUDIT_VIEW})


def needs_second_factor(role: Role) -> bool:
    """Must a user in this role sign in with a second factor (多要素認証)? Whoever may see more than `summary`, and
    whoever manages users or reads the audit."""
    return any(
        permission.info_class in PERSONAL_CLASSES or permission in _OPEN_DOORS
        for permission, reach in ROLE_TABLE.get(role, {}).items()
        if reach is not Reach.NONE
    )
