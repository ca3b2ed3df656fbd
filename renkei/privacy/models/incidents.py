"""漏えい等. An incident speaks of individuals only through cases; its texts stand under the house key."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from renkei.core.fields import CodeField, EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.privacy.enums.incidents import IncidentKind, IncidentStatus, Notice, NoticeMethod, Source

_ORG = "accounts.Organisation"


class Incident(Base):
    """What happened, since when it is known, where its reports stand, and the nine items of the report (施行規則44条)."""

    WALL = walls.INCIDENT
    PURPOSE, RETENTION = Purpose.RIGHTS, Retention.REQUEST
    KEY_OF = None
    PRIVACY = {
        "number": Privacy.NONE, "organisation": Privacy.NONE, "responsible": Privacy.NONE, "reported_by": Privacy.STAFF,
        "reported_at": Privacy.NONE, "kind": Privacy.NONE, "wrongful": Privacy.NONE, "known_at": Privacy.NONE,
        "happened_from": Privacy.NONE, "happened_until": Privacy.NONE, "classes": Privacy.NONE, "others_count": Privacy.NONE,
        "emergency": Privacy.PSEUDONYM, "status": Privacy.NONE, "preliminary_at": Privacy.NONE, "preliminary_by": Privacy.STAFF,
        "final_at": Privacy.NONE, "final_by": Privacy.STAFF, "closed_at": Privacy.NONE, "closed_by": Privacy.STAFF,
        "close_reason": Privacy.WELFARE, "overview": Privacy.WELFARE, "items": Privacy.WELFARE, "cause": Privacy.WELFARE,
        "harm": Privacy.WELFARE, "response": Privacy.WELFARE, "publication": Privacy.WELFARE, "prevention": Privacy.WELFARE,
        "other": Privacy.WELFARE,
    }  # fmt: skip

    number = models.CharField("番号", max_length=20, unique=True, db_comment="年度と無作為の符号")
    organisation = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="起きた機関")
    responsible = models.ForeignKey(
        _ORG, models.PROTECT, null=True, related_name="+", db_comment="委託した市町村（受託団体で起きたとき）"
    )
    reported_by = models.UUIDField(db_comment="記録を始めた利用者")
    reported_at = models.DateTimeField(db_comment="記録を始めた日時")
    kind = CodeField("種類", max_length=20, choices=IncidentKind.choices, db_comment="何が起きたか")
    wrongful = models.BooleanField("不正の目的のおそれ", default=False, db_comment="不正の目的のおそれがあるか")
    known_at = models.DateTimeField("知った日時", db_comment="機関として知った日時（期限の起算）")
    happened_from = models.DateTimeField("起きた時期（始め）", null=True, blank=True, db_comment="起きた時期の始め")
    happened_until = models.DateTimeField(
        "起きた時期（終わり）", null=True, blank=True, db_comment="起きた時期の終わり"
    )
    classes = ArrayField(models.CharField(max_length=20), default=list, blank=True, db_comment="含まれる情報区分")
    others_count = models.PositiveIntegerField(
        "れんけいに記録のない人の数", null=True, blank=True, db_comment="人（空欄は不明）"
    )
    emergency = models.ForeignKey(
        "privacy.Emergency", models.PROTECT, null=True, related_name="+", db_comment="きっかけの緊急の閲覧"
    )
    status = models.CharField(
        "状態", max_length=20, choices=IncidentStatus.choices, default=IncidentStatus.INTAKE, db_comment="状態"
    )
    preliminary_at = models.DateTimeField(null=True, db_comment="速報した日時")
    preliminary_by = models.UUIDField(null=True, db_comment="速報を記録した利用者")
    final_at = models.DateTimeField(null=True, db_comment="確報した日時")
    final_by = models.UUIDField(null=True, db_comment="確報を記録した利用者")
    closed_at = models.DateTimeField(null=True, db_comment="終えた日時")
    closed_by = models.UUIDField(null=True, db_comment="終えた利用者")
    close_reason = EncryptedTextField("終える理由", null=True, db_comment="終える・再開する理由")
    overview = EncryptedTextField("概要", null=True, db_comment="概要")
    items = EncryptedTextField("個人情報の項目", null=True, db_comment="漏えい等した（おそれのある）項目")
    cause = EncryptedTextField("原因", null=True, db_comment="原因")
    harm = EncryptedTextField("二次被害", null=True, db_comment="二次被害またはそのおそれ")
    response = EncryptedTextField("本人への対応", null=True, db_comment="本人への対応の実施状況")
    publication = EncryptedTextField("公表", null=True, db_comment="公表の実施状況")
    prevention = EncryptedTextField("再発防止", null=True, db_comment="再発防止のための措置")
    other = EncryptedTextField("その他", null=True, db_comment="その他参考となる事項")

    class Meta:
        db_table_comment = "漏えい等"
        indexes = [models.Index(fields=["-known_at"], name="incident_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(happened_until__isnull=True) | Q(happened_from__isnull=True) | Q(happened_until__gte=F("happened_from")),
                name="incident_period", violation_error_message="起きた時期の終わりは、始めより後にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(status=IncidentStatus.CLOSED) | Q(closed_at__isnull=False, close_reason__isnull=False),
                name="incident_closed_complete", violation_error_message="終える理由を入力してください。",
            ),
        ]  # fmt: skip


class IncidentCase(Base):
    """One affected person, by the case; and whether he was told (本人通知). Taken off the list with a reason, never deleted."""

    WALL = walls.on("incident", audited=True)
    PURPOSE, RETENTION = Purpose.RIGHTS, Retention.REQUEST
    KEY_OF = "case"
    PRIVACY = {
        "incident": Privacy.PSEUDONYM, "case": Privacy.PSEUDONYM, "source": Privacy.NONE, "added_at": Privacy.NONE,
        "added_by": Privacy.STAFF, "add_reason": Privacy.WELFARE, "removed_at": Privacy.NONE, "removed_by": Privacy.STAFF,
        "remove_reason": Privacy.WELFARE, "notice": Privacy.PSEUDONYM, "notice_on": Privacy.PSEUDONYM,
        "notice_method": Privacy.PSEUDONYM, "notice_note": Privacy.WELFARE, "notice_at": Privacy.NONE,
        "notice_by": Privacy.STAFF,
    }  # fmt: skip

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="cases", db_comment="漏えい等")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    source = CodeField(max_length=20, choices=Source.choices, db_comment="一覧に加えた経緯")
    added_at = models.DateTimeField(db_comment="加えた日時")
    added_by = models.UUIDField(null=True, db_comment="加えた利用者")
    add_reason = EncryptedTextField(null=True, db_comment="加えた理由")
    removed_at = models.DateTimeField(null=True, db_comment="外した日時")
    removed_by = models.UUIDField(null=True, db_comment="外した利用者")
    remove_reason = EncryptedTextField(null=True, db_comment="外した理由")
    notice = CodeField(max_length=20, choices=Notice.choices, default=Notice.PENDING, db_comment="本人への通知")
    notice_on = models.DateField(null=True, db_comment="通知した日")
    notice_method = CodeField(max_length=20, choices=NoticeMethod.choices, blank=True, db_comment="通知の方法")
    notice_note = EncryptedTextField(null=True, db_comment="通知の内容・困難な理由")
    notice_at = models.DateTimeField(null=True, db_comment="通知の状況を記録した日時")
    notice_by = models.UUIDField(null=True, db_comment="通知の状況を記録した利用者")

    class Meta:
        db_table_comment = "漏えい等の影響を受けた人と本人への通知"
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "case"], condition=Q(removed_at__isnull=True), name="incident_case_once",
                violation_error_message="このケースは、すでに一覧にあります。",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(remove_reason__isnull=False), name="incident_case_removed",
                violation_error_message="一覧から外す理由を入力してください。",
            ),
            models.CheckConstraint(
                condition=~Q(notice=Notice.DONE) | (Q(notice_on__isnull=False) & ~Q(notice_method="")),
                name="incident_notice_done", violation_error_message="通知した日と方法を入力してください。",
            ),
        ]  # fmt: skip


class IncidentMeasure(Base):
    """措置: what was done, in order; append-only by the services."""

    WALL = walls.on("incident", audited=True)
    PURPOSE, RETENTION = Purpose.RIGHTS, Retention.REQUEST
    KEY_OF = None
    PRIVACY = {
        "incident": Privacy.NONE, "at": Privacy.NONE, "text": Privacy.WELFARE, "recorded_by": Privacy.STAFF,
    }  # fmt: skip

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="measures", db_comment="漏えい等")
    at = models.DateTimeField(db_comment="行った日時")
    text = EncryptedTextField(db_comment="行ったこと")
    recorded_by = models.UUIDField(db_comment="記録した利用者")

    class Meta:
        db_table_comment = "漏えい等への措置"
