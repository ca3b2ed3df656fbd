"""Pages: asking (both sides), contacts and plans, the plan for a difficult day, kept advice."""
