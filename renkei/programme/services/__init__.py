"""The area's buttons: one file per noun."""
