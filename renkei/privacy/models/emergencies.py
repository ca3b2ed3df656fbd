"""緊急の閲覧 and its review. What it opens are rows of the ledger (basis 緊急の閲覧), which end by themselves."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from renkei.core.fields import CodeField, EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.privacy.enums.emergencies import EmergencyReason, ReviewStatus


class Emergency(Base):
    """One opening: who opened which classes for whom, why, for how long; and what became of the review.

    The reason is written about one person and so is encrypted with that person's key; everybody else reads codes.
    """

    WALL = walls.EMERGENCY
    PURPOSE, RETENTION = Purpose.ACCOUNTABILITY, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "organisation": Privacy.NONE, "opened_by": Privacy.STAFF, "opened_at": Privacy.PSEUDONYM,
        "user_id": Privacy.STAFF, "classes": Privacy.NONE, "reason": Privacy.PSEUDONYM, "reason_text": Privacy.WELFARE,
        "ends_at": Privacy.PSEUDONYM, "ended_at": Privacy.PSEUDONYM, "ended_by": Privacy.STAFF, "status": Privacy.NONE,
        "due_on": Privacy.NONE, "escalated_at": Privacy.NONE, "reviewed_at": Privacy.NONE, "reviewed_by": Privacy.STAFF,
        "finding": Privacy.WELFARE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="閲覧した機関"
    )
    opened_by = models.UUIDField(db_comment="開いた利用者")
    opened_at = models.DateTimeField(db_comment="開いた日時")
    user_id = models.UUIDField(db_comment="閲覧する利用者")
    classes = ArrayField(models.CharField(max_length=20), db_comment="開いた情報区分")
    reason = CodeField("理由", max_length=20, choices=EmergencyReason.choices, db_comment="理由（コード）")
    reason_text = EncryptedTextField(db_comment="具体的な事情")
    ends_at = models.DateTimeField(db_comment="自動で終わる日時")
    ended_at = models.DateTimeField(null=True, db_comment="途中で終えた日時")
    ended_by = models.UUIDField(null=True, db_comment="途中で終えた利用者")
    status = models.CharField(
        "確認", max_length=20, choices=ReviewStatus.choices, default=ReviewStatus.WAITING, db_comment="確認の状態"
    )
    due_on = models.DateField(db_comment="確認の期限")
    escalated_at = models.DateTimeField(null=True, db_comment="期限超過を知らせた日時")
    reviewed_at = models.DateTimeField(null=True, db_comment="確認した日時")
    reviewed_by = models.UUIDField(null=True, db_comment="確認した利用者")
    finding = EncryptedTextField(null=True, db_comment="確認の結果と所見")

    class Meta:
        db_table_comment = "緊急の閲覧とその確認"
        indexes = [models.Index(fields=["case", "-opened_at"], name="emergency_by_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at")), name="emergency_period",
                violation_error_message="終了は、開いた日時より後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | (~Q(reviewed_by=F("opened_by")) & ~Q(reviewed_by=F("user_id"))),
                name="emergency_review_by_another",
                violation_error_message="緊急の閲覧を確認できるのは、開いた人と閲覧した人以外の人です。",
            ),
            models.CheckConstraint(
                condition=Q(status=ReviewStatus.WAITING, reviewed_at__isnull=True)
                | (~Q(status=ReviewStatus.WAITING) & Q(reviewed_at__isnull=False, reviewed_by__isnull=False, finding__isnull=False)),
                name="emergency_review_complete", violation_error_message="確認の結果と所見を入力してください。",
            ),
        ]  # fmt: skip
