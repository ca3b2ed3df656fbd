"""Tables of the area: asking offices (`asking`), in batches (`batches`), the second person's approval (`clearing`), places
held (`holds`), and searches with the rules of their order (`searching`)."""

from renkei.inquiries.models.asking import Answer, AnswerKey, Inquiry, Visit
from renkei.inquiries.models.batches import Batch
from renkei.inquiries.models.clearing import Clearance
from renkei.inquiries.models.holds import Hold
from renkei.inquiries.models.searching import Choice, MatchRules, Search, Sought

__all__ = [
    "Answer", "AnswerKey", "Batch", "Choice", "Clearance", "Hold", "Inquiry", "MatchRules", "Search", "Sought", "Visit",
]  # fmt: skip
