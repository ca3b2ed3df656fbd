"""前兆と対応: what shows that a difficult day comes, what helps, whom to call: agreed with the person, in versions."""

from __future__ import annotations

from django.db import models

from renkei.consultation.enums import AgreedHow
from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import support_walls as walls
from renkei.policy.enums import InfoClass


class CrisisPlan(Base):
    """One version. The newest counts; an office sees it where the person agreed to show it (`shareable`)."""

    WALL = walls.CRISIS_PLAN
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "version": Privacy.NONE, "agreed_on": Privacy.PSEUDONYM, "agreed_how": Privacy.PSEUDONYM,
        "shareable": Privacy.PSEUDONYM, "review_on": Privacy.PSEUDONYM, "organisation": Privacy.NONE,
        "written_by": Privacy.STAFF, "written_at": Privacy.NONE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="crisis_plans", db_comment="ケース")
    version = models.PositiveSmallIntegerField("版", db_comment="版")
    agreed_on = models.DateField("本人と決めた日", db_comment="本人と決めた日")
    agreed_how = models.CharField("決め方", max_length=16, choices=AgreedHow.choices, db_comment="本人と決めた方法")
    shareable = models.BooleanField("事業所に見せてよい", db_comment="事業所に見せることに本人が同意したか")
    review_on = models.DateField("見直す日", null=True, db_comment="見直す日")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", db_comment="書いた機関")
    written_by = models.UUIDField(null=True, db_comment="書いた利用者")
    written_at = models.DateTimeField(db_comment="書いた日時")

    class Meta:
        db_table_comment = "前兆と対応の計画（版）"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "version"], name="crisis_plan_version",
                violation_error_message="ほかの人が先に保存しました。最新の内容を確認してください。",
            ),
        ]  # fmt: skip


class CrisisPart(Base):
    """What a version says in one information class."""

    WALL = walls.CRISIS_PART
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "plan"
    PRIVACY = {
        "plan": Privacy.PSEUDONYM, "info_class": Privacy.NONE, "signs": Privacy.JUSTICE, "own_ways": Privacy.JUSTICE,
        "responses": Privacy.JUSTICE, "avoid": Privacy.JUSTICE, "contacts": Privacy.THIRD_PARTY,
    }  # fmt: skip

    plan = models.ForeignKey(CrisisPlan, models.PROTECT, related_name="parts", db_comment="計画の版")
    info_class = models.CharField("情報区分", max_length=20, choices=InfoClass.choices, db_comment="情報区分")
    signs = EncryptedTextField("前ぶれのサイン", null=True, db_comment="前ぶれのサイン（1行に1つ）")
    own_ways = EncryptedTextField("本人ができること", null=True, db_comment="本人ができること（1行に1つ）")
    responses = EncryptedTextField("まわりの人の対応", null=True, db_comment="まわりの人の対応（1行に1つ）")
    avoid = EncryptedTextField("してほしくないこと", null=True, db_comment="してほしくないこと（1行に1つ）")
    contacts = EncryptedTextField("連絡する順番", null=True, db_comment="緊急連絡の順番（1行に1か所）")

    class Meta:
        db_table_comment = "前兆と対応の計画の内容（情報区分ごと）"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "info_class"], name="crisis_part_class",
                violation_error_message="この情報区分の内容は、すでにあります。",
            ),
        ]  # fmt: skip
