"""The area's code lists: one file per noun."""
