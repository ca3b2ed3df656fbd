"""定期協議・協議会: the screens."""
