"""The area's machine: the meeting's."""
