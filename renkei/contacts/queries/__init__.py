"""Reading the notes: single ones, the table, what a new one starts with, the interview sheet; of meetings, what waits."""

from renkei.contacts.queries.meetings import SOURCE, waiting
from renkei.contacts.queries.notes import (
    NoteView,
    activity_counts,
    circle_of,
    get_note,
    latest,
    note_to_correct,
    page_of_notes,
    steps_of,
    versions_of,
    visible_notes,
    writable_classes,
)
from renkei.contacts.queries.sheet import Sheet, sheet_of
from renkei.contacts.queries.table import notes_between
from renkei.contacts.queries.writing import first_values, own_template, owners, templates_for

__all__ = [
    "SOURCE", "NoteView", "Sheet", "activity_counts", "circle_of", "first_values", "get_note", "latest", "note_to_correct",
    "notes_between", "own_template", "owners", "page_of_notes", "sheet_of", "steps_of", "templates_for", "versions_of",
    "visible_notes", "waiting", "writable_classes",
]  # fmt: skip
