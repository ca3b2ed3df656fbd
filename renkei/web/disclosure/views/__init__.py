"""Pages of the area, by what they are about."""
