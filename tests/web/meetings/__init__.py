"""Tests of web.meetings."""
