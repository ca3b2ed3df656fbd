"""法的な出来事 and 閉庁日. Deadlines have no table: they follow from the events (rules/clock) each time they are read."""

from __future__ import annotations

from dataclasses import replace

from django.db import models
from django.db.models import Q

from renkei.core.fields import EncryptedJSONField, EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

#: Reached where the class is open as a whole: the rows of an office name versions of the face sheet, no events.
_HELD = "wall.holds_class('justice_outline', {t}.case_id, {t}.author_organisation_id, {t}.written_at)"


class LegalEvent(Base):
    """法的な出来事, one version. Moving or withdrawing it is a new row; nothing is overwritten.

    `content`: kind, day, until, at, certainty, source, and what the kind needs besides (days, term …), as
    `rules.clock.content` writes it.
    """

    WALL = replace(
        walls.on_class(InfoClass.JUSTICE_OUTLINE), read=f"{walls.is_system('jobs')} OR {_HELD}"
    ).append_only()  # fmt: skip
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "series": Privacy.PSEUDONYM, "version": Privacy.NONE, "supersedes": Privacy.NONE,
        "withdrawn": Privacy.NONE, "content": Privacy.JUSTICE, "note": Privacy.JUSTICE, "reason": Privacy.JUSTICE,
        "author_user": Privacy.STAFF, "author_organisation": Privacy.NONE, "written_at": Privacy.NONE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    series = models.UUIDField(db_comment="同じ出来事の版をつなぐ識別子")
    version = models.PositiveSmallIntegerField(db_comment="版（出来事の中の通し番号）")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by", db_comment="前の版"
    )
    withdrawn = models.BooleanField(default=False, db_comment="取り消した版か")
    content = EncryptedJSONField("出来事", db_comment="種類・日付・時刻・確からしさ・出どころ")
    note = EncryptedTextField("補足", null=True, db_comment="補足")
    reason = EncryptedTextField("理由", null=True, db_comment="変えた・取り消した理由")
    author_user = models.UUIDField(null=True, db_comment="書いた利用者")
    author_organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="書いた機関"
    )
    written_at = models.DateTimeField(db_comment="書いた日時")

    class Meta:
        db_table_comment = "法的な出来事"
        indexes = [models.Index(fields=["case", "written_at"], name="legal_event_by_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "version"], name="legal_event_version",
                violation_error_message="この出来事は、ほかの人が先に変えました。最新の内容を確認してください。",
            ),
            models.CheckConstraint(
                condition=Q(version=1, supersedes__isnull=True) | Q(version__gt=1, supersedes__isnull=False),
                name="legal_event_chain", violation_error_message="前の版がありません。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(reason__isnull=False), name="legal_event_withdrawn_reason",
                violation_error_message="取り消す理由を入力してください。",
            ),
        ]  # fmt: skip


class ClosedDay(Base):
    """閉庁日 of one municipality beside weekends, holidays and 12/29–1/3; counted nowhere else."""

    WALL = walls.open_to_all(
        "when an office is closed is public",
        write=f"{walls.may(P.CALENDAR_WRITE)} AND {{t}}.municipality_id = ANY ((SELECT wall.represented())::uuid[])",
    ).removable(f"{walls.may(P.CALENDAR_WRITE)} AND {{t}}.municipality_id = ANY ((SELECT wall.represented())::uuid[])")
    PURPOSE, RETENTION = Purpose.ORGANISATION, Retention.STANDING
    PRIVACY = {"municipality": Privacy.NONE, "day": Privacy.NONE, "label": Privacy.NONE}

    municipality = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="閉庁する市町村"
    )
    day = models.DateField("日", db_comment="閉庁する日")
    label = models.CharField("名称", max_length=40, blank=True, db_comment="名称（創立記念日など）")

    class Meta:
        db_table_comment = "市町村の閉庁日"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "day"], name="closed_day_once",
                violation_error_message="この日は、すでに登録されています。",
            ),
        ]  # fmt: skip
