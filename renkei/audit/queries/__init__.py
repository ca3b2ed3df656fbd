"""Reading the record and its seals."""

from renkei.audit.queries.events import (
    case_history,
    history_of,
    last_event_id,
    own_sign_ins,
    refusals_since,
)
from renkei.audit.queries.seals import (
    Mark,
    check,
    head_folder,
    is_settled,
    latest_head,
    mark,
    public_key_text,
    seal_state,
)
from renkei.audit.queries.search import (
    ACCESSES,
    LOOKED,
    REFUSED,
    TAKEN,
    TOLD,
    Reading,
    Wanted,
    bodies_that_accessed,
    case_accesses,
    events,
    readings,
)
from renkei.audit.queries.uses import USES, uses

__all__ = [
    "ACCESSES", "LOOKED", "REFUSED", "TAKEN", "TOLD", "USES", "Mark", "Reading", "Wanted", "bodies_that_accessed",
    "case_accesses", "case_history", "check", "events", "head_folder", "history_of", "is_settled", "last_event_id",
    "latest_head", "mark", "own_sign_ins", "public_key_text", "readings", "refusals_since", "seal_state", "uses",
]  # fmt: skip
