"""Tables of the area, a file per subject; each is imported here so that Django finds it."""
