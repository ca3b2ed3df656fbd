"""What every area stands on. Knows nothing of welfare."""
