"""The note. What it says is encrypted; who may read it follows from its class, its author's side and 共有可."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from renkei.contacts.enums import ContactMethod, Counterpart, ProgrammeItem
from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.enums import InfoClass


class Note(Base):
    """支援経過記録, one version. A correction is a new row that supersedes the old one; only 次の対応 may be ticked off."""

    WALL = walls.NOTE
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "at": Privacy.PSEUDONYM, "minutes": Privacy.NONE, "info_class": Privacy.NONE,
        "item": Privacy.NONE, "method": Privacy.NONE, "counterpart": Privacy.PSEUDONYM, "text": Privacy.JUSTICE,
        "next_step": Privacy.JUSTICE, "next_due": Privacy.PSEUDONYM, "next_done_at": Privacy.NONE,
        "next_done_by": Privacy.STAFF, "shareable": Privacy.NONE, "organisation": Privacy.NONE,
        "author": Privacy.STAFF, "written_at": Privacy.NONE, "supersedes": Privacy.NONE,
        "correction_reason": Privacy.WELFARE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    at = models.DateTimeField("日時", db_comment="支援した日時")
    minutes = models.PositiveSmallIntegerField("所要時間", null=True, blank=True, db_comment="分")
    info_class = models.CharField("情報区分", max_length=20, choices=InfoClass.choices, db_comment="情報区分")
    item = models.CharField(
        "事業の区分", max_length=10, choices=ProgrammeItem.choices, db_comment="事業の区分（ア・イ・ウ）"
    )
    method = models.CharField("方法", max_length=20, choices=ContactMethod.choices, db_comment="方法")
    counterpart = models.CharField("相手", max_length=20, choices=Counterpart.choices, db_comment="相手の種類")
    text = EncryptedTextField("内容", db_comment="内容")
    next_step = EncryptedTextField("次の対応", null=True, db_comment="次の対応")
    next_due = models.DateField("次の対応の期限", null=True, blank=True, db_comment="次の対応の期限")
    next_done_at = models.DateTimeField(null=True, db_comment="次の対応を済ませた日時")
    next_done_by = models.UUIDField(null=True, db_comment="次の対応を済ませた利用者")
    shareable = models.BooleanField("共有可", default=False, db_comment="ほかの機関にも見せるか")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", db_comment="書いた機関")
    author = models.UUIDField(null=True, db_comment="書いた利用者")
    written_at = models.DateTimeField(db_comment="記録した日時")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by", db_comment="訂正前の版"
    )
    correction_reason = EncryptedTextField(null=True, db_comment="訂正の理由")

    class Meta:
        db_table_comment = "支援経過記録"
        indexes = [
            models.Index(fields=["case", "-at"], name="note_by_case"),
            models.Index(
                fields=["organisation", "next_due"], condition=Q(next_due__isnull=False, next_done_at__isnull=True),
                name="note_next_due",
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(next_due__isnull=True) | Q(next_step__isnull=False), name="note_next_step",
                violation_error_message="期限を入れるときは、次の対応を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | Q(correction_reason__isnull=False), name="note_correction",
                violation_error_message="訂正の理由を入力してください。",
            ),
        ]  # fmt: skip
