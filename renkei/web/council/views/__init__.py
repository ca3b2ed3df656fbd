"""Views of 定期協議・協議会 by noun."""
