"""Pure rules: the anonymous sheet, what must not stand in it, deadlines, which stage allows what."""

from renkei.core.scan import Find, FindKind, Known
from renkei.inquiries.rules.closing_days import ClosedDays, closed_days
from renkei.inquiries.rules.crowd import Crowd, Proposal
from renkei.inquiries.rules.deadlines import default_deadline, is_over, office_deadline, remind_from
from renkei.inquiries.rules.numbers import inquiry_number
from renkei.inquiries.rules.scanning import FIELD_LABELS, mended, scan, sentence_of
from renkei.inquiries.rules.sheets import AGE_BANDS, BACKGROUND_LINE, Sheet, sheet_rows
from renkei.inquiries.rules.stages import cause_of, default_stage, may_ask, stages_of

__all__ = [
    "AGE_BANDS",
    "BACKGROUND_LINE",
    "ClosedDays",
    "Crowd",
    "FIELD_LABELS",
    "Find",
    "FindKind",
    "Known",
    "Proposal",
    "Sheet",
    "cause_of",
    "closed_days",
    "default_deadline",
    "default_stage",
    "inquiry_number",
    "is_over",
    "may_ask",
    "mended",
    "office_deadline",
    "remind_from",
    "scan",
    "sentence_of",
    "sheet_rows",
    "stages_of",
]
