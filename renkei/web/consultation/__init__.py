"""Screens of 後方支援; for offices 「支援の相談」."""
