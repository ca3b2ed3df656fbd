"""Screens of the release plan (釈放の計画): tasks, outcomes, places held, the sheet of the day."""
