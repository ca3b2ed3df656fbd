"""Screens of a case: list, frame, overview, steps, history."""
