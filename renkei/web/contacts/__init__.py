"""Screens of the progress notes (支援経過記録)."""
