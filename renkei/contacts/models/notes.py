"""The note. What it says is encrypted; who may read it follows from its class, its author's side and 共有可."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from renkei.contacts.enums import ContactMethod, Counterpart, Doer, ProgrammeItem
from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.enums import InfoClass


class Note(Base):
    """支援経過記録, one version: never changed. A correction is a new row that supersedes the old one.

    次の対応 is what was written; whether it is done says its Task (source `note`, source_id `first_id`).
    """

    WALL = walls.NOTE
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "at": Privacy.PSEUDONYM, "minutes": Privacy.NONE, "travel_minutes": Privacy.NONE,
        "info_class": Privacy.NONE, "item": Privacy.NONE, "method": Privacy.NONE, "counterpart": Privacy.PSEUDONYM,
        "partner": Privacy.JUSTICE, "place": Privacy.JUSTICE, "text": Privacy.JUSTICE, "observed": Privacy.JUSTICE,
        "judgement": Privacy.JUSTICE, "next_step": Privacy.JUSTICE, "next_due": Privacy.PSEUDONYM,
        "shareable": Privacy.NONE, "organisation": Privacy.NONE, "author": Privacy.STAFF, "doer": Privacy.NONE,
        "doer_name": Privacy.JUSTICE, "written_at": Privacy.NONE, "supersedes": Privacy.NONE, "thread": Privacy.NONE,
        "correction_reason": Privacy.WELFARE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    at = models.DateTimeField("日時", db_comment="支援した日時（始めた時刻）")
    minutes = models.PositiveSmallIntegerField("所要時間", null=True, blank=True, db_comment="分")
    travel_minutes = models.PositiveSmallIntegerField("移動時間", null=True, blank=True, db_comment="往復の移動の分")
    info_class = models.CharField("情報区分", max_length=20, choices=InfoClass.choices, db_comment="情報区分")
    item = models.CharField(
        "事業の区分", max_length=10, choices=ProgrammeItem.choices, db_comment="事業の区分（ア・イ・ウ）"
    )
    method = models.CharField("方法", max_length=20, choices=ContactMethod.choices, db_comment="方法")
    counterpart = models.CharField("相手", max_length=20, choices=Counterpart.choices, db_comment="相手の種類")
    partner = EncryptedTextField("相手の機関・担当者", null=True, db_comment="相手の機関・担当者")
    place = EncryptedTextField("場所", null=True, db_comment="場所")
    text = EncryptedTextField("内容", db_comment="内容")
    observed = EncryptedTextField("本人の様子・発言", null=True, db_comment="本人の様子・発言")
    judgement = EncryptedTextField("判断・方針", null=True, db_comment="判断・方針")
    next_step = EncryptedTextField("次の対応", null=True, db_comment="次の対応")
    next_due = models.DateField("次の対応の期限", null=True, blank=True, db_comment="次の対応の期限")
    shareable = models.BooleanField("共有可", default=False, db_comment="ほかの機関にも見せるか")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", db_comment="書いた機関")
    author = models.UUIDField(null=True, db_comment="書いた利用者")
    doer = models.CharField(
        "行った人", max_length=10, choices=Doer.choices, default=Doer.SELF, db_comment="支援を行った人"
    )
    doer_name = EncryptedTextField("行った人の名前", null=True, db_comment="書いた人と違うときの、行った人・機関")
    written_at = models.DateTimeField(db_comment="記録した日時")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by", db_comment="訂正前の版"
    )
    thread = models.UUIDField(null=True, db_comment="最初の版（訂正した版だけ）")
    correction_reason = EncryptedTextField(null=True, db_comment="訂正の理由")

    class Meta:
        db_table_comment = "支援経過記録"
        indexes = [
            models.Index(fields=["case", "-at"], name="note_by_case"),
            models.Index(fields=["organisation", "at"], name="note_of_body"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_due__isnull=True) | Q(next_step__isnull=False), name="note_next_step",
                violation_error_message="期限を入れるときは、次の対応を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | Q(correction_reason__isnull=False), name="note_correction",
                violation_error_message="訂正の理由を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(doer=Doer.SELF) | Q(doer_name__isnull=False), name="note_doer",
                violation_error_message="行った人の名前や機関を入力してください。",
            ),
        ]  # fmt: skip

    @property
    def first_id(self) -> UUID:
        """The id of its first version: the same over all corrections."""
        return self.thread or self.pk
