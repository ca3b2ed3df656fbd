"""Pure rules: the anonymous sheet, what must not stand in it, deadlines, which stage allows what."""

from renkei.inquiries.rules.deadlines import default_deadline, is_over, remind_from
from renkei.inquiries.rules.numbers import inquiry_number
from renkei.inquiries.rules.scanning import CANONICAL, found_in
from renkei.inquiries.rules.sheets import BACKGROUND_LINE, Sheet, sheet_rows
from renkei.inquiries.rules.stages import cause_of, default_stage, may_ask, stages_of

__all__ = [
    "BACKGROUND_LINE",
    "CANONICAL",
    "Sheet",
    "cause_of",
    "default_deadline",
    "default_stage",
    "found_in",
    "inquiry_number",
    "is_over",
    "may_ask",
    "remind_from",
    "sheet_rows",
    "stages_of",
]
