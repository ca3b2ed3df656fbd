"""Screens of the tasks (やること)."""
