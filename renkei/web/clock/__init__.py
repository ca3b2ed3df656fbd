"""Screens of the legal clock (期限) of a case, and of the closure days of a municipality."""
