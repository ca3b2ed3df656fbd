"""Screens of the directory: search, an office, the import of published files."""
