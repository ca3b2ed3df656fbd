"""Reading the record and its seals."""

from renkei.audit.queries.events import (
    case_history,
    events,
    history_of,
    last_event_id,
    own_sign_ins,
    refusals_since,
)
from renkei.audit.queries.seals import Mark, check, head_folder, is_settled, latest_head, mark, public_key_text
from renkei.audit.queries.uses import USES, uses

__all__ = [
    "USES", "uses",
    "Mark", "case_history", "check", "events", "head_folder", "history_of", "is_settled", "last_event_id", "latest_head", "mark",
    "own_sign_ins", "public_key_text", "refusals_since",
]  # fmt: skip
