"""Signing in, organisations and users."""
