"""Tests of web.home."""
