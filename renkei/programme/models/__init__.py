"""The area's models: one file per noun. Every model is imported here, so that Django finds it."""

from renkei.programme.models.outreach import Outreach, OutreachMove, OutreachVisit

__all__ = ["Outreach", "OutreachMove", "OutreachVisit"]
