"""Pure rules of the area, a file per subject."""
