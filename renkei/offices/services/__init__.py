"""Buttons of the directory: take in a file of offices, fill the table of municipalities, say what one knows of an office,
say what an office says of itself, confirm or correct what is published."""

from renkei.offices.services.corrections import correct_office, withdraw_correction
from renkei.offices.services.imports import import_files
from renkei.offices.services.indexing import index_offices
from renkei.offices.services.knowledge import save_knowledge
from renkei.offices.services.municipalities import add_fictional_municipalities, load_municipalities
from renkei.offices.services.questions import answer_about_offices, ask_about_offices, withdraw_question
from renkei.offices.services.statements import state_office, take_back_vacancy

__all__ = [
    "add_fictional_municipalities",
    "correct_office",
    "answer_about_offices",
    "ask_about_offices",
    "import_files",
    "index_offices",
    "load_municipalities",
    "save_knowledge",
    "state_office",
    "take_back_vacancy",
    "withdraw_correction",
    "withdraw_question",
]
