"""候補の検索: what was found, in which order and why, as it was; what was chosen of it; the rules of the order."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from renkei.cases.enums import NeedKind, NeedStage
from renkei.core.fields import EncryptedJSONField, EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.permissions import P

_ASKING = walls.on("case", read=walls.may(P.INQUIRY_SEND), write=(P.INQUIRY_SEND,)).append_only()


class Search(Base):
    """A search as it was. Codes and counts stand in the clear for the gap map; the explained rows hold the person's
    disability and what coordinators know, so they are encrypted and never reach an office or the centre."""

    WALL = _ASKING
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "need": Privacy.PSEUDONYM, "kind": Privacy.PSEUDONYM, "stage": Privacy.PSEUDONYM,
        "service_codes": Privacy.PSEUDONYM, "area_code": Privacy.PSEUDONYM, "origin_code": Privacy.PSEUDONYM,
        "max_km": Privacy.PSEUDONYM, "fits_total": Privacy.NONE, "dropped_total": Privacy.NONE,
        "drop_counts": Privacy.NONE, "rules_version": Privacy.NONE, "with_welfare": Privacy.NONE,
        "fingerprint": Privacy.NONE, "asked": Privacy.WELFARE, "results": Privacy.WELFARE, "at": Privacy.PSEUDONYM,
        "searched_by": Privacy.STAFF, "organisation": Privacy.NONE, "municipality": Privacy.NONE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="searches", db_comment="ケース")
    need = models.ForeignKey("cases.Need", models.PROTECT, related_name="searches", db_comment="ニーズ")
    kind = models.CharField("ニーズ", max_length=20, choices=NeedKind.choices, db_comment="ニーズの種類")
    stage = models.CharField("時期", max_length=10, choices=NeedStage.choices, blank=True, db_comment="ニーズの時期")
    service_codes = ArrayField(models.CharField(max_length=24), default=list, db_comment="探したサービス（コード）")
    area_code = models.CharField("地域", max_length=5, blank=True, db_comment="ケースの希望する市区町村コード")
    origin_code = models.CharField("中心", max_length=5, blank=True, db_comment="距離を測った市区町村コード")
    max_km = models.FloatField("距離の上限", null=True, db_comment="km")
    fits_total = models.PositiveIntegerField("合うところ", db_comment="条件に合った事業所の数")
    dropped_total = models.PositiveIntegerField("合わないところ", db_comment="条件に合わなかった事業所の数")
    drop_counts = models.JSONField("合わない理由", default=dict, db_comment="理由のコード → 事業所の数")
    rules_version = models.PositiveIntegerField("きまりの版", db_comment="並べ方のきまりの版。0は既定")
    with_welfare = models.BooleanField("障害の情報", db_comment="障害種別・支援区分を使った検索か")
    fingerprint = models.CharField(max_length=64, db_comment="同じ検索を二度残さないためのSHA-256（鍵つき）")
    asked = EncryptedJSONField(null=True, db_comment="探した条件と、並べ方のきまり")
    results = EncryptedJSONField(null=True, db_comment="事業所ごとの値・理由・順位の写し")
    at = models.DateTimeField(db_comment="検索した日時")
    searched_by = models.UUIDField(null=True, db_comment="検索した利用者")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_comment="検索した機関"
    )
    municipality = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_comment="ケースの市町村"
    )

    class Meta:
        db_table_comment = "候補の検索の写し"
        indexes = [
            models.Index(fields=["need", "-at"], name="search_by_need"),
            models.Index(fields=["municipality", "-at"], name="search_by_municipality"),
        ]


class Choice(Base):
    """選んだ事業所: where it stood in the search, and the worker's reason."""

    WALL = walls.on("search", read=walls.may(P.INQUIRY_SEND), write=(P.INQUIRY_SEND,)).append_only()
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.CASE
    KEY_OF = "search.case"
    PRIVACY = {
        "search": Privacy.PSEUDONYM, "office_id": Privacy.PSEUDONYM, "place": Privacy.NONE, "reason": Privacy.WELFARE,
        "chosen_at": Privacy.PSEUDONYM, "chosen_by": Privacy.STAFF,
    }  # fmt: skip

    search = models.ForeignKey(Search, models.PROTECT, related_name="choices", db_comment="検索")
    office_id = models.UUIDField(db_comment="選んだ事業所（台帳の識別子）")
    place = models.PositiveIntegerField("順位", db_comment="検索での順位。0は合わないところから選んだ")
    reason = EncryptedTextField(null=True, db_comment="選んだ理由")
    chosen_at = models.DateTimeField(db_comment="選んだ日時")
    chosen_by = models.UUIDField(null=True, db_comment="選んだ利用者")

    class Meta:
        db_table_comment = "候補から選んだ事業所"
        indexes = [models.Index(fields=["search", "chosen_at"], name="choice_by_search")]


class Sought(Base):
    """探すときの障害種別・支援区分: what a place must take, said with a need by whoever asks offices; the newest row counts.

    A need is read by every body of its case, an asked office among them; these codes are for the asking side alone.
    """

    WALL = walls.on("need", read=walls.may(P.INQUIRY_SEND), write=(P.INQUIRY_SEND,)).append_only()
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.CASE
    KEY_OF = "need.case"
    PRIVACY = {"need": Privacy.PSEUDONYM, "codes": Privacy.WELFARE, "at": Privacy.PSEUDONYM, "said_by": Privacy.STAFF}

    need = models.ForeignKey("cases.Need", models.PROTECT, related_name="sought", db_comment="ニーズ")
    codes = EncryptedJSONField(null=True, db_comment="障害種別と障害支援区分（コード）")
    at = models.DateTimeField(db_comment="決めた日時")
    said_by = models.UUIDField(null=True, db_comment="決めた利用者")

    class Meta:
        db_table_comment = "探すときの障害種別・支援区分。追記だけ"
        indexes = [models.Index(fields=["need", "-at"], name="sought_newest")]


class MatchRules(Base):
    """並べ方のきまり of a municipality, a version a row, never edited. Without one the defaults hold (version 0)."""

    WALL = walls.of_body("municipality_id", read=(P.INQUIRY_SEND,), write=(P.MATCH_RULES,)).append_only()
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.STANDING
    PRIVACY = {
        "municipality": Privacy.NONE, "version": Privacy.NONE, "weights": Privacy.NONE, "budget": Privacy.NONE,
        "budget_days": Privacy.NONE, "reason": Privacy.NONE, "made_at": Privacy.NONE, "made_by": Privacy.STAFF,
    }  # fmt: skip

    municipality = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", db_comment="市町村")
    version = models.PositiveIntegerField("版", db_comment="1から始まる版")
    weights = models.JSONField("重み", db_comment="観点のコード → 重み（0〜100）")
    budget = models.PositiveSmallIntegerField("打診の上限", db_comment="期間内にこの件数に達した事業所を休ませる")
    budget_days = models.PositiveSmallIntegerField("期間", db_comment="打診を数える日数")
    reason = models.CharField("変える理由", max_length=200, db_comment="きまりを変える理由（個人のことは書かない）")
    made_at = models.DateTimeField(db_comment="決めた日時")
    made_by = models.UUIDField(null=True, db_comment="決めた利用者")

    class Meta:
        db_table_comment = "候補の並べ方のきまり"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "version"], name="match_rules_version",
                violation_error_message="ほかの人が先にきまりを変えました。開き直して確かめてください。",
            ),
            models.CheckConstraint(
                condition=models.Q(budget__gte=1, budget_days__gte=1), name="match_rules_budget",
                violation_error_message="打診の上限と期間は、1以上にしてください。",
            ),
        ]  # fmt: skip
