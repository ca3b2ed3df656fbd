"""Views of the area, a file per subject."""
