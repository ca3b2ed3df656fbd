"""The area's models: one file per noun. Every model is imported here, so that Django finds it."""

from renkei.programme.models.case_sheets import CaseSheet, CaseTrace, SheetCopy
from renkei.programme.models.council import CouncilMember, CouncilSeries, CouncilSession, FollowUp
from renkei.programme.models.outreach import Outreach, OutreachMove, OutreachVisit
from renkei.programme.models.training import Training, TrainingFile, TrainingInvitation
from renkei.programme.models.training_people import TrainingMark, TrainingReply, TrainingSeat

__all__ = [
    "Outreach", "OutreachMove", "OutreachVisit", "Training", "TrainingFile", "TrainingInvitation", "TrainingMark", "TrainingReply",
    "TrainingSeat",
    "CaseSheet", "CaseTrace", "CouncilMember", "CouncilSeries", "CouncilSession", "FollowUp", "SheetCopy",
]  # fmt: skip
