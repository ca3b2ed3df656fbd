"""Tables of the directory: what was published (`directory`), what its releases changed (`changes`), what coordinators know
(`knowledge`), what offices say of themselves (`statements`), what the prefecture's centre asks about them (`questions`)."""

from renkei.offices.models.changes import Designation, OfficeChange
from renkei.offices.models.directory import ImportRun, Municipality, Office, OfficeIndex, OfficeService
from renkei.offices.models.knowledge import Knowledge
from renkei.offices.models.questions import OfficeQuestion
from renkei.offices.models.statements import Correction, Statement, Vacancy

__all__ = [
    "Correction",
    "Designation",
    "ImportRun",
    "Knowledge",
    "Municipality",
    "Office",
    "OfficeChange",
    "OfficeIndex",
    "OfficeQuestion",
    "OfficeService",
    "Statement",
    "Vacancy",
]
