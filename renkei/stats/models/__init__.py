"""The one table of the area."""

from renkei.stats.models.reports import ActivityReport

__all__ = ["ActivityReport"]
