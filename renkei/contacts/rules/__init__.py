"""Pure rules of the notes: times, templates, the interview sheet."""
