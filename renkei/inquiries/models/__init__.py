"""Tables of the area: asking offices (`asking`), in batches (`batches`), the second person's approval (`clearing`)."""

from renkei.inquiries.models.asking import Answer, AnswerKey, Inquiry, Visit
from renkei.inquiries.models.batches import Batch
from renkei.inquiries.models.clearing import Clearance

__all__ = ["Answer", "AnswerKey", "Batch", "Clearance", "Inquiry", "Visit"]
