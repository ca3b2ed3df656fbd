"""The area's models: one file per noun. Every model is imported here, so that Django finds it."""

from renkei.notifications.models.mail import Mail, MailChoice
from renkei.notifications.models.messages import Message

__all__ = ["Mail", "MailChoice", "Message"]
