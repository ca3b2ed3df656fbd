"""Views of 研修 by noun."""
