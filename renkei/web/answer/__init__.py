"""Answering without an account: a one-time link, or the code of a printed sheet. No personal data, nothing else to see."""
