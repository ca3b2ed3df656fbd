"""Telling users, in the application and by mail: one file per noun."""

from renkei.notifications.services.choices import choose_mails, resume_mails, stop_mails
from renkei.notifications.services.mail import MailUnreachable, give_up_old, plan_mails, send_waiting
from renkei.notifications.services.messages import mark_all_read, mark_read, notify

__all__ = [
    "MailUnreachable", "choose_mails", "give_up_old", "mark_all_read", "mark_read", "notify", "plan_mails", "resume_mails",
    "send_waiting", "stop_mails",
]  # fmt: skip
