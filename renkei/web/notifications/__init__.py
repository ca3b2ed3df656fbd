"""Screens of the messages."""
