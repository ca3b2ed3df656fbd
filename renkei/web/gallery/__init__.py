"""Every component in every state (development and tests only): the page for the eye, for axe and for a newcomer."""
