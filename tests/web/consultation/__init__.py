"""Tests of web.consultation."""
