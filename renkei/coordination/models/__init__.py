"""The area's models: one file per noun. Every model is imported here, so that Django finds it."""

from renkei.coordination.models.joint import Handover, JointEvent, JointItem

__all__ = ["Handover", "JointEvent", "JointItem"]
