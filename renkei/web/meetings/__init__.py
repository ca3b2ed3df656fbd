"""Screens of the meetings (会議)."""
