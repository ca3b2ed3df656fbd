"""What an actor may see of inquiries."""

from renkei.inquiries.queries.access import (
    CAUSES,
    InquiryAccess,
    answers_of,
    get_inquiry,
    get_visit,
    return_missing,
    rows_of,
    status_label,
    visits_of,
)
from renkei.inquiries.queries.batches import BatchPage, batches_of, get_batch, has_batch
from renkei.inquiries.queries.candidates import CandidateList, candidates_for
from renkei.inquiries.queries.clearing import (
    ClearancePage,
    approved,
    approved_in_batch,
    clearances_of,
    get_clearance,
    split_targets,
)
from renkei.inquiries.queries.comparing import Compared, compared, numbered, picture
from renkei.inquiries.queries.crowd import CrowdCheck, crowd_check
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
from renkei.inquiries.queries.known import finds_in
from renkei.inquiries.queries.lists import (
    declined_counts,
    get_need,
    inquiries_of,
    needs_with_inquiries,
    received,
    sent,
)
from renkei.inquiries.queries.match_rules import made_rules, own_rules
from renkei.inquiries.queries.readiness import ClassReadiness, Readiness, members_of, readiness_of
from renkei.inquiries.queries.searches import (
    Effect,
    OldSearch,
    effects_of,
    offices_called,
    old_search,
    searches_of,
    way_back_for,
)
from renkei.inquiries.queries.sheets import prefilled
from renkei.inquiries.queries.sides import BOTH_SIDES, SECOND_PERSON, is_same_body, refusal_of_sides
from renkei.inquiries.queries.targets import TargetInfo, targets_for
from renkei.inquiries.queries.touched import touched_offices
from renkei.inquiries.queries.waiting import SOURCES, waiting
from renkei.inquiries.queries.wanted import sought_of

__all__ = [
    "declined_counts",
    "Compared",
    "compared",
    "numbered",
    "picture",
    "BOTH_SIDES",
    "BatchPage",
    "CAUSES",
    "SOURCES",
    "CandidateList",
    "ClearancePage",
    "CrowdCheck",
    "ClassReadiness",
    "Effect",
    "InquiryAccess",
    "KeyPage",
    "KeyState",
    "OldSearch",
    "Readiness",
    "SECOND_PERSON",
    "actor_of_key",
    "TargetInfo",
    "answers_of",
    "approved",
    "approved_in_batch",
    "batches_of",
    "candidates_for",
    "clean_code",
    "clearances_of",
    "crowd_check",
    "effects_of",
    "find_key",
    "finds_in",
    "get_batch",
    "get_clearance",
    "get_inquiry",
    "get_need",
    "get_visit",
    "has_batch",
    "inquiries_of",
    "is_same_body",
    "made_rules",
    "offices_called",
    "old_search",
    "own_rules",
    "searches_of",
    "key_page",
    "members_of",
    "needs_with_inquiries",
    "office_of_key",
    "prefilled",
    "readiness_of",
    "refusal_of_sides",
    "received",
    "return_missing",
    "rows_of",
    "sent",
    "sought_of",
    "split_targets",
    "state_of",
    "status_label",
    "targets_for",
    "visits_of",
    "touched_offices",
    "waiting",
    "way_back_for",
]
