"""One's own inbox, and what became of the mails: one file per noun."""

from renkei.notifications.queries.mail import (
    MailFigures,
    choice_of,
    failed_mails,
    is_stopped,
    mail_figures,
    mails_of,
    stopped_of,
    stopped_users,
    wish_of,
)
from renkei.notifications.queries.messages import inbox, told_since, unread_count

__all__ = [
    "MailFigures", "choice_of", "failed_mails", "inbox", "is_stopped", "mail_figures", "mails_of", "stopped_of", "stopped_users", "told_since",
    "unread_count", "wish_of",
]  # fmt: skip
