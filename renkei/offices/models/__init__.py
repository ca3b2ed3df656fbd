"""Tables of the directory: what was published (`directory`), what coordinators know (`knowledge`)."""

from renkei.offices.models.directory import ImportRun, Municipality, Office, OfficeIndex, OfficeService
from renkei.offices.models.knowledge import Knowledge

__all__ = ["ImportRun", "Knowledge", "Municipality", "Office", "OfficeIndex", "OfficeService"]
