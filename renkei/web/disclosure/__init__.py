"""Screens of consents and the ledger of disclosures."""
