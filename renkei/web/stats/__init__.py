"""Screens of figures: the gap map for the 協議会."""
