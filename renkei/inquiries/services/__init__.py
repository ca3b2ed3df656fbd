"""Buttons of the area."""

from renkei.inquiries.services.answering import AnswerData, answer, answer_with_key, enter_answer
from renkei.inquiries.services.batches import send_next, withdraw_batch
from renkei.inquiries.services.clearing import (
    ask_clearance,
    cancel_clearance,
    decide_clearance,
)
from renkei.inquiries.services.deciding import (
    agree,
    cancel_agreement,
    confirm_returned,
    contract,
    person_declined,
    withdraw,
)
from renkei.inquiries.services.disclosing import Ground, Item, disclose_named
from renkei.inquiries.services.expiring import Swept, expire_due
from renkei.inquiries.services.keys import issue_link, print_sheet, revoke_links
from renkei.inquiries.services.needs import add_need, change_need, reopen_need, settle_without_inquiry, waive_need
from renkei.inquiries.services.searching import choose, keep_search, make_rules
from renkei.inquiries.services.sending import (
    Target,
    add_office,
    extend_deadline,
    reopen,
    send_inquiries,
    shortlist,
)
from renkei.inquiries.services.visiting import cancel_visit, finish_visit, plan_visit, start_trial
from renkei.inquiries.services.withdrawn import close_for_withdrawal

__all__ = [
    "AnswerData",
    "Ground",
    "Item",
    "Swept",
    "Target",
    "add_need",
    "add_office",
    "agree",
    "answer",
    "answer_with_key",
    "ask_clearance",
    "cancel_agreement",
    "cancel_clearance",
    "cancel_visit",
    "change_need",
    "choose",
    "close_for_withdrawal",
    "confirm_returned",
    "contract",
    "decide_clearance",
    "disclose_named",
    "enter_answer",
    "expire_due",
    "extend_deadline",
    "finish_visit",
    "issue_link",
    "keep_search",
    "make_rules",
    "person_declined",
    "plan_visit",
    "print_sheet",
    "reopen",
    "reopen_need",
    "revoke_links",
    "send_inquiries",
    "send_next",
    "settle_without_inquiry",
    "shortlist",
    "start_trial",
    "waive_need",
    "withdraw",
    "withdraw_batch",
]
