"""枠の確保: a place that an office keeps free for one scenario, until a day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.inquiries.enums import HoldStatus
from renkei.policy import walls
from renkei.policy.permissions import P


class Hold(Base):
    """One place held. The office sees that one is asked of it and until when; for which outcome stands with the scenario,
    which it never sees."""

    WALL = walls.on("inquiry", write=(P.INQUIRY_SEND,))
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.CASE
    KEY_OF = "inquiry"
    PRIVACY = {
        "inquiry": Privacy.PSEUDONYM, "scenario_id": Privacy.NONE, "until": Privacy.PSEUDONYM, "status": Privacy.PSEUDONYM,
        "asked_at": Privacy.PSEUDONYM, "asked_by": Privacy.STAFF, "ended_at": Privacy.PSEUDONYM, "ended_by": Privacy.STAFF,
    }  # fmt: skip

    inquiry = models.ForeignKey("inquiries.Inquiry", models.PROTECT, related_name="holds", db_comment="打診")
    scenario_id = models.UUIDField(db_comment="どの準備（シナリオ）のためか")
    until = models.DateField("確保の期限", db_comment="確保の期限")
    status = models.CharField(
        "状態", max_length=10, choices=HoldStatus.choices, default=HoldStatus.HELD, db_comment="状態"
    )
    asked_at = models.DateTimeField(db_comment="お願いした日時")
    asked_by = models.UUIDField(null=True, db_comment="お願いした利用者")
    ended_at = models.DateTimeField(null=True, db_comment="終わった日時")
    ended_by = models.UUIDField(null=True, db_comment="終えた利用者")

    class Meta:
        db_table_comment = "枠の確保"
        indexes = [models.Index(fields=["until"], condition=Q(status="held"), name="hold_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "scenario_id"], condition=Q(status="held"), name="hold_once",
                violation_error_message="この事業所の枠は、この準備のためにすでに確保をお願いしています。",
            ),
            models.CheckConstraint(
                condition=Q(status="held", ended_at__isnull=True) | (~Q(status="held") & Q(ended_at__isnull=False)),
                name="hold_ended_at", violation_error_message="確保が終わった日時が、状態と合いません。",
            ),
        ]  # fmt: skip
