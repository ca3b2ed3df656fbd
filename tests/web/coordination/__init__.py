"""Tests of web.coordination."""
