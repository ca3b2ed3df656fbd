"""議事録: a version and its lines. A 確定 version is never changed; a correction is a new version."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from renkei.contacts.enums.meetings import LineKind
from renkei.contacts.models import walls
from renkei.contacts.models.meetings import AgendaItem, Meeting
from renkei.core.fields import EncryptedTextField
from renkei.core.ids import new_id
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy.enums import InfoClass


class Minutes(Base):
    """議事録の版. `revision` counts its savings, so that the late one of two notices."""

    WALL = walls.MINUTES
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "meeting"
    PRIVACY = {
        "meeting": Privacy.PSEUDONYM, "version": Privacy.NONE, "reason": Privacy.WELFARE, "recorder": Privacy.STAFF,
        "revision": Privacy.NONE, "abandoned_at": Privacy.NONE, "final_at": Privacy.NONE, "final_by": Privacy.STAFF,
    }  # fmt: skip

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="versions", db_comment="会議")
    version = models.PositiveSmallIntegerField("版", db_comment="会議の中の通し番号")
    reason = EncryptedTextField("訂正の理由", null=True, db_comment="訂正の理由")
    recorder = models.UUIDField(null=True, db_comment="記録した利用者")
    revision = models.PositiveSmallIntegerField(default=0, db_comment="書き直した回数")
    abandoned_at = models.DateTimeField(null=True, db_comment="訂正をやめた日時")
    final_at = models.DateTimeField(null=True, db_comment="確定した日時")
    final_by = models.UUIDField(null=True, db_comment="確定した利用者")

    class Meta:
        db_table_comment = "議事録の版"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "version"], name="minutes_version", violation_error_message="同じ版の議事録があります。"
            ),
            models.CheckConstraint(
                condition=Q(version=1) | Q(reason__isnull=False), name="minutes_reason",
                violation_error_message="訂正の理由を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(abandoned_at__isnull=True) | Q(final_at__isnull=True), name="minutes_one_end",
                violation_error_message="確定した版を取りやめることはできません。",
            ),
        ]  # fmt: skip


class MinutesLine(Base):
    """One line: 検討内容 of an item, 決定事項 with who and until when, 役割, 緊急時, 保留.

    It came with a version and stands until one that ends it, so a correction copies nothing and loses no line that its
    writer may not read. `key` stays when a line is put into other words.
    """

    WALL = walls.MINUTES_LINE
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "minutes"
    PRIVACY = {
        "minutes": Privacy.PSEUDONYM, "kind": Privacy.NONE, "agenda": Privacy.NONE, "key": Privacy.NONE,
        "position": Privacy.NONE, "info_class": Privacy.NONE, "text": Privacy.JUSTICE, "organisation": Privacy.PSEUDONYM,
        "user_id": Privacy.STAFF, "due_on": Privacy.PSEUDONYM, "ended_by": Privacy.NONE,
    }  # fmt: skip

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="lines", db_comment="この行を加えた版")
    kind = models.CharField("種類", max_length=12, choices=LineKind.choices, db_comment="行の種類")
    agenda = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="+", db_comment="議題")
    key = models.UUIDField(default=new_id, db_comment="版をまたいで同じ行を示す識別子")
    position = models.PositiveSmallIntegerField(default=0, db_comment="並び順")
    info_class = models.CharField(
        "情報区分", max_length=20, choices=InfoClass.choices, blank=True, db_comment="情報区分（空欄は個人に触れない）"
    )
    text = EncryptedTextField("内容", db_comment="内容")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_comment="担当する機関"
    )
    user_id = models.UUIDField(null=True, db_comment="担当する利用者")
    due_on = models.DateField("期限", null=True, blank=True, db_comment="期限")
    ended_by = models.ForeignKey(
        Minutes, models.PROTECT, null=True, related_name="+", db_comment="この行を終わらせた（直した）版"
    )

    class Meta:
        db_table_comment = "議事録の行"
        indexes = [models.Index(fields=["minutes", "position"], name="minutes_line_by_version")]
