"""定期協議 and 協議会: the 会議体, who sits on it, its meetings, and what was decided or proposed until it is closed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from renkei.contacts.enums.meetings import Confidentiality
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import council_walls as walls
from renkei.programme.enums.council import FollowOrigin, FollowStatus, SeriesKind

_ORG = "accounts.Organisation"


class CouncilSeries(Base):
    """会議体: meetings of the same table that come again. Of no person."""

    WALL = walls.SERIES
    PURPOSE, RETENTION = Purpose.ORGANISATION, Retention.STANDING
    PRIVACY = {
        "municipality": Privacy.NONE, "kind": Privacy.NONE, "title": Privacy.NONE, "interval_months": Privacy.NONE,
        "next_on": Privacy.NONE, "ended_on": Privacy.NONE,
    }  # fmt: skip

    municipality = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="開く市町村・組合")
    kind = models.CharField("種類", max_length=10, choices=SeriesKind.choices, db_comment="会議体の種類")
    title = models.CharField("名称", max_length=60, db_comment="名称")
    interval_months = models.PositiveSmallIntegerField("間隔", default=3, db_comment="開く間隔（か月）")
    next_on = models.DateField("次の予定日", null=True, blank=True, db_comment="次に開く予定の日")
    ended_on = models.DateField(null=True, db_comment="終えた日")

    class Meta:
        db_table_comment = "定期協議・協議会（会議体）"
        constraints = [
            models.CheckConstraint(
                condition=Q(interval_months__gte=1, interval_months__lte=24), name="council_series_interval",
                violation_error_message="間隔は、1か月から24か月までで入力してください。",
            ),
        ]  # fmt: skip


class CouncilMember(Base):
    """委員. Without a live 守秘 pledge no case material is handed to him."""

    WALL = walls.MEMBER
    PURPOSE, RETENTION = Purpose.ORGANISATION, Retention.STANDING
    PRIVACY = {
        "series": Privacy.NONE, "organisation": Privacy.NONE, "body": Privacy.NONE, "user_id": Privacy.STAFF,
        "name": Privacy.STAFF, "post": Privacy.STAFF, "starts_on": Privacy.NONE, "ends_on": Privacy.NONE,
        "pledge": Privacy.NONE, "pledged_on": Privacy.NONE, "pledged_until": Privacy.NONE, "removed_at": Privacy.NONE,
    }  # fmt: skip

    series = models.ForeignKey(CouncilSeries, models.PROTECT, related_name="members", db_comment="会議体")
    organisation = models.ForeignKey(_ORG, models.PROTECT, null=True, related_name="+", db_comment="機関")
    body = models.CharField("機関の名称", max_length=100, blank=True, db_comment="登録のない機関の名称")
    user_id = models.UUIDField(null=True, db_comment="れんけいの利用者であるとき、その利用者")
    name = models.CharField("氏名", max_length=60, blank=True, db_comment="利用者でない委員の氏名")
    post = models.CharField("職・立場", max_length=60, blank=True, db_comment="職・立場")
    starts_on = models.DateField("任期の初め", db_comment="任期の初日")
    ends_on = models.DateField("任期の終わり", null=True, blank=True, db_comment="任期の末日")
    pledge = models.CharField(
        "守秘の根拠", max_length=12, choices=Confidentiality.choices, blank=True, db_comment="守秘の根拠"
    )
    pledged_on = models.DateField("守秘を確かめた日", null=True, blank=True, db_comment="誓約・確認の日")
    pledged_until = models.DateField("守秘の期限", null=True, blank=True, db_comment="誓約の期限")
    removed_at = models.DateTimeField(null=True, db_comment="委員から外した日時")

    class Meta:
        db_table_comment = "定期協議・協議会の委員"
        indexes = [models.Index(fields=["organisation", "series"], name="council_member_by_body")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="council_member_term",
                violation_error_message="任期の終わりは、初めの日以後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(pledge="", pledged_on__isnull=True) | (~Q(pledge="") & Q(pledged_on__isnull=False)),
                name="council_member_pledge", violation_error_message="守秘の根拠と、確かめた日の両方を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(pledged_until__isnull=True) | Q(pledged_until__gte=F("pledged_on")),
                name="council_member_pledge_until", violation_error_message="守秘の期限は、確かめた日以後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(user_id__isnull=False, organisation__isnull=False) | (Q(user_id__isnull=True) & ~Q(name="")),
                name="council_member_named", violation_error_message="利用者を選ぶか、氏名を入力してください。",
            ),
            models.UniqueConstraint(
                fields=["series", "user_id"], condition=Q(user_id__isnull=False, removed_at__isnull=True),
                name="council_member_once", violation_error_message="この人は、すでに委員です。",
            ),
        ]  # fmt: skip


class CouncilSession(Base):
    """A meeting (contacts) of a 会議体: agenda, minutes and papers stand there."""

    WALL = walls.OF_SERIES
    PURPOSE, RETENTION = Purpose.ORGANISATION, Retention.STANDING
    PRIVACY = {"series": Privacy.NONE, "meeting": Privacy.NONE, "cases_told": Privacy.NONE}

    series = models.ForeignKey(CouncilSeries, models.PROTECT, related_name="sessions", db_comment="会議体")
    meeting = models.OneToOneField("contacts.Meeting", models.PROTECT, related_name="+", db_comment="会議")
    cases_told = models.PositiveSmallIntegerField(default=0, db_comment="付けた事例の番号の最後")

    class Meta:
        db_table_comment = "定期協議・協議会の各回"


class FollowUp(Base):
    """取組み: something decided or proposed, with who and until when, carried from meeting to meeting until it is closed."""

    WALL = walls.OF_SERIES
    PURPOSE, RETENTION = Purpose.ORGANISATION, Retention.STANDING
    PRIVACY = {
        "series": Privacy.NONE, "session": Privacy.NONE, "line_key": Privacy.NONE, "origin": Privacy.NONE,
        "text": Privacy.NONE, "organisation": Privacy.NONE, "user_id": Privacy.STAFF, "due_on": Privacy.NONE,
        "status": Privacy.NONE, "result": Privacy.NONE, "opened_on": Privacy.NONE, "closed_at": Privacy.NONE,
        "closed_by": Privacy.STAFF,
    }  # fmt: skip

    series = models.ForeignKey(CouncilSeries, models.PROTECT, related_name="followups", db_comment="会議体")
    session = models.ForeignKey(
        CouncilSession, models.PROTECT, null=True, related_name="followups", db_comment="決めた回"
    )
    line_key = models.UUIDField(null=True, db_comment="議事録の決定事項の識別子")
    origin = models.CharField("もと", max_length=10, choices=FollowOrigin.choices, db_comment="何から生まれたか")
    text = models.CharField("取り組むこと", max_length=500, db_comment="取り組むこと（個人に触れない）")
    organisation = models.ForeignKey(_ORG, models.PROTECT, null=True, related_name="+", db_comment="担当する機関")
    user_id = models.UUIDField(null=True, db_comment="担当する利用者")
    due_on = models.DateField("期限", null=True, blank=True, db_comment="期限")
    status = models.CharField(
        "状態", max_length=10, choices=FollowStatus.choices, default=FollowStatus.OPEN, db_comment="状態"
    )
    result = models.CharField("結果", max_length=500, blank=True, db_comment="結果・取りやめた理由")
    opened_on = models.DateField(db_comment="決めた日")
    closed_at = models.DateTimeField(null=True, db_comment="終えた日時")
    closed_by = models.UUIDField(null=True, db_comment="終えた利用者")

    class Meta:
        db_table_comment = "定期協議・協議会の決定と提案のその後"
        indexes = [models.Index(fields=["series", "status", "due_on"], name="followup_by_series")]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "line_key"], condition=Q(line_key__isnull=False), name="followup_once",
                violation_error_message="この決定事項は、すでに取組みになっています。",
            ),
            models.CheckConstraint(
                condition=Q(status=FollowStatus.OPEN, closed_at__isnull=True)
                | (~Q(status=FollowStatus.OPEN) & Q(closed_at__isnull=False) & ~Q(result="")),
                name="followup_closed", violation_error_message="結果を入力してください。",
            ),
        ]  # fmt: skip
