"""Tests of web.council."""
