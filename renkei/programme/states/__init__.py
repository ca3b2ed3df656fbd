"""The area's machines: one file per noun."""
