"""Tests of the programme: 育成・開発・協議."""
