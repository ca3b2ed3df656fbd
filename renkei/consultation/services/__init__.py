"""Buttons of 後方支援."""

from renkei.consultation.services.answering import answer, assign, close, link
from renkei.consultation.services.asking import ask, enter_for_office, speak
from renkei.consultation.services.contacting import (
    cancel_contact,
    change_plan,
    end_plan,
    make_plan,
    record_contact,
    tell_late_contacts,
)
from renkei.consultation.services.crisis import record_crisis_print, write_crisis_plan
from renkei.consultation.services.kept import decide_advice, propose_advice, retire_advice, revise_advice
from renkei.consultation.services.offices import open_office

__all__ = [
    "answer", "ask", "assign", "cancel_contact", "change_plan", "close", "decide_advice", "end_plan", "enter_for_office",
    "link", "make_plan", "open_office", "propose_advice", "record_contact", "record_crisis_print", "retire_advice", "revise_advice", "speak",
    "tell_late_contacts", "write_crisis_plan",
]  # fmt: skip
