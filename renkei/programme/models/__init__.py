"""The area's models: one file per noun. Every model is imported here, so that Django finds it."""
