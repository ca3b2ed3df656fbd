"""Buttons of the area, a file per subject."""
