"""Buttons of the area: the ledger, consents, agreements, attachments."""

from renkei.disclosure.services.agreements import end_agreement, end_delegation, save_agreement
from renkei.disclosure.services.attachments import attach
from renkei.disclosure.services.beforehand import before_system
from renkei.disclosure.services.conflicts import declare_conflict, end_conflict, mark_conflict
from renkei.disclosure.services.consents import (
    add_recipient,
    expire_consents,
    explain_consent,
    obtain_consent,
    refuse_consent,
    withdraw_consent,
    withdraw_part,
)
from renkei.disclosure.services.endings import answer_return, confirm_return, end_by_hand, finish_safety_review
from renkei.disclosure.services.ledger import (
    collect,
    commission,
    disclose,
    end_caused,
    end_entry,
    end_entry_by_job,
    end_recipient,
    give_class,
    give_summary,
    renew_commissions,
)
from renkei.disclosure.services.naming import break_glass, end_break_glass, name_person
from renkei.disclosure.services.renewal import record_consent, renew_consent
from renkei.disclosure.services.requests import end_for_request, open_for_request

__all__ = [
    "add_recipient",
    "answer_return",
    "attach",
    "before_system",
    "break_glass",
    "collect",
    "commission",
    "confirm_return",
    "declare_conflict",
    "disclose",
    "end_agreement",
    "end_break_glass",
    "end_by_hand",
    "end_caused",
    "end_conflict",
    "end_delegation",
    "end_entry",
    "end_entry_by_job",
    "end_for_request",
    "end_recipient",
    "expire_consents",
    "explain_consent",
    "finish_safety_review",
    "give_class",
    "give_summary",
    "mark_conflict",
    "name_person",
    "obtain_consent",
    "open_for_request",
    "record_consent",
    "refuse_consent",
    "renew_commissions",
    "renew_consent",
    "save_agreement",
    "withdraw_consent",
    "withdraw_part",
]
