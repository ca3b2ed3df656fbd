"""Buttons of the figures."""

from renkei.stats.services.reports import confirm_report

__all__ = ["confirm_report"]
