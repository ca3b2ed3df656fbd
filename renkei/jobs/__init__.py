"""What runs without a screen: management commands, daily jobs, the demo."""
