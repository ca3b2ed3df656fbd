"""個人情報のきまり of a municipality, and its part of the file register (個人情報ファイル簿)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from renkei.core.fields import CodeField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.permissions import P
from renkei.privacy.enums.local import RuleKind

_ORG = "accounts.Organisation"


class LocalRule(Base):
    """A value that an ordinance or a rule of the municipality sets otherwise, from a day on."""

    WALL = walls.open_to_all("rules and registers that are published", write=walls.may(P.PRIVACY_RULES))
    PURPOSE, RETENTION = Purpose.RIGHTS, Retention.STANDING
    PRIVACY = {
        "municipality": Privacy.NONE, "kind": Privacy.NONE, "value": Privacy.NONE, "starts_on": Privacy.NONE,
        "ends_on": Privacy.NONE, "source": Privacy.NONE, "set_by": Privacy.STAFF,
    }  # fmt: skip

    municipality = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="市町村")
    kind = CodeField("きまり", max_length=20, choices=RuleKind.choices, db_comment="きまりの種類")
    value = models.PositiveSmallIntegerField("値", db_comment="日数・年数・人数")
    starts_on = models.DateField("適用の開始日", db_comment="適用の開始日")
    ends_on = models.DateField("適用の最終日", null=True, db_comment="適用の最終日（空欄は当分の間）")
    source = models.CharField("根拠", max_length=200, db_comment="条例・規程の名称と条")
    set_by = models.UUIDField(null=True, db_comment="登録した利用者")

    class Meta:
        db_table_comment = "市町村の個人情報のきまり"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "starts_on"], name="local_rule_once",
                violation_error_message="同じ日から始まる同じきまりが、すでに登録されています。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="local_rule_period",
                violation_error_message="適用の最終日は、開始日以後の日を入力してください。",
            ),
        ]  # fmt: skip


class FileEntry(Base):
    """個人情報ファイル簿: what only the municipality knows; the rest is made from the tables."""

    WALL = walls.open_to_all("rules and registers that are published", write=walls.may(P.PRIVACY_RULES))
    PURPOSE, RETENTION = Purpose.RIGHTS, Retention.STANDING
    PRIVACY = {
        "municipality": Privacy.NONE, "name": Privacy.NONE, "bureau": Privacy.NONE, "counter": Privacy.NONE,
        "collected_from": Privacy.NONE, "recipients": Privacy.NONE, "other_law": Privacy.NONE, "note": Privacy.NONE,
        "published_on": Privacy.NONE, "saved_by": Privacy.STAFF, "saved_at": Privacy.NONE,
    }  # fmt: skip

    municipality = models.OneToOneField(_ORG, models.PROTECT, related_name="+", db_comment="市町村")
    name = models.CharField("個人情報ファイルの名称", max_length=100, db_comment="名称")
    bureau = models.CharField("事務をつかさどる組織の名称", max_length=100, blank=True, db_comment="組織の名称")
    counter = models.CharField("請求を受け付ける組織", max_length=200, blank=True, db_comment="名称と所在地")
    collected_from = models.CharField("収集方法の補足", max_length=400, blank=True, db_comment="収集方法の補足")
    recipients = models.CharField("経常的提供先の補足", max_length=400, blank=True, db_comment="経常的提供先の補足")
    other_law = models.CharField("訂正などの特別の手続", max_length=200, blank=True, db_comment="他の法令による手続")
    note = models.CharField("備考", max_length=400, blank=True, db_comment="備考")
    published_on = models.DateField("公表した日", null=True, db_comment="公表した日")
    saved_by = models.UUIDField(null=True, db_comment="保存した利用者")
    saved_at = models.DateTimeField(db_comment="保存した日時")

    class Meta:
        db_table_comment = "個人情報ファイル簿（市町村の記載）"
