"""Tests of web.tasks."""
