"""The area's readings: one file per noun."""
