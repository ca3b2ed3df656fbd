"""Tables of the directory: what was published (`directory`), what coordinators know (`knowledge`), what offices say of
themselves (`statements`)."""

from renkei.offices.models.directory import ImportRun, Municipality, Office, OfficeIndex, OfficeService
from renkei.offices.models.knowledge import Knowledge
from renkei.offices.models.statements import Statement, Vacancy

__all__ = [
    "ImportRun",
    "Knowledge",
    "Municipality",
    "Office",
    "OfficeIndex",
    "OfficeService",
    "Statement",
    "Vacancy",
]
