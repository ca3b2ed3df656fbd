"""送付の承認: a second person looks at exactly one sheet for exactly these offices before it leaves."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from renkei.core.fields import CodeField, EncryptedJSONField, EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.inquiries.enums import ClearanceStatus
from renkei.policy import walls
from renkei.policy.permissions import P

_C = ClearanceStatus
_DECIDED = [str(s) for s in (_C.APPROVED, _C.REFUSED, _C.USED)]


class Clearance(Base):
    """A sheet that says more than the rule allows, why, and what the second person said. `fingerprint`: of sheet and offices."""

    WALL = walls.on("case", read="NOT (SELECT wall.is_office())", write=(P.INQUIRY_SEND,))
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "need": Privacy.PSEUDONYM, "organisation": Privacy.NONE, "status": Privacy.NONE,
        "sheet": Privacy.WELFARE, "fingerprint": Privacy.PSEUDONYM, "targets": Privacy.PSEUDONYM, "people": Privacy.NONE,
        "floor": Privacy.NONE, "kinds": Privacy.NONE, "reason": Privacy.WELFARE, "background_reason": Privacy.JUSTICE,
        "asked_by": Privacy.STAFF, "asked_at": Privacy.NONE, "expires_at": Privacy.NONE, "decided_by": Privacy.STAFF,
        "decided_at": Privacy.NONE, "note": Privacy.WELFARE, "used_at": Privacy.NONE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="clearances", db_comment="ケース")
    need = models.ForeignKey("cases.Need", models.PROTECT, related_name="+", db_comment="ニーズ")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="頼んだ人の機関（承認も同じ機関）"
    )
    status = CodeField("状態", max_length=12, choices=_C.choices, default=_C.REQUESTED, db_comment="状態")
    sheet = EncryptedJSONField(null=True, db_comment="打診票（この内容だけを承認する）")
    fingerprint = models.CharField(max_length=64, db_comment="打診票と打診先のSHA-256")
    targets = ArrayField(models.CharField(max_length=60), db_comment="打診先")
    people = models.PositiveIntegerField(db_comment="当てはまる人数の見積もり")
    floor = models.PositiveIntegerField(db_comment="そのときの下限")
    kinds = ArrayField(models.CharField(max_length=20), default=list, blank=True, db_comment="見つかった言葉の種類")
    reason = EncryptedTextField(null=True, db_comment="それでも送る理由")
    background_reason = EncryptedTextField(null=True, db_comment="背景を伝える理由")
    asked_by = models.UUIDField(null=True, db_comment="頼んだ利用者")
    asked_at = models.DateTimeField(db_comment="頼んだ日時")
    expires_at = models.DateTimeField(db_comment="この日時までに決め、送る")
    decided_by = models.UUIDField(null=True, db_comment="決めた利用者")
    decided_at = models.DateTimeField(null=True, db_comment="決めた日時")
    note = EncryptedTextField(null=True, db_comment="決めた人の言葉")
    used_at = models.DateTimeField(null=True, db_comment="送った日時")

    class Meta:
        db_table_comment = "匿名の打診の、二人目の承認"
        indexes = [models.Index(fields=["case", "status"], name="clearance_by_case")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=_DECIDED) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="clearance_decided", violation_error_message="決めた人がいません。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="clearance_second_person",
                violation_error_message="頼んだ人とは別の人が決めてください。",
            ),
            models.UniqueConstraint(
                fields=["need", "fingerprint"], condition=Q(status__in=[str(_C.REQUESTED), str(_C.APPROVED)]),
                name="clearance_once", violation_error_message="同じ内容の承認を、すでに頼んでいます。",
            ),
        ]  # fmt: skip
