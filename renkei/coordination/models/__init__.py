"""The area's models: one file per noun. Every model is imported here, so that Django finds it."""

from renkei.coordination.models.joint import Handover, JointEvent, JointItem
from renkei.coordination.models.referral import IntakeCheck, Referral, ReferralQuestion

__all__ = ["Handover", "IntakeCheck", "JointEvent", "JointItem", "Referral", "ReferralQuestion"]
