"""What the prefecture's centre asks a municipality about offices, and the answer: 地域の福祉サービス等の情報提供."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from renkei.cases.enums import ProgrammeItem
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.offices.enums import QuestionStatus
from renkei.policy import walls


class OfficeQuestion(Base):
    """事業所についての問合せ: general, about no person. Its answer is an activity of the programme (ア 利用調整)."""

    WALL = walls.OFFICE_QUESTION
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.STANDING
    PRIVACY = {
        "municipality": Privacy.NONE, "center": Privacy.NONE, "text": Privacy.NONE, "due_on": Privacy.NONE,
        "status": Privacy.NONE, "asked_at": Privacy.NONE, "asked_by": Privacy.STAFF, "answer": Privacy.NONE,
        "office_ids": Privacy.NONE, "answered_at": Privacy.NONE, "answered_by": Privacy.STAFF,
        "answered_for": Privacy.NONE, "item": Privacy.NONE,
    }  # fmt: skip

    municipality = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="問合せ先の市町村・組合"
    )
    center = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="問い合わせた定着支援センター"
    )
    text = models.CharField(
        "問合せ", max_length=1000, db_comment="事業所についての一般的な問合せ（個人のことは書かない）"
    )
    due_on = models.DateField("いつまでに", null=True, db_comment="回答がほしい日")
    status = models.CharField(
        "状態", max_length=10, choices=QuestionStatus.choices, default=QuestionStatus.ASKED, db_comment="状態"
    )
    asked_at = models.DateTimeField(db_comment="問い合わせた日時")
    asked_by = models.UUIDField(db_comment="問い合わせた利用者")
    answer = models.CharField("回答", max_length=2000, blank=True, db_comment="回答")
    office_ids = ArrayField(models.UUIDField(), default=list, db_comment="回答で示した事業所の識別子")
    answered_at = models.DateTimeField(null=True, db_comment="回答した日時")
    answered_by = models.UUIDField(null=True, db_comment="回答した利用者")
    answered_for = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_comment="回答した機関"
    )
    item = models.CharField(
        "事業の区分", max_length=10, choices=ProgrammeItem.choices, default=ProgrammeItem.A,
        db_comment="事業の区分。回答は「ア 利用調整」の活動に数える",
    )  # fmt: skip

    class Meta:
        db_table_comment = "定着支援センターからの、事業所についての問合せと回答"
        constraints = [
            models.CheckConstraint(
                condition=Q(status=QuestionStatus.ANSWERED, answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(answer="")
                | ~Q(status=QuestionStatus.ANSWERED) & Q(answer="", answered_at__isnull=True),
                name="office_question_answered_whole",
                violation_error_message="回答済みの問合せには、回答と日時が要ります。",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "status", "-asked_at"], name="office_question_by_body"),
            models.Index(fields=["center", "-asked_at"], name="office_question_by_center"),
        ]
