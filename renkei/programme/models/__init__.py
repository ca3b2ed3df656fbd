"""The area's models: one file per noun. Every model is imported here, so that Django finds it."""

from renkei.programme.models.case_sheets import CaseSheet, CaseTrace, SheetCopy
from renkei.programme.models.council import CouncilMember, CouncilSeries, CouncilSession, FollowUp
from renkei.programme.models.outreach import Outreach, OutreachMove, OutreachVisit

__all__ = [
    "CaseSheet", "CaseTrace", "CouncilMember", "CouncilSeries", "CouncilSession", "FollowUp", "Outreach",
    "OutreachMove", "OutreachVisit", "SheetCopy",
]  # fmt: skip
