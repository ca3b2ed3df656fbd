"""Views of the meetings by noun."""
