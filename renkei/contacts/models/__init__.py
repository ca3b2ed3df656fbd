"""The area's models: one file per noun. Every model is imported here, so that Django finds it."""

from renkei.contacts.models.meetings import AgendaItem, Attendee, Meeting, Slot, SlotAnswer
from renkei.contacts.models.minutes import Minutes, MinutesLine
from renkei.contacts.models.notes import Note
from renkei.contacts.models.templates import NoteTemplate

__all__ = [
    "AgendaItem", "Attendee", "Meeting", "Minutes", "MinutesLine", "Note", "NoteTemplate", "Slot", "SlotAnswer",
]  # fmt: skip
