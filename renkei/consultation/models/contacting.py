"""定期的な訪問・連絡: how often (the plan), and what was done (an activity of the programme, イ)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from renkei.consultation.enums import ContactKind, ContactMethod, Counterpart, Every, Outcome, ProgrammeItem
from renkei.consultation.models.asking import Consultation
from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import support_walls as walls
from renkei.policy.enums import InfoClass

_ORG = "accounts.Organisation"


class ContactPlan(Base):
    """連絡の計画, of an office or of a person in service: every n weeks or months, with reason and end."""

    WALL = walls.CONTACT_PLAN
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "municipality": Privacy.NONE, "organisation": Privacy.NONE, "assignee": Privacy.STAFF, "office": Privacy.PSEUDONYM,
        "case": Privacy.PSEUDONYM, "method": Privacy.NONE, "every": Privacy.NONE, "unit": Privacy.NONE,
        "reason": Privacy.WELFARE, "starts_on": Privacy.PSEUDONYM, "ends_on": Privacy.PSEUDONYM,
        "due_on": Privacy.PSEUDONYM, "told_for": Privacy.NONE, "ended_at": Privacy.NONE, "ended_by": Privacy.STAFF,
        "end_reason": Privacy.WELFARE, "written_by": Privacy.STAFF, "written_at": Privacy.NONE,
    }  # fmt: skip

    municipality = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="事業を行う市町村・組合")
    organisation = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="連絡する機関")
    assignee = models.UUIDField(null=True, db_comment="連絡する利用者")
    office = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="連絡先の事業所")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="contact_plans", db_comment="ケース")
    method = models.CharField("方法", max_length=20, choices=ContactMethod.choices, db_comment="方法")
    every = models.PositiveSmallIntegerField("間隔", db_comment="間隔の数")
    unit = models.CharField("単位", max_length=6, choices=Every.choices, db_comment="間隔の単位")
    reason = EncryptedTextField("理由", db_comment="なぜこの間隔か")
    starts_on = models.DateField("始める日", db_comment="最初の連絡の日")
    ends_on = models.DateField("終わる日", null=True, db_comment="この日まで（空欄は決めていない）")
    due_on = models.DateField(null=True, db_comment="次の連絡の日（規則から計算。空欄は予定なし）")
    told_for = models.DateField(null=True, db_comment="遅れを知らせた連絡の日")
    ended_at = models.DateTimeField(null=True, db_comment="やめた日時")
    ended_by = models.UUIDField(null=True, db_comment="やめた利用者")
    end_reason = EncryptedTextField(null=True, db_comment="やめた理由")
    written_by = models.UUIDField(null=True, db_comment="最後に直した利用者")
    written_at = models.DateTimeField(db_comment="最後に直した日時")

    class Meta:
        db_table_comment = "連絡の計画（後方支援）"
        indexes = [
            models.Index(
                fields=["organisation", "due_on"], condition=Q(ended_at__isnull=True), name="contact_plan_due"
            ),
            models.Index(fields=["office"], name="contact_plan_by_office"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "office", "case"], condition=Q(ended_at__isnull=True), nulls_distinct=False,
                name="contact_plan_once", violation_error_message="この連絡先には、続いている計画がすでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(every__gte=1), name="contact_plan_every", violation_error_message="間隔は1以上にしてください。"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="contact_plan_period",
                violation_error_message="終わる日は、始める日以後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(due_on__isnull=True, end_reason__isnull=False),
                name="contact_plan_ended", violation_error_message="やめる理由を入力してください。",
            ),
        ]  # fmt: skip


class SupportContact(Base):
    """後方支援の活動: a visit, a call, a care meeting, advice. Never overwritten; a mistake is cancelled with a reason."""

    WALL = walls.SUPPORT_CONTACT
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "municipality": Privacy.NONE, "organisation": Privacy.NONE, "author": Privacy.STAFF, "office": Privacy.PSEUDONYM,
        "case": Privacy.PSEUDONYM, "plan": Privacy.NONE, "consultation": Privacy.NONE, "kind": Privacy.NONE,
        "item": Privacy.NONE, "method": Privacy.NONE, "counterpart": Privacy.PSEUDONYM, "at": Privacy.PSEUDONYM,
        "minutes": Privacy.NONE, "travel_minutes": Privacy.NONE, "info_class": Privacy.NONE, "text": Privacy.WELFARE,
        "advice": Privacy.WELFARE, "outcome": Privacy.PSEUDONYM, "next_on": Privacy.PSEUDONYM, "shareable": Privacy.NONE,
        "written_at": Privacy.NONE, "cancelled_at": Privacy.NONE, "cancelled_by": Privacy.STAFF,
        "cancel_reason": Privacy.WELFARE,
    }  # fmt: skip

    municipality = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="事業を行う市町村・組合")
    organisation = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="活動した機関")
    author = models.UUIDField(null=True, db_comment="記録した利用者")
    office = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="相手の事業所")
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, related_name="support_contacts", db_comment="ケース"
    )
    plan = models.ForeignKey(
        ContactPlan, models.PROTECT, null=True, related_name="contacts", db_comment="もとになった計画"
    )
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, related_name="contacts", db_comment="もとになった相談"
    )
    kind = models.CharField("活動", max_length=14, choices=ContactKind.choices, db_comment="活動の種類")
    item = models.CharField(
        "事業の区分",
        max_length=10,
        choices=ProgrammeItem.choices,
        default=ProgrammeItem.B,
        db_comment="事業の区分（イ）",
    )
    method = models.CharField("方法", max_length=20, choices=ContactMethod.choices, db_comment="方法")
    counterpart = models.CharField("相手", max_length=20, choices=Counterpart.choices, db_comment="相手の種類")
    at = models.DateTimeField("日時", db_comment="活動した日時")
    minutes = models.PositiveSmallIntegerField("所要時間", null=True, db_comment="分")
    travel_minutes = models.PositiveSmallIntegerField("移動時間", null=True, db_comment="分（往復）")
    info_class = models.CharField("情報区分", max_length=20, choices=InfoClass.choices, db_comment="情報区分")
    text = EncryptedTextField("様子・話したこと", null=True, db_comment="様子・話したこと")
    advice = EncryptedTextField("助言", null=True, db_comment="助言")
    outcome = models.CharField("どうだったか", max_length=10, choices=Outcome.choices, blank=True, db_comment="結果")
    next_on = models.DateField("次の連絡の日", null=True, db_comment="約束した次の連絡の日")
    shareable = models.BooleanField("事業所にも見せる", default=False, db_comment="相手の事業所にも見せるか")
    written_at = models.DateTimeField(db_comment="記録した日時")
    cancelled_at = models.DateTimeField(null=True, db_comment="取り消した日時")
    cancelled_by = models.UUIDField(null=True, db_comment="取り消した利用者")
    cancel_reason = EncryptedTextField(null=True, db_comment="取り消した理由")

    class Meta:
        db_table_comment = "後方支援の活動（訪問・連絡・会議・助言）"
        indexes = [
            models.Index(fields=["organisation", "at"], name="support_contact_by_body"),
            models.Index(fields=["office", "-at"], name="support_contact_by_office"),
            models.Index(fields=["case", "-at"], name="support_contact_by_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(cancel_reason__isnull=False), name="support_contact_cancelled",
                violation_error_message="取り消す理由を入力してください。",
            ),
        ]  # fmt: skip
