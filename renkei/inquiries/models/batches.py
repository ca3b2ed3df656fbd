"""打診のまとまり: one sheet, several offices in order, so many at a time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from renkei.core.fields import EncryptedJSONField, EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.permissions import P


class Batch(Base):
    """What was sent together and what waits for its turn. Its id stands in `Inquiry.batch`; its order in `Inquiry.position`."""

    WALL = walls.on("case", read="NOT (SELECT wall.is_office())", write=(P.INQUIRY_SEND,))
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "need": Privacy.PSEUDONYM, "at_once": Privacy.NONE, "sheet": Privacy.WELFARE,
        "background_reason": Privacy.JUSTICE, "asked_by": Privacy.STAFF, "asked_at": Privacy.NONE,
        "stopped_by": Privacy.STAFF, "stopped_at": Privacy.NONE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="batches", db_comment="ケース")
    need = models.ForeignKey("cases.Need", models.PROTECT, related_name="batches", db_comment="ニーズ")
    at_once = models.PositiveSmallIntegerField("同時に打診する数", db_comment="同時に回答を待つ数の上限")
    sheet = EncryptedJSONField(null=True, db_comment="打診票（順番の来た事業所にも、同じものを送る）")
    background_reason = EncryptedTextField(null=True, db_comment="背景を伝える理由")
    asked_by = models.UUIDField(null=True, db_comment="始めた利用者")
    asked_at = models.DateTimeField(db_comment="始めた日時")
    stopped_by = models.UUIDField(null=True, db_comment="全部を取り下げた利用者")
    stopped_at = models.DateTimeField(null=True, db_comment="全部を取り下げた日時")

    class Meta:
        db_table_comment = "打診のまとまり"
        indexes = [models.Index(fields=["case", "-asked_at"], name="batch_by_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(at_once__gte=1), name="batch_at_once",
                violation_error_message="同時に打診する数は、1以上にしてください。",
            ),
        ]  # fmt: skip
