"""The area's models: one file per noun. Every model is imported here, so that Django finds it."""

from renkei.coordination.models.advice import Advice, AdviceEntry
from renkei.coordination.models.clock import ClosedDay, LegalEvent
from renkei.coordination.models.joint import Handover, JointEvent, JointItem
from renkei.coordination.models.plan import ReleasePlan, Scenario
from renkei.coordination.models.procedures import Procedure, ProcedureEntry, UsualDays
from renkei.coordination.models.referral import IntakeCheck, Referral, ReferralQuestion
from renkei.coordination.models.release_day import ReleaseDay, ReleaseStop
from renkei.coordination.models.responsible import PlanException, Worksheet, WorksheetEntry, WorksheetFact
from renkei.coordination.models.sharing import SharingAnswer
from renkei.coordination.models.tasks import Task

__all__ = [
    "Advice",
    "AdviceEntry",
    "ClosedDay",
    "Handover",
    "IntakeCheck",
    "JointEvent",
    "JointItem",
    "LegalEvent",
    "PlanException",
    "Procedure",
    "ProcedureEntry",
    "Referral",
    "ReferralQuestion",
    "ReleaseDay",
    "ReleasePlan",
    "ReleaseStop",
    "Scenario",
    "SharingAnswer",
    "Task",
    "Worksheet",
    "WorksheetEntry",
    "WorksheetFact",
    "UsualDays",
]
