"""Screens of the register of sharing agreements."""
