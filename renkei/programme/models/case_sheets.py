"""事例資料: a case told in coarse codes and words that are nobody's; its copies; and, apart from it, the way back to the case."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import council_walls as walls
from renkei.programme.enums.council import AgeSpan, Hard, SheetStatus, Waited
from renkei.programme.models.council import CouncilMember, CouncilSeries, CouncilSession

_DECIDED = [str(s) for s in (SheetStatus.APPROVED, SheetStatus.RETURNED)]


class CaseSheet(Base):
    """Checked for words and for how many people it could describe, approved by the second person whom the author named.

    No column leads to the case (see `CaseTrace`). `people`: as many could be meant, at least, when it was written.
    """

    WALL = walls.CASE_SHEET
    PURPOSE, RETENTION = Purpose.STATISTICS, Retention.STANDING
    PRIVACY = {
        "series": Privacy.NONE, "municipality": Privacy.NONE, "number": Privacy.NONE, "age": Privacy.NONE,
        "needs": Privacy.NONE, "month": Privacy.NONE, "waited": Privacy.NONE, "reasons": Privacy.NONE,
        "situation": Privacy.NONE, "tried": Privacy.NONE, "question": Privacy.NONE, "people": Privacy.NONE,
        "few_cases": Privacy.NONE, "status": Privacy.NONE, "proposed_by": Privacy.STAFF, "proposed_at": Privacy.NONE,
        "reviewer": Privacy.STAFF, "decided_by": Privacy.STAFF, "decided_at": Privacy.NONE, "note": Privacy.NONE,
        "expires_on": Privacy.NONE,
    }  # fmt: skip

    series = models.ForeignKey(CouncilSeries, models.PROTECT, related_name="sheets", db_comment="会議体")
    municipality = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="市町村・組合"
    )
    number = models.CharField("資料番号", max_length=20, unique=True, db_comment="無作為の符号。例 J8-7K3Q9")
    age = models.CharField("年代", max_length=10, choices=AgeSpan.choices, blank=True, db_comment="年代（粗い）")
    needs = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, db_comment="必要な支援の種類（コード）"
    )
    month = models.CharField("利用開始の希望", max_length=16, blank=True, db_comment="四半期。例 2027-01~2027-03")
    waited = models.CharField("調整の期間", max_length=10, choices=Waited.choices, blank=True, db_comment="調整の期間")
    reasons = ArrayField(
        models.CharField(max_length=12, choices=Hard.choices), default=list, blank=True, db_comment="取り上げる理由"
    )
    situation = models.CharField("困っていること", max_length=800, db_comment="困っていること（だれか分からない形）")
    tried = models.CharField(
        "これまでにしたこと", max_length=800, blank=True, db_comment="これまでにしたこと（だれか分からない形）"
    )
    question = models.CharField("話し合いたいこと", max_length=400, db_comment="話し合いたいこと（だれか分からない形）")
    people = models.PositiveIntegerField(db_comment="当てはまる人の数の見積り（少なめ）")
    few_cases = models.BooleanField(default=False, db_comment="この事業のケースが少なく、関係者には思い当たるおそれ")
    status = models.CharField(
        "状態", max_length=10, choices=SheetStatus.choices, default=SheetStatus.ASKED, db_comment="状態"
    )
    proposed_by = models.UUIDField(db_comment="書いた利用者")
    proposed_at = models.DateTimeField(db_comment="書いた日時")
    reviewer = models.UUIDField(db_comment="承認を頼まれた利用者")
    decided_by = models.UUIDField(null=True, db_comment="承認・差戻しをした利用者")
    decided_at = models.DateTimeField(null=True, db_comment="承認・差戻しの日時")
    note = models.CharField(max_length=300, blank=True, db_comment="差戻しの理由")
    expires_on = models.DateField("使える期限", db_comment="使える最後の日")

    class Meta:
        db_table_comment = "事例資料（だれか分からない形）"
        indexes = [models.Index(fields=["series", "status"], name="case_sheet_by_series")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(proposed_by=F("reviewer")), name="case_sheet_second_person",
                violation_error_message="承認を頼む人には、自分以外の人を選んでください。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_DECIDED) | Q(decided_at__isnull=False, decided_by=F("reviewer")),
                name="case_sheet_decided", violation_error_message="承認・差戻しをした人がありません。",
            ),
        ]  # fmt: skip


class SheetCopy(Base):
    """配布: a numbered copy in the hands of one 委員, until it is collected."""

    WALL = walls.SHEET_COPY
    PURPOSE, RETENTION = Purpose.STATISTICS, Retention.STANDING
    PRIVACY = {
        "sheet": Privacy.NONE, "member": Privacy.NONE, "session": Privacy.NONE, "number": Privacy.NONE,
        "handed_at": Privacy.NONE, "handed_by": Privacy.STAFF, "returned_at": Privacy.NONE, "returned_by": Privacy.STAFF,
    }  # fmt: skip

    sheet = models.ForeignKey(CaseSheet, models.PROTECT, related_name="copies", db_comment="事例資料")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="+", db_comment="渡した委員")
    session = models.ForeignKey(CouncilSession, models.PROTECT, null=True, related_name="+", db_comment="渡した回")
    number = models.PositiveSmallIntegerField("写しの番号", db_comment="資料の中の写しの番号")
    handed_at = models.DateTimeField(db_comment="渡した日時")
    handed_by = models.UUIDField(db_comment="渡した利用者")
    returned_at = models.DateTimeField(null=True, db_comment="回収した日時")
    returned_by = models.UUIDField(null=True, db_comment="回収した利用者")

    class Meta:
        db_table_comment = "事例資料の配布と回収"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "number"], name="sheet_copy_number", violation_error_message="同じ番号の写しがあります。"
            ),
            models.UniqueConstraint(
                fields=["sheet", "member"], condition=Q(returned_at__isnull=True), name="sheet_copy_once",
                violation_error_message="この委員には、すでに渡してあります。",
            ),
        ]  # fmt: skip


class CaseTrace(Base):
    """もとのケース of a material or of an item on an agenda: for the writer's side alone, and only where the case is seen."""

    WALL = walls.CASE_TRACE
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "municipality": Privacy.NONE, "sheet": Privacy.PSEUDONYM, "agenda": Privacy.PSEUDONYM,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    municipality = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="書いた側の市町村"
    )
    sheet = models.OneToOneField(CaseSheet, models.PROTECT, null=True, related_name="+", db_comment="事例資料")
    agenda = models.OneToOneField(
        "contacts.AgendaItem", models.PROTECT, null=True, related_name="+", db_comment="会議の議題"
    )

    class Meta:
        db_table_comment = "事例資料・議題のもとのケース"
        constraints = [
            models.CheckConstraint(
                condition=Q(sheet__isnull=True) ^ Q(agenda__isnull=True), name="case_trace_one",
                violation_error_message="資料か議題の、どちらか一つを指定してください。",
            ),
        ]  # fmt: skip
