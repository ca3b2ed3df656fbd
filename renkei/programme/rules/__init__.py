"""The area's rules: pure, one file per noun."""
