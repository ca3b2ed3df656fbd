"""Screens of 開拓 (ウ)."""
