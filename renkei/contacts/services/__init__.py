"""Buttons of 連絡・記録."""

from renkei.contacts.services.notes import correct_note, finish_next_step, reopen_next_step, write_note
from renkei.contacts.services.templates import put_away_template, save_template

__all__ = [
    "correct_note", "finish_next_step", "put_away_template", "reopen_next_step", "save_template", "write_note",
]  # fmt: skip
