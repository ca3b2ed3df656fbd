"""Buttons of the area: the ledger, consents, agreements, attachments."""

from renkei.disclosure.services.agreements import end_agreement, end_delegation, save_agreement
from renkei.disclosure.services.attachments import attach
from renkei.disclosure.services.beforehand import before_system
from renkei.disclosure.services.consents import (
    add_recipient,
    expire_consents,
    explain_consent,
    obtain_consent,
    refuse_consent,
    withdraw_consent,
    withdraw_part,
)
from renkei.disclosure.services.ledger import (
    break_glass,
    collect,
    commission,
    confirm_return,
    disclose,
    end_caused,
    end_entry,
    end_entry_by_job,
    end_recipient,
    give_class,
    give_summary,
    name_person,
)

__all__ = [
    "add_recipient",
    "attach",
    "before_system",
    "break_glass",
    "collect",
    "commission",
    "confirm_return",
    "disclose",
    "end_agreement",
    "end_caused",
    "end_delegation",
    "end_entry",
    "end_entry_by_job",
    "end_recipient",
    "expire_consents",
    "explain_consent",
    "give_class",
    "give_summary",
    "name_person",
    "obtain_consent",
    "refuse_consent",
    "save_agreement",
    "withdraw_consent",
    "withdraw_part",
]
