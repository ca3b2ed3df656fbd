"""Tables of the directory: what was published (`directory`)."""

from renkei.offices.models.directory import ImportRun, Municipality, Office, OfficeIndex, OfficeService

__all__ = ["ImportRun", "Municipality", "Office", "OfficeIndex", "OfficeService"]
