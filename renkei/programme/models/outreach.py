"""開拓: an office to be won, its visits, its way through the pipeline. About offices and needs in codes, about no person."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from renkei.cases.enums import ProgrammeItem
from renkei.contacts.enums import ContactMethod, Counterpart
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import outreach_walls as walls
from renkei.programme.enums.outreach import ANSWERED, OutreachOutcome, OutreachStatus, Priority, Stance

_ORG = "accounts.Organisation"
_NEEDS_REVIEW = [str(s) for s in (*ANSWERED, OutreachStatus.HALF_YEAR)]


class Outreach(Base):
    """開拓の候補: an office of the directory, or one that is not in it, with the unmet need that is the reason."""

    WALL = walls.OUTREACH
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.STANDING
    PRIVACY = {
        "municipality": Privacy.NONE, "organisation": Privacy.NONE, "office": Privacy.NONE, "name": Privacy.NONE,
        "service_code": Privacy.NONE, "area_code": Privacy.NONE, "reason_code": Privacy.NONE, "why": Privacy.NONE,
        "priority": Privacy.NONE, "owner": Privacy.STAFF, "status": Privacy.NONE, "planned_on": Privacy.NONE,
        "next_step": Privacy.NONE, "next_on": Privacy.NONE, "answer_note": Privacy.NONE, "answered_on": Privacy.NONE,
        "review_on": Privacy.NONE, "due_on": Privacy.NONE, "outcome": Privacy.NONE, "outcome_note": Privacy.NONE,
        "closed_on": Privacy.NONE, "written_by": Privacy.STAFF, "written_at": Privacy.NONE,
    }  # fmt: skip

    municipality = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="事業を行う市町村・組合")
    organisation = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="担当する機関")
    office = models.ForeignKey(
        "offices.Office", models.PROTECT, null=True, related_name="+", db_comment="台帳の事業所（空欄は台帳にない）"
    )
    name = models.CharField("事業所の名称", max_length=200, db_comment="事業所の名称（加えたとき）")
    service_code = models.CharField("足りないサービス", max_length=24, blank=True, db_comment="不足の地図のサービス")
    area_code = models.CharField("足りない地域", max_length=40, blank=True, db_comment="不足の地図の地域")
    reason_code = models.CharField("満たせない理由", max_length=20, blank=True, db_comment="不足の地図の理由")
    why = models.CharField("開拓する理由", max_length=300, blank=True, db_comment="理由の補足（個人に触れない）")
    priority = models.CharField(
        "優先度", max_length=1, choices=Priority.choices, default=Priority.NORMAL, db_comment="優先度"
    )
    owner = models.UUIDField(null=True, db_comment="担当する利用者")
    status = models.CharField(
        "状態", max_length=12, choices=OutreachStatus.choices, default=OutreachStatus.CANDIDATE, db_comment="状態"
    )
    planned_on = models.DateField("訪問の予定日", null=True, db_comment="訪問の予定日")
    next_step = models.CharField(
        "次にすること", max_length=200, blank=True, db_comment="次にすること（個人に触れない）"
    )
    next_on = models.DateField("次の期日", null=True, db_comment="次にすることの期日")
    answer_note = models.CharField("返事の内容", max_length=400, blank=True, db_comment="条件・見送りの理由")
    answered_on = models.DateField("返事の日", null=True, db_comment="返事のあった日")
    review_on = models.DateField("6か月後の確認の日", null=True, db_comment="規則から計算（民法の期間）")
    due_on = models.DateField(null=True, db_comment="次に何かをする日（規則から計算）")
    outcome = models.CharField(
        "結果", max_length=12, choices=OutreachOutcome.choices, blank=True, db_comment="6か月後の結果"
    )
    outcome_note = models.CharField("結果の補足", max_length=400, blank=True, db_comment="結果の補足（個人に触れない）")
    closed_on = models.DateField(null=True, db_comment="終えた日")
    written_by = models.UUIDField(null=True, db_comment="最後に直した利用者")
    written_at = models.DateTimeField(db_comment="最後に直した日時")

    class Meta:
        db_table_comment = "開拓の候補の事業所"
        indexes = [
            models.Index(fields=["municipality", "due_on"], condition=~Q(status="closed"), name="outreach_due"),
            models.Index(fields=["office"], name="outreach_by_office"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "office"], condition=Q(office__isnull=False) & ~Q(status="closed"),
                name="outreach_once", violation_error_message="この事業所は、すでに開拓の候補にあります。",
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="outreach_named", violation_error_message="事業所の名称を入力してください。"
            ),
            models.CheckConstraint(
                condition=~Q(status="planned") | Q(planned_on__isnull=False), name="outreach_planned",
                violation_error_message="訪問の予定日を入力してください。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_NEEDS_REVIEW) | Q(review_on__isnull=False), name="outreach_review",
                violation_error_message="6か月後の確認の日がありません。",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | (~Q(outcome="") & Q(closed_on__isnull=False, due_on__isnull=True)),
                name="outreach_closed", violation_error_message="終えるときは、結果を選んでください。",
            ),
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | ~Q(next_step=""), name="outreach_next",
                violation_error_message="期日を入れるときは、次にすることも入力してください。",
            ),
        ]  # fmt: skip


class OutreachVisit(Base):
    """開拓の訪問: an activity of the programme (ウ-2). Never overwritten; a mistake is cancelled with a reason."""

    WALL = walls.OUTREACH_PART
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.STANDING
    PRIVACY = {
        "target": Privacy.NONE, "municipality": Privacy.NONE, "organisation": Privacy.NONE, "author": Privacy.STAFF,
        "item": Privacy.NONE, "method": Privacy.NONE, "counterpart": Privacy.NONE, "at": Privacy.NONE,
        "minutes": Privacy.NONE, "travel_minutes": Privacy.NONE, "went": Privacy.STAFF, "met": Privacy.STAFF,
        "stance": Privacy.NONE, "helps": Privacy.NONE, "text": Privacy.NONE, "written_at": Privacy.NONE,
        "cancelled_at": Privacy.NONE, "cancelled_by": Privacy.STAFF, "cancel_reason": Privacy.NONE,
    }  # fmt: skip

    target = models.ForeignKey(Outreach, models.PROTECT, related_name="visits", db_comment="開拓の候補")
    municipality = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="事業を行う市町村・組合")
    organisation = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="訪問した機関")
    author = models.UUIDField(null=True, db_comment="記録した利用者")
    item = models.CharField(
        max_length=10, choices=ProgrammeItem.choices, default=ProgrammeItem.C2, db_comment="事業の区分（ウ）"
    )
    method = models.CharField("方法", max_length=20, choices=ContactMethod.choices, db_comment="方法")
    counterpart = models.CharField("相手", max_length=20, choices=Counterpart.choices, db_comment="相手の種類")
    at = models.DateTimeField("日時", db_comment="訪問・連絡した日時")
    minutes = models.PositiveSmallIntegerField("所要時間", null=True, db_comment="分")
    travel_minutes = models.PositiveSmallIntegerField("移動時間", null=True, db_comment="分（往復）")
    went = models.CharField("行った人", max_length=200, blank=True, db_comment="行った職員の名前")
    met = models.CharField("会った人", max_length=200, blank=True, db_comment="事業所の職員の名前・役職")
    stance = models.CharField("手応え", max_length=10, choices=Stance.choices, db_comment="手応え")
    helps = ArrayField(models.CharField(max_length=12), default=list, db_comment="何があれば受け入れやすいか")
    text = models.CharField("話したこと", max_length=1000, blank=True, db_comment="話したこと（個人に触れない）")
    written_at = models.DateTimeField(db_comment="記録した日時")
    cancelled_at = models.DateTimeField(null=True, db_comment="取り消した日時")
    cancelled_by = models.UUIDField(null=True, db_comment="取り消した利用者")
    cancel_reason = models.CharField(max_length=300, blank=True, db_comment="取り消した理由")

    class Meta:
        db_table_comment = "開拓の訪問・連絡"
        indexes = [
            models.Index(fields=["target", "-at"], name="outreach_visit_by_target"),
            models.Index(fields=["organisation", "at"], name="outreach_visit_by_body"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""), name="outreach_visit_cancelled",
                violation_error_message="取り消す理由を入力してください。",
            ),
        ]  # fmt: skip


class OutreachMove(Base):
    """経過: who moved it when, from where to where, and why. Written once."""

    WALL = walls.OUTREACH_PART.append_only()
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.STANDING
    PRIVACY = {
        "target": Privacy.NONE, "step": Privacy.NONE, "before": Privacy.NONE, "after": Privacy.NONE, "note": Privacy.NONE,
        "organisation": Privacy.NONE, "by": Privacy.STAFF, "at": Privacy.NONE,
    }  # fmt: skip

    target = models.ForeignKey(Outreach, models.PROTECT, related_name="moves", db_comment="開拓の候補")
    step = models.CharField(max_length=12, db_comment="行ったこと")
    before = models.CharField(max_length=12, choices=OutreachStatus.choices, blank=True, db_comment="前の状態")
    after = models.CharField(max_length=12, choices=OutreachStatus.choices, db_comment="後の状態")
    note = models.CharField(max_length=400, blank=True, db_comment="理由・内容（個人に触れない）")
    organisation = models.ForeignKey(_ORG, models.PROTECT, null=True, related_name="+", db_comment="行った機関")
    by = models.UUIDField(null=True, db_comment="行った利用者（空欄はシステム）")
    at = models.DateTimeField(db_comment="日時")

    class Meta:
        db_table_comment = "開拓の経過"
        indexes = [models.Index(fields=["target", "at"], name="outreach_move_by_target")]
