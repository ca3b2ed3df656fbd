"""Screens of the procedures (手続)."""
