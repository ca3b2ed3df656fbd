"""Reading, a file per subject."""
