"""What an actor may see of inquiries."""

from renkei.inquiries.queries.access import (
    CAUSES,
    InquiryAccess,
    answers_of,
    get_inquiry,
    get_visit,
    is_office,
    return_missing,
    rows_of,
    status_label,
    visits_of,
)
from renkei.inquiries.queries.candidates import CandidateList, candidates_for
from renkei.inquiries.queries.keys import (
    KeyPage,
    KeyState,
    actor_of_key,
    clean_code,
    find_key,
    key_page,
    office_of_key,
    state_of,
)
from renkei.inquiries.queries.lists import (
    get_need,
    inquiries_of,
    needs_with_inquiries,
    received,
    sent,
)
from renkei.inquiries.queries.readiness import ClassReadiness, Readiness, members_of, readiness_of
from renkei.inquiries.queries.sheets import prefilled, problems_in
from renkei.inquiries.queries.sides import BOTH_SIDES, SECOND_PERSON, is_same_body, refusal_of_sides
from renkei.inquiries.queries.targets import TargetInfo, targets_for
from renkei.inquiries.queries.touched import touched_offices
from renkei.inquiries.queries.waiting import waiting

__all__ = [
    "BOTH_SIDES",
    "CAUSES",
    "CandidateList",
    "ClassReadiness",
    "InquiryAccess",
    "KeyPage",
    "KeyState",
    "Readiness",
    "SECOND_PERSON",
    "actor_of_key",
    "TargetInfo",
    "answers_of",
    "candidates_for",
    "clean_code",
    "find_key",
    "get_inquiry",
    "get_need",
    "get_visit",
    "inquiries_of",
    "is_office",
    "is_same_body",
    "key_page",
    "members_of",
    "needs_with_inquiries",
    "office_of_key",
    "prefilled",
    "problems_in",
    "readiness_of",
    "refusal_of_sides",
    "received",
    "return_missing",
    "rows_of",
    "sent",
    "state_of",
    "status_label",
    "targets_for",
    "visits_of",
    "touched_offices",
    "waiting",
]
