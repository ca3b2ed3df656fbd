"""Words of the area: one file per noun."""

from renkei.contacts.enums.meetings import (
    AttendeeKind,
    AttendeeMode,
    Confidentiality,
    LineKind,
    MeetingKind,
    MeetingStatus,
    Possible,
)
from renkei.contacts.enums.notes import NEUTRAL_METHODS, ContactMethod, Counterpart, Doer, ProgrammeItem

__all__ = [
    "NEUTRAL_METHODS", "AttendeeKind", "AttendeeMode", "Confidentiality", "ContactMethod", "Counterpart", "Doer", "LineKind",
    "MeetingKind", "MeetingStatus", "Possible", "ProgrammeItem",
]  # fmt: skip
