"""What each import changed, row by row, and the designations that the lists of prefectures and cities name."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.offices.enums import ChangeKind, DesignationStatus
from renkei.policy import walls
from renkei.policy.permissions import P

_IMPORTED = walls.open_to_all("the public directory", write=walls.may(P.DIRECTORY_IMPORT))


class OfficeChange(Base):
    """One published row that an import added, changed, lost or found again. The first release of a service has none."""

    WALL = _IMPORTED.append_only()
    PURPOSE, RETENTION = Purpose.DIRECTORY, Retention.EDITION
    PRIVACY = dict.fromkeys(("run", "office", "row_id", "service_code", "kind", "fields"), Privacy.NONE)

    run = models.ForeignKey("offices.ImportRun", models.PROTECT, related_name="changes", db_comment="取込み")
    office = models.ForeignKey("offices.Office", models.PROTECT, related_name="changes", db_comment="事業所")
    row_id = models.UUIDField("行", db_comment="公表された1行（事業所のサービスまたは指定）の識別子")
    service_code = models.CharField("サービス", max_length=24, db_comment="国保連サービス種類コード、または固有のキー")
    kind = models.CharField("変更の種類", max_length=10, choices=ChangeKind.choices, db_comment="変更の種類")
    fields = models.JSONField("項目", default=dict, db_comment="変わった項目: 列名 → [前の値, 新しい値]")

    class Meta:
        db_table_comment = "取込みで変わった行"
        indexes = [models.Index(fields=["run", "kind"], name="office_change_by_run")]


class Designation(Base):
    """指定: what the list of a designating body says of one 事業所番号 and service. `scope`: whose list."""

    WALL = _IMPORTED
    PURPOSE, RETENTION = Purpose.DIRECTORY, Retention.EDITION
    PRIVACY = dict.fromkeys(
        ("scope", "authority", "office_number", "service_code", "office", "name", "status", "designated_on", "closed_on",
         "targets", "facility_kind", "capacity", "corporation_name", "corporation_kind", "phone", "address", "dwellings",
         "first_release", "last_release", "gone_release"),
        Privacy.NONE,
    )  # fmt: skip

    scope = models.CharField("一覧", max_length=20, db_comment="どの自治体の一覧か（取込みの型のキー）")
    authority = models.CharField("自治体", max_length=20, db_comment="一覧を公表した自治体の名称")
    office_number = models.CharField("事業所番号", max_length=10, db_comment="10桁")
    service_code = models.CharField("サービス", max_length=24, db_comment="国保連サービス種類コード、または固有のキー")
    office = models.ForeignKey("offices.Office", models.PROTECT, related_name="designations", db_comment="事業所")
    name = models.TextField("名称", db_comment="一覧にある名称")
    status = models.CharField("指定の状態", max_length=10, choices=DesignationStatus.choices, db_comment="指定の状態")
    designated_on = models.DateField("指定日", null=True, db_comment="指定年月日")
    closed_on = models.DateField("廃止・失効日", null=True, db_comment="廃止年月日または失効年月日")
    targets = ArrayField(models.CharField(max_length=20), default=list, db_comment="主たる対象者のコード。空は記載なし")
    facility_kind = models.CharField("施設等の区分", max_length=60, blank=True, db_comment="施設等の区分")
    capacity = models.PositiveIntegerField("定員", null=True, db_comment="定員（人）。住居の行の合計")
    corporation_name = models.TextField("法人", blank=True, db_comment="申請者（法人）の名称")
    corporation_kind = models.CharField("法人の種類", max_length=40, blank=True, db_comment="法人の種類")
    phone = models.CharField("電話", max_length=60, blank=True, db_comment="一覧にある電話番号")
    address = models.TextField("所在地", blank=True, db_comment="一覧にある所在地")
    dwellings = models.JSONField("住居", default=list, db_comment="共同生活住居: 名称・所在地・定員")
    first_release = models.CharField("最初の一覧", max_length=6, db_comment="最初に載った一覧の時期 YYYYMM")
    last_release = models.CharField("最後の一覧", max_length=6, db_comment="最後に載っていた一覧の時期 YYYYMM")
    gone_release = models.CharField(
        "載らなくなった一覧", max_length=6, blank=True, db_comment="載らなくなった一覧の時期"
    )

    class Meta:
        db_table_comment = "指定の記録（都道府県・市の一覧）"
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "office_number", "service_code"], name="designation_once",
                violation_error_message="同じ一覧の同じ指定が、すでに登録されています。",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["office_number", "service_code"], name="designation_by_number")]
