"""Words of the area."""

from renkei.contacts.enums.notes import NEUTRAL_METHODS, ContactMethod, Counterpart, Doer, ProgrammeItem

__all__ = ["NEUTRAL_METHODS", "ContactMethod", "Counterpart", "Doer", "ProgrammeItem"]
