"""Tables of 連絡・記録."""

from renkei.contacts.models.notes import Note
from renkei.contacts.models.templates import NoteTemplate

__all__ = ["Note", "NoteTemplate"]
