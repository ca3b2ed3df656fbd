"""Tests of web.contacts."""
