"""保存期間と廃棄: what holds a record back, who proposed and approved its end, what may be counted afterwards."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from renkei.cases.enums import CloseReason
from renkei.core.fields import CodeField, EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.permissions import P
from renkei.privacy.enums.retention import DestructionStatus, HoldReason

_ORG = "accounts.Organisation"


class LegalHold(Base):
    """廃棄を止める: while it is in force the case is not destroyed."""

    KEY_OF = "case"
    WALL = walls.HOLD
    PURPOSE, RETENTION = Purpose.RIGHTS, Retention.CASE
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "kind": Privacy.PSEUDONYM, "reason": Privacy.WELFARE, "until": Privacy.NONE,
        "placed_at": Privacy.NONE, "placed_by": Privacy.STAFF, "released_at": Privacy.NONE, "released_by": Privacy.STAFF,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    kind = CodeField("理由", max_length=20, choices=HoldReason.choices, db_comment="理由の種類")
    reason = EncryptedTextField("くわしい事情", db_comment="事情")
    until = models.DateField("いつまで", null=True, db_comment="最終日（空欄は解除するまで）")
    placed_at = models.DateTimeField(db_comment="止めた日時")
    placed_by = models.UUIDField(null=True, db_comment="止めた利用者")
    released_at = models.DateTimeField(null=True, db_comment="解除した日時")
    released_by = models.UUIDField(null=True, db_comment="解除した利用者")

    class Meta:
        db_table_comment = "廃棄を止める指定"


class Destruction(Base):
    """廃棄: proposed by one, approved by another, then the person's key is destroyed. The certificate is printed from it."""

    WALL = walls.PRIVACY
    PURPOSE, RETENTION = Purpose.RIGHTS, Retention.STANDING
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "municipality": Privacy.NONE, "status": Privacy.NONE, "closed_on": Privacy.PSEUDONYM,
        "kept_until": Privacy.NONE, "years": Privacy.NONE, "proposed_at": Privacy.NONE, "proposed_by": Privacy.STAFF,
        "approved_at": Privacy.NONE, "approved_by": Privacy.STAFF, "rejected_at": Privacy.NONE, "rejected_by": Privacy.STAFF,
        "waits_since": Privacy.NONE, "executed_at": Privacy.NONE, "copies_until": Privacy.NONE, "counts": Privacy.NONE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    municipality = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="廃棄する市町村")
    status = models.CharField(
        max_length=20, choices=DestructionStatus.choices, default=DestructionStatus.PROPOSED, db_comment="状態"
    )
    closed_on = models.DateField(db_comment="終結した日")
    years = models.PositiveSmallIntegerField(db_comment="適用した保存年数")
    kept_until = models.DateField(db_comment="保存期間の最終日")
    proposed_at = models.DateTimeField(db_comment="提案した日時")
    proposed_by = models.UUIDField(null=True, db_comment="提案した利用者")
    approved_at = models.DateTimeField(null=True, db_comment="承認した日時")
    approved_by = models.UUIDField(null=True, db_comment="承認した利用者")
    rejected_at = models.DateTimeField(null=True, db_comment="取りやめた日時")
    rejected_by = models.UUIDField(null=True, db_comment="取りやめた利用者")
    waits_since = models.DateTimeField(null=True, db_comment="同じ人の別の記録を待ち始めた日時")
    executed_at = models.DateTimeField(null=True, db_comment="鍵を破棄した日時")
    copies_until = models.DateField(null=True, db_comment="鍵の最後の控えが消える日")
    counts = models.JSONField(default=dict, db_comment="読めなくなった行の数（表ごと）")

    class Meta:
        db_table_comment = "廃棄"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=~Q(status="rejected"), name="destruction_once",
                violation_error_message="このケースの廃棄は、すでに提案されています。",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")), name="destruction_four_eyes",
                violation_error_message="提案した人とは別の人が承認してください。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "done"]) | Q(approved_at__isnull=False), name="destruction_approved",
                violation_error_message="承認されていません。",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | Q(executed_at__isnull=False), name="destruction_done",
                violation_error_message="廃棄した日時がありません。",
            ),
        ]  # fmt: skip


class OutcomeCount(Base):
    """廃棄した記録の数: a counter per fiscal year of closing, prefecture and outcome; no row stands for a person."""

    WALL = walls.open_to_all("numbers without a person", write=walls.may(P.DESTROY_APPROVE))
    PURPOSE, RETENTION = Purpose.STATISTICS, Retention.STATISTICS
    PRIVACY = {
        "fiscal_year": Privacy.NONE, "prefecture_code": Privacy.NONE, "reason": Privacy.NONE, "count": Privacy.NONE,
    }  # fmt: skip

    fiscal_year = models.PositiveSmallIntegerField(db_comment="終結した年度（西暦）")
    prefecture_code = models.CharField(max_length=2, db_comment="都道府県コード")
    reason = CodeField(max_length=30, choices=CloseReason.choices, db_comment="終結の理由")
    count = models.PositiveIntegerField(default=0, db_comment="件数")

    class Meta:
        db_table_comment = "廃棄した記録の数（個人を含まない）"
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "prefecture_code", "reason"], name="outcome_count_once",
                violation_error_message="同じ区分の行があります。",
            )
        ]  # fmt: skip
