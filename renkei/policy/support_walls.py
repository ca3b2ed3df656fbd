"""The walls of 後方支援 (renkei/consultation): the same words as walls.py, in a file of their own for its length."""

from __future__ import annotations

from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.policy.walls import NOBODY, Wall, is_system, may, mine, on, own, there_is

_PARENT_SEEN = there_is("{parent} up WHERE up.id = {t}.{key}")
#: 後方支援: without a case of the municipality's side and of the office that asked; on one with the case, and as far as it is
#: reached. No centre and no third office: their roles lack the permission, or it is not theirs.
_KEPT_FOR = "{t}.municipality_id = ANY ((SELECT wall.represented())::uuid[])"
_CONSULTS = (
    f"{may(P.CONSULT_VIEW)} AND ({{t}}.case_id IS NULL OR (" + there_is("cases_case up WHERE up.id = {t}.case_id")
    + f" AND wall.reaches({{t}}.case_id, '{P.CONSULT_VIEW.code}')))"
)  # fmt: skip
_CONSULTING = f"{may(P.CONSULT_ASK, P.CONSULT_WRITE)} AND ({own('office_id')} OR {_KEPT_FOR})"
CONSULTATION = Wall(
    read=f"{is_system('jobs')} OR (({own('office_id')} OR {_KEPT_FOR}) AND {_CONSULTS})",
    add=f"{_CONSULTING} AND {_CONSULTS}",
    change=f"{is_system('jobs')} OR ({_CONSULTING} AND {_CONSULTS})",
)
#: Its texts: the office's own, and those whose class is open. Written once.
CONSULTATION_MESSAGE = Wall(
    read=f"{is_system('jobs')} OR "
    + there_is(
        "{parent} up WHERE up.id = {t}.{key} AND (up.case_id IS NULL OR ({t}.from_office AND up.office_id ="
        " (SELECT wall.organisation())) OR wall.opens(up.case_id, {t}.info_class))"
    ),
    add=f"{may(P.CONSULT_ASK, P.CONSULT_WRITE)} AND {own()} AND {_PARENT_SEEN}",
    change=NOBODY,
    parent="consultation",
)
#: 連絡の計画: of the municipality's side alone.
CONTACT_PLAN = Wall(
    read=f"{is_system('jobs')} OR ({_KEPT_FOR} AND {may(P.CONSULT_WRITE)} AND {_CONSULTS})",
    add=f"{_KEPT_FOR} AND {may(P.CONSULT_WRITE)} AND {own()} AND {_CONSULTS}",
    change=f"{is_system('jobs')} OR ({_KEPT_FOR} AND {may(P.CONSULT_WRITE)} AND {_CONSULTS})",
)
#: 後方支援の活動: of the municipality's side what its body wrote or whose class is open; of the office what it was shown.
SUPPORT_CONTACT = Wall(
    read=f"{is_system('jobs')} OR ({_CONSULTS} AND (({_KEPT_FOR} AND ({{t}}.case_id IS NULL OR {own()}"
    f" OR wall.opens({{t}}.case_id, {{t}}.info_class))) OR ({own('office_id')} AND {{t}}.shareable"
    " AND {t}.cancelled_at IS NULL AND ({t}.case_id IS NULL OR wall.opens({t}.case_id, {t}.info_class)))))",
    add=f"{_KEPT_FOR} AND {may(P.CONSULT_WRITE)} AND {own()} AND {_CONSULTS}",
    change=f"{_KEPT_FOR} AND {may(P.CONSULT_WRITE)} AND {own()} AND {_CONSULTS}",
)
#: 前兆と対応: an office sees it while the person agrees to show it, which the newest version says, and of each version the
#: classes that are open to it (what a newer one leaves as it is stands in an older one).
CRISIS_PLAN = on(
    "case",
    read=f"{is_system('jobs')} OR ({may(P.CONSULT_VIEW)} AND wall.reaches({{t}}.case_id, '{P.CONSULT_VIEW.code}')"
    " AND (NOT (SELECT wall.is_office()) OR wall.crisis_shown({t}.case_id)))",
    add=own(),
    write=(P.CONSULT_WRITE,),
)
CRISIS_PART = Wall(
    read=f"{is_system('jobs')} OR "
    + there_is(
        "{parent} up WHERE up.id = {t}.{key} AND wall.opens(up.case_id, {t}.info_class)"
        f" AND ({{t}}.info_class <> '{InfoClass.THIRD_PARTY}' OR NOT (SELECT wall.is_office()))"
    ),
    add=f"{may(P.CONSULT_WRITE)} AND {_PARENT_SEEN}",
    change=NOBODY,
    parent="plan",
)
#: 残した助言: of the municipality's side; what is published for offices also by them. Before its approval: the two persons.
KEPT_ADVICE = Wall(
    read=f"{is_system('jobs')} OR ({_KEPT_FOR} AND {may(P.KEPT_ADVICE_WRITE)} AND ({{t}}.status IN ('approved', 'retired')"
    f" OR {mine('proposed_by')} OR {mine('reviewer')})) OR ({{t}}.status = 'approved' AND {{t}}.for_offices"
    f" AND {may(P.KEPT_ADVICE_VIEW)} AND (SELECT wall.is_office()))",
    add=f"{_KEPT_FOR} AND {may(P.KEPT_ADVICE_WRITE)} AND {mine('proposed_by')}",
    change=f"{_KEPT_FOR} AND {may(P.KEPT_ADVICE_WRITE)}",
    becomes=f"{{t}}.status <> 'approved' OR {mine('reviewer')}",
)
