"""Person, case, need, assignment: what may be read without knowing who it is."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from renkei.cases.enums import (
    CaseStatus,
    Certainty,
    CloseReason,
    NeedKind,
    NeedStage,
    NeedStatus,
    SuspendReason,
    Urgency,
)
from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls


class Person(Base):
    """本人, as a pseudonym only. Everything else stands in the class tables of `people`."""

    WALL = walls.PERSON
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "self"
    PRIVACY = {"code": Privacy.PSEUDONYM}

    code = models.CharField(max_length=10, unique=True, db_comment="仮名（無作為の符号）")

    class Meta:
        db_table_comment = "本人（仮名のみ）"


class Case(Base):
    """One episode of support. A re-referral is a new case of the same person and reuses no old consent."""

    WALL = walls.CASE
    KEEPS = {"number": "", "episode": "", "responsible": "OLD.status <> 'preparing'"}  # the draft names its addressee
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "person"
    PRIVACY = {
        "person": Privacy.PSEUDONYM, "number": Privacy.PSEUDONYM, "episode": Privacy.PSEUDONYM, "status": Privacy.PSEUDONYM,
        "status_before": Privacy.PSEUDONYM, "responsible": Privacy.PSEUDONYM, "center": Privacy.PSEUDONYM,
        "is_light": Privacy.PSEUDONYM, "area_code": Privacy.PSEUDONYM, "support_kinds": Privacy.PSEUDONYM,
        "start_month": Privacy.PSEUDONYM, "urgency": Privacy.PSEUDONYM, "opened_at": Privacy.PSEUDONYM,
        "accepted_at": Privacy.PSEUDONYM, "closed_at": Privacy.PSEUDONYM, "close_reason": Privacy.PSEUDONYM,
        "suspend_reason": Privacy.PSEUDONYM, "without_place": Privacy.PSEUDONYM, "close_report": Privacy.WELFARE,
        "review_on": Privacy.PSEUDONYM, "destroyed_at": Privacy.PSEUDONYM,
    }  # fmt: skip

    person = models.ForeignKey(Person, models.PROTECT, related_name="cases", db_comment="本人")
    number = models.CharField("ケース番号", max_length=20, unique=True, db_comment="年度と無作為の符号。例 R8-7K3Q9")
    episode = models.PositiveSmallIntegerField("回数", default=1, db_comment="本人の何回目のケースか")
    status = models.CharField(
        "状態", max_length=20, choices=CaseStatus.choices, default=CaseStatus.PREPARING, db_comment="状態"
    )
    status_before = models.CharField(max_length=20, choices=CaseStatus.choices, blank=True, db_comment="中断前の状態")
    responsible = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_comment="この事業を行う市町村"
    )
    center = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_comment="連携する定着支援センター"
    )
    is_light = models.BooleanField(default=False, db_comment="依頼のない軽いケース（利用中の方の後方支援など）")
    area_code = models.CharField("希望する地域", max_length=5, blank=True, db_comment="市区町村コード5桁")
    support_kinds = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, db_comment="必要な支援の種類（コード）"
    )
    start_month = models.DateField("利用開始の希望月", null=True, blank=True, db_comment="月の初日")
    urgency = models.CharField(
        "緊急度", max_length=20, choices=Urgency.choices, default=Urgency.NORMAL, db_comment="緊急度"
    )
    opened_at = models.DateTimeField(db_comment="ケースを開いた日時")
    accepted_at = models.DateTimeField(null=True, db_comment="受理した日時")
    closed_at = models.DateTimeField(null=True, db_comment="終結した日時")
    close_reason = models.CharField(max_length=30, choices=CloseReason.choices, blank=True, db_comment="終結の理由")
    close_report = EncryptedTextField(null=True, db_comment="終結の報告")
    suspend_reason = models.CharField(max_length=20, choices=SuspendReason.choices, blank=True, db_comment="中断の理由")
    without_place = models.BooleanField(default=False, db_comment="住まいが決まらないまま地域に出た")
    review_on = models.DateField(null=True, db_comment="次に見直す日")
    destroyed_at = models.DateTimeField(null=True, db_comment="本人の鍵を破棄した日時")

    class Meta:
        db_table_comment = "ケース"
        indexes = [models.Index(fields=["-opened_at"], name="case_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "episode"],
                name="case_episode",
                violation_error_message="同じ回のケースがすでにあります。",
            ),
            models.CheckConstraint(
                condition=~Q(status=CaseStatus.CLOSED) | (Q(closed_at__isnull=False) & ~Q(close_reason="")),
                name="case_closed_complete",
                violation_error_message="終結するには、理由を選んでください。",
            ),
            models.CheckConstraint(
                condition=Q(status=CaseStatus.CLOSED) | Q(closed_at__isnull=True),
                name="case_open_has_no_end",
                violation_error_message="終結していないケースに終結日は入力できません。",
            ),
            models.CheckConstraint(
                condition=~Q(status=CaseStatus.SUSPENDED) | (~Q(status_before="") & ~Q(suspend_reason="")),
                name="case_suspended_complete",
                violation_error_message="中断するには、理由を選んでください。",
            ),
            models.CheckConstraint(
                condition=Q(destroyed_at__isnull=True) | Q(closed_at__isnull=False),
                name="case_destroyed_closed",
                violation_error_message="終結していないケースは廃棄できません。",
            ),
        ]


class Need(Base):
    """One thing to be found for the person, in codes that matching can use. Texts stay with `welfare`."""

    WALL = walls.on("case")
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "kind": Privacy.PSEUDONYM, "service_codes": Privacy.PSEUDONYM,
        "origin_code": Privacy.PSEUDONYM, "max_km": Privacy.PSEUDONYM, "area_codes": Privacy.PSEUDONYM,
        "avoid_codes": Privacy.PSEUDONYM, "conditions": Privacy.PSEUDONYM, "status": Privacy.PSEUDONYM,
        "waived_reason": Privacy.WELFARE, "settled_at": Privacy.PSEUDONYM, "inquiry_id": Privacy.PSEUDONYM,
        "organisation": Privacy.PSEUDONYM, "stage": Privacy.PSEUDONYM, "required": Privacy.PSEUDONYM,
        "days": Privacy.PSEUDONYM, "max_capacity": Privacy.PSEUDONYM, "start_month": Privacy.PSEUDONYM,
        "certainty": Privacy.PSEUDONYM, "only_vacant": Privacy.PSEUDONYM,
    }  # fmt: skip

    case = models.ForeignKey(Case, models.PROTECT, related_name="needs", db_comment="ケース")
    kind = models.CharField("ニーズ", max_length=20, choices=NeedKind.choices, db_comment="ニーズの種類")
    service_codes = ArrayField(
        models.CharField(max_length=10), default=list, blank=True, db_comment="希望サービス（コード）"
    )
    origin_code = models.CharField(
        "中心とする市区町村", max_length=5, blank=True, db_comment="距離を測る市区町村コード"
    )
    max_km = models.PositiveSmallIntegerField("距離の上限", null=True, blank=True, db_comment="km")
    area_codes = ArrayField(
        models.CharField(max_length=5), default=list, blank=True, db_comment="対象とする市区町村コード"
    )
    avoid_codes = ArrayField(
        models.CharField(max_length=5), default=list, blank=True, db_comment="避ける市区町村コード"
    )
    conditions = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, db_comment="あるとよい条件（コード）"
    )
    stage = models.CharField(
        "時期", max_length=10, choices=NeedStage.choices, blank=True, db_comment="どの時期のためのニーズか"
    )
    required = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, db_comment="必ず要る条件（コード）"
    )
    days = ArrayField(models.CharField(max_length=10), default=list, blank=True, db_comment="平日のほかに要る曜日")
    max_capacity = models.PositiveSmallIntegerField("定員の上限", null=True, blank=True, db_comment="人")
    start_month = models.DateField("利用開始の希望月", null=True, blank=True, db_comment="月の初日")
    certainty = models.CharField(
        "開始の確かさ", max_length=10, choices=Certainty.choices, default=Certainty.UNKNOWN, db_comment="開始月の確かさ"
    )
    only_vacant = models.BooleanField(
        "空きなしを除く", default=True, db_comment="空きがないと申告した事業所を候補から除く"
    )
    status = models.CharField(
        "状態", max_length=10, choices=NeedStatus.choices, default=NeedStatus.OPEN, db_comment="状態"
    )
    waived_reason = EncryptedTextField(null=True, db_comment="不要とした理由")
    settled_at = models.DateTimeField(null=True, db_comment="決まった・不要とした日時")
    inquiry_id = models.UUIDField(null=True, db_comment="決まった打診")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_comment="決まった機関"
    )

    class Meta:
        db_table_comment = "ニーズ"
        constraints = [
            models.CheckConstraint(
                condition=Q(status=NeedStatus.OPEN) | Q(settled_at__isnull=False), name="need_settled_at",
                violation_error_message="決まった日時がありません。",
            ),
            models.CheckConstraint(
                condition=~Q(status=NeedStatus.WAIVED) | Q(waived_reason__isnull=False), name="need_waived_reason",
                violation_error_message="不要とする理由を入力してください。",
            ),
        ]  # fmt: skip


class Assignment(Base):
    """担当: a user of an organisation works on this case, from–to."""

    WALL = walls.ASSIGNMENT
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "organisation": Privacy.NONE, "user": Privacy.STAFF, "starts_at": Privacy.NONE,
        "ends_at": Privacy.NONE, "assigned_by": Privacy.STAFF,
    }  # fmt: skip

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments", db_comment="ケース")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", db_comment="機関")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_comment="担当者")
    starts_at = models.DateTimeField(db_comment="開始日時")
    ends_at = models.DateTimeField(null=True, db_comment="終了日時")
    assigned_by = models.UUIDField(null=True, db_comment="決めた利用者")

    class Meta:
        db_table_comment = "担当"
        indexes = [
            models.Index(fields=["user", "organisation"], condition=Q(ends_at__isnull=True), name="assignment_live")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organisation", "user"], condition=Q(ends_at__isnull=True), name="assignment_once",
                violation_error_message="この人は、すでに担当です。",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="assignment_period",
                violation_error_message="終了日時は開始日時以後にしてください。",
            ),
        ]  # fmt: skip


class ConflictOfInterest(Base):
    """利害関係: a user related to the person (victim, family …) is refused every case of that person, in every body.

    Never edited; ended once, by somebody else, with a reason. Which relation it is stays encrypted: that a member of
    staff is a victim is itself a fact of the most protected kind.
    """

    WALL = walls.CONFLICT
    PURPOSE, RETENTION = Purpose.SECURITY, Retention.CASE
    KEY_OF = "person"
    PRIVACY = {
        "person": Privacy.PSEUDONYM, "user": Privacy.STAFF, "relation": Privacy.THIRD_PARTY, "note": Privacy.THIRD_PARTY,
        "starts_at": Privacy.STAFF, "marked_by": Privacy.STAFF, "ends_at": Privacy.STAFF, "ended_by": Privacy.STAFF,
        "end_reason": Privacy.THIRD_PARTY,
    }  # fmt: skip

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment="本人")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_comment="利害関係のある利用者")
    relation = EncryptedTextField(db_comment="関係（コード）")
    note = EncryptedTextField(null=True, db_comment="補足")
    starts_at = models.DateTimeField(db_comment="登録した日時")
    marked_by = models.UUIDField(db_comment="登録した利用者（本人の申出のときは本人）")
    ends_at = models.DateTimeField(null=True, db_comment="解除した日時")
    ended_by = models.UUIDField(null=True, db_comment="解除した利用者")
    end_reason = EncryptedTextField(null=True, db_comment="解除の理由")

    class Meta:
        db_table_comment = "利害関係"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "person"], condition=Q(ends_at__isnull=True), name="conflict_once",
                violation_error_message="この人の利害関係は、すでに登録されています。",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True, ended_by__isnull=True)
                | (Q(ends_at__isnull=False, ended_by__isnull=False, end_reason__isnull=False) & ~Q(ended_by=F("user_id"))),
                name="conflict_ended_by_another",
                violation_error_message="利害関係を解除できるのは、本人以外の人です。理由も入力してください。",
            ),
        ]  # fmt: skip
