"""The signed-off role table, typed by hand from the matrix of access (domain reference §5.2), row by row.

It is never generated: a change in `policy/roles.py` has to be typed here as well, by somebody who has read the matrix.
Marks: ● full, ○ own/assigned only, △ after consent and a row of the ledger, 指 named only or break-glass, – none.
"""

from __future__ import annotations

import pytest

from renkei.policy.enums import Reach, Role
from renkei.policy.permissions import P
from renkei.policy.roles import ROLE_TABLE, SYSTEM_TABLE, needs_second_factor, reach_of

R = Role
COLUMNS = (
    R.MUNICIPAL_OFFICER, R.MUNICIPAL_MANAGER, R.GRANT_OFFICER, R.CORE_OFFICER, R.CORE_MANAGER, R.CENTER_OFFICER,
    R.PLAN_OFFICER, R.OFFICE_CONTACT, R.OFFICE_STAFF, R.PREFECTURE_OFFICER, R.AUDITOR,
)  # fmt: skip
MARKS = {"●": Reach.ALL, "○": Reach.ASSIGNED, "△": Reach.DISCLOSED, "指": Reach.NAMED, "–": Reach.NONE}

#: data class of the matrix → the permission that opens it, and the eleven columns of the matrix.
#: Cells that are words in the matrix: 「aggregate」「log only」 open no case and stand here as –; 「own rows」「shared rows」 as △.
SIGNED_OFF = {
    #                            市担  市管  支給  基担  基管  定着  計画  窓口  職員  県   監査
    P.CASE_VIEW:               ("●", "●", "○", "○", "●", "○", "○", "○", "–", "–", "–"),
    P.IDENTITY_VIEW:           ("●", "●", "○", "○", "●", "○", "△", "△", "△", "–", "–"),
    P.WELFARE_VIEW:            ("○", "○", "○", "○", "○", "○", "△", "△", "△", "–", "–"),
    P.JUSTICE_OUTLINE_VIEW:    ("○", "○", "–", "○", "○", "○", "△", "△", "–", "–", "–"),
    P.JUSTICE_DETAIL_VIEW:     ("○", "指", "–", "○", "指", "○", "△", "△", "–", "–", "–"),
    P.THIRD_PARTY_VIEW:        ("指", "指", "–", "指", "指", "○", "△", "△", "–", "–", "–"),
    P.CONSENT_VIEW:            ("●", "●", "○", "○", "●", "○", "△", "△", "–", "–", "●"),
    P.NOTE_VIEW:               ("○", "●", "–", "○", "●", "○", "△", "△", "–", "–", "–"),
    P.MEETING_VIEW:            ("○", "●", "○", "○", "●", "○", "○", "○", "–", "–", "–"),
    P.MEETING_WRITE:           ("○", "●", "–", "○", "●", "○", "–", "–", "–", "–", "–"),
    P.MEETING_ANSWER:          ("○", "●", "○", "○", "●", "○", "○", "○", "–", "–", "–"),
    P.RESPONSIBLE_VIEW:        ("○", "●", "○", "○", "●", "○", "–", "–", "–", "–", "–"),
    P.RESPONSIBLE_WRITE:       ("○", "●", "○", "○", "●", "–", "–", "–", "–", "–", "–"),
    P.RESPONSIBLE_DECIDE:      ("○", "●", "○", "–", "–", "–", "–", "–", "–", "–", "–"),
    P.PLAN_EXCEPTION_APPROVE:  ("–", "●", "–", "–", "–", "–", "–", "–", "–", "–", "–"),
    P.TASK_VIEW:               ("●", "●", "○", "○", "●", "○", "○", "○", "–", "–", "–"),
    P.TASK_WRITE:              ("○", "●", "○", "○", "●", "○", "○", "○", "–", "–", "–"),
    P.DIRECTORY_VIEW:          ("●", "●", "–", "●", "●", "●", "–", "–", "–", "●", "–"),
    P.PROCEDURE_WRITE:         ("○", "●", "○", "○", "●", "○", "–", "–", "–", "–", "–"),
    P.PROCEDURE_DAYS:          ("–", "●", "–", "–", "–", "–", "–", "–", "–", "–", "–"),
    P.MATCH_RULES:             ("–", "●", "–", "–", "–", "–", "–", "–", "–", "–", "–"),
    P.CALENDAR_WRITE:          ("–", "●", "–", "–", "–", "–", "–", "–", "–", "–", "–"),
    P.KNOWLEDGE_VIEW:          ("●", "●", "–", "●", "●", "△", "–", "–", "–", "–", "–"),
    P.KNOWLEDGE_WRITE:         ("●", "●", "–", "●", "●", "–", "–", "–", "–", "–", "–"),
    P.DIRECTORY_CORRECT:       ("●", "●", "–", "●", "●", "–", "–", "–", "–", "–", "–"),
    P.OFFICE_STATE:            ("–", "–", "–", "–", "–", "–", "●", "●", "–", "–", "–"),
    P.QUESTION_ASK:            ("–", "–", "–", "–", "–", "●", "–", "–", "–", "–", "–"),
    P.QUESTION_ANSWER:         ("●", "●", "–", "●", "●", "–", "–", "–", "–", "–", "–"),
    P.CONSULT_VIEW:            ("○", "●", "–", "○", "●", "–", "○", "○", "–", "–", "–"),
    P.CONSULT_ASK:             ("–", "–", "–", "–", "–", "–", "○", "○", "–", "–", "–"),
    P.CONSULT_WRITE:           ("○", "●", "–", "○", "●", "–", "–", "–", "–", "–", "–"),
    P.KEPT_ADVICE_VIEW:        ("●", "●", "–", "●", "●", "–", "●", "●", "–", "–", "–"),
    P.COUNCIL_VIEW:            ("●", "●", "–", "●", "●", "●", "–", "–", "–", "–", "–"),
    P.COUNCIL_WRITE:           ("●", "●", "–", "●", "●", "–", "–", "–", "–", "–", "–"),
    P.KEPT_ADVICE_WRITE:       ("●", "●", "–", "●", "●", "–", "–", "–", "–", "–", "–"),
    P.OUTREACH_VIEW:           ("●", "●", "–", "●", "●", "–", "–", "–", "–", "–", "–"),
    P.OUTREACH_WRITE:          ("●", "●", "–", "●", "●", "–", "–", "–", "–", "–", "–"),
    P.TRAINING_VIEW:           ("●", "●", "–", "●", "●", "●", "–", "–", "–", "–", "–"),
    P.TRAINING_WRITE:          ("●", "●", "–", "●", "●", "–", "–", "–", "–", "–", "–"),
    P.TRAINING_JOIN:           ("●", "●", "●", "●", "●", "●", "●", "●", "●", "●", "–"),
    P.REPORT_VIEW:             ("●", "●", "–", "●", "●", "○", "–", "–", "–", "●", "–"),
    P.NOTE_TEMPLATE:           ("●", "●", "–", "●", "●", "●", "–", "–", "–", "–", "–"),
    P.ACTIVITY_VIEW:           ("●", "●", "–", "●", "●", "–", "–", "–", "–", "–", "●"),
    P.ACTIVITY_REPORT:         ("–", "●", "–", "–", "●", "–", "–", "–", "–", "–", "–"),
}  # fmt: skip

#: Where the table departs from the matrix, with the reason on which it was signed off.
DEPARTURES = {
    (P.THIRD_PARTY_VIEW, R.PLAN_OFFICER): "the matrix grants the instruction only: the row's fields are cut to it",
    (P.THIRD_PARTY_VIEW, R.OFFICE_CONTACT): "offices get the instruction, never the text (design §1)",
    (P.KNOWLEDGE_VIEW, R.CENTER_OFFICER): "the matrix has no such line: the centre reads what coordinators mark 共有可",
    (
        P.ACTIVITY_VIEW,
        R.CENTER_OFFICER,
    ): "the matrix says own counts: the centre reports to its prefecture by its own books",
    (P.ACTIVITY_VIEW, R.PREFECTURE_OFFICER): "it gets the reports that leave the municipality, small counts hidden",
    (P.DIRECTORY_VIEW, R.PREFECTURE_OFFICER): "the directory is published data; the matrix means counts of refusals",
}


@pytest.mark.parametrize("permission", list(SIGNED_OFF), ids=lambda p: p.code)
def test_table_says_what_was_signed_off(permission: P) -> None:
    found = tuple(reach_of(role, permission) for role in COLUMNS)
    assert found == tuple(MARKS[mark] for mark in SIGNED_OFF[permission])


def test_departures_name_cells_of_the_table() -> None:
    assert all(permission in SIGNED_OFF and role in COLUMNS for permission, role in DEPARTURES)


def test_every_role_has_every_line_once() -> None:
    assert set(ROLE_TABLE) == set(Role) - {Role.SYSTEM}
    assert all(set(row) == set(P) for row in ROLE_TABLE.values())


def test_grant_officers_never_see_justice() -> None:
    assert reach_of(R.GRANT_OFFICER, P.JUSTICE_OUTLINE_VIEW) is Reach.NONE
    assert reach_of(R.GRANT_OFFICER, P.JUSTICE_DETAIL_VIEW) is Reach.NONE


@pytest.mark.parametrize("role", [R.PREFECTURE_OFFICER, R.AUDITOR, R.ADMINISTRATOR], ids=str)
def test_bodies_without_cases_open_no_class(role: Role) -> None:
    opened = {p for p in P if p.info_class is not None and reach_of(role, p) is not Reach.NONE}
    assert opened <= {P.CONSENT_VIEW}


def test_system_actors_have_narrow_rights() -> None:
    assert SYSTEM_TABLE["jobs"] == SYSTEM_TABLE["sign_in"] == SYSTEM_TABLE["drafts"] == frozenset()
    assert SYSTEM_TABLE["answer_link"] == {P.CASE_VIEW, P.INQUIRY_VIEW, P.INQUIRY_ANSWER, P.RETURN_CONFIRM}
    assert SYSTEM_TABLE["training_link"] == {P.TRAINING_JOIN}


def test_who_signs_in_with_a_second_factor() -> None:
    """Everybody who may see more than a summary, manages users or reads the audit: all but the prefecture's officer."""
    assert {role for role in ROLE_TABLE if not needs_second_factor(role)} == {Role.PREFECTURE_OFFICER}
    assert not needs_second_factor(Role.SYSTEM)
