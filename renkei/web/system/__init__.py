"""Screens of the work in the background, for the administrator."""
