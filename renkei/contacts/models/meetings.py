"""会議: the meeting, who sits at the table, what is on it, when it could be."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from renkei.contacts.enums.meetings import (
    WITHOUT_CASE,
    AttendeeKind,
    AttendeeMode,
    Confidentiality,
    MeetingKind,
    MeetingStatus,
    Possible,
)
from renkei.contacts.enums.notes import ContactMethod, Counterpart, ProgrammeItem
from renkei.contacts.models import walls
from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy.enums import InfoClass

_ORG = "accounts.Organisation"


class Meeting(Base):
    """会議. Without a case it speaks of no individual. `opened_at`: since when the attendees' bodies see it."""

    WALL = walls.MEETING
    KEEPS = {"case": "", "number": ""}
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "number": Privacy.PSEUDONYM, "kind": Privacy.PSEUDONYM, "status": Privacy.NONE,
        "organisation": Privacy.NONE, "author": Privacy.STAFF, "at": Privacy.PSEUDONYM, "minutes": Privacy.NONE,
        "place": Privacy.JUSTICE, "place_class": Privacy.NONE, "item": Privacy.NONE, "method": Privacy.NONE,
        "counterpart": Privacy.NONE, "attendees_count": Privacy.NONE, "opened_at": Privacy.NONE,
        "slots_until": Privacy.NONE, "agenda_count": Privacy.NONE, "dropped": Privacy.NONE, "next_at": Privacy.PSEUDONYM, "previous": Privacy.NONE,
    }  # fmt: skip

    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, related_name="+", db_comment="ケース（ない会議もある）"
    )
    number = models.CharField("会議番号", max_length=20, unique=True, db_comment="無作為の符号。例 M8-7K3Q9")
    kind = models.CharField("会議の種類", max_length=20, choices=MeetingKind.choices, db_comment="会議種別")
    status = models.CharField(
        "状態", max_length=20, choices=MeetingStatus.choices, default=MeetingStatus.PREPARING, db_comment="状態"
    )
    organisation = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="招集する機関")
    author = models.UUIDField(null=True, db_comment="会議を作った利用者")
    at = models.DateTimeField("日時", null=True, blank=True, db_comment="始まる（始まった）日時。空欄は調整中")
    minutes = models.PositiveSmallIntegerField("所要時間", null=True, blank=True, db_comment="分")
    place = EncryptedTextField("場所", null=True, db_comment="場所・接続先")
    place_class = models.CharField(
        "場所の情報区分", max_length=20, choices=InfoClass.choices, blank=True, db_comment="場所から分かる情報区分"
    )
    item = models.CharField(
        "事業の区分", max_length=10, choices=ProgrammeItem.choices, db_comment="事業の区分（ア・イ・ウ）"
    )
    method = models.CharField(
        "方法", max_length=20, choices=ContactMethod.choices, default=ContactMethod.MEETING, db_comment="方法（集計用）"
    )
    counterpart = models.CharField(
        "相手",
        max_length=20,
        choices=Counterpart.choices,
        default=Counterpart.GOVERNMENT,
        db_comment="おもな相手の種類（集計用）",
    )
    attendees_count = models.PositiveSmallIntegerField(
        "出席者数", null=True, blank=True, db_comment="開いたときの出席者数"
    )
    opened_at = models.DateTimeField(null=True, db_comment="出席者の機関に見えるようになった日時")
    slots_until = models.DateField("日程の回答期限", null=True, blank=True, db_comment="日程の回答期限")
    agenda_count = models.PositiveSmallIntegerField(default=0, db_comment="付けた議題の番号の最後")
    dropped = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, db_comment="外した議題の番号")
    next_at = models.DateTimeField("次回の日時", null=True, blank=True, db_comment="次回の日時")
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="following", db_comment="前回の会議"
    )

    class Meta:
        db_table_comment = "会議"
        indexes = [
            models.Index(fields=["case", "-at"], name="meeting_by_case"),
            models.Index(fields=["organisation", "-at"], name="meeting_by_body"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=True, kind__in=WITHOUT_CASE) | Q(case__isnull=False) & ~Q(kind__in=WITHOUT_CASE),
                name="meeting_case_by_kind", violation_error_message="この種類の会議は、ケースと結び付けられません。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["preparing", "cancelled"]) | Q(at__isnull=False), name="meeting_called_at",
                violation_error_message="日時を決めてから招集してください。",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(place_class=""), name="meeting_place_class",
                violation_error_message="ケースのない会議の場所に、情報区分は付けられません。",
            ),
        ]  # fmt: skip


class Attendee(Base):
    """出席者. `named_rows`: ledger rows that name somebody without an account on paper (見てよい人)."""

    WALL = walls.ATTENDEE
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "meeting"
    PRIVACY = {
        "meeting": Privacy.PSEUDONYM, "kind": Privacy.PSEUDONYM, "organisation": Privacy.PSEUDONYM,
        "user_id": Privacy.STAFF, "body": Privacy.JUSTICE, "post": Privacy.STAFF, "name": Privacy.THIRD_PARTY,
        "is_justice": Privacy.PSEUDONYM, "mode": Privacy.NONE, "confidentiality": Privacy.NONE,
        "confirmed_on": Privacy.NONE, "confirmed_by": Privacy.STAFF, "support": Privacy.WELFARE,
        "named_rows": Privacy.NONE, "removed_at": Privacy.NONE,
    }  # fmt: skip

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendees", db_comment="会議")
    kind = models.CharField("種類", max_length=10, choices=AttendeeKind.choices, db_comment="出席者の種類")
    organisation = models.ForeignKey(_ORG, models.PROTECT, null=True, related_name="+", db_comment="機関")
    user_id = models.UUIDField(null=True, db_comment="利用者")
    body = EncryptedTextField("機関の名称", null=True, db_comment="登録のない機関の名称")
    post = models.CharField("職・立場", max_length=60, blank=True, db_comment="職・立場")
    name = EncryptedTextField("氏名", null=True, db_comment="利用者でない人の氏名")
    is_justice = models.BooleanField("司法の機関", default=False, db_comment="保護観察所・矯正施設・弁護人などか")
    mode = models.CharField(
        "出席の形", max_length=10, choices=AttendeeMode.choices, default=AttendeeMode.PRESENT, db_comment="出席形態"
    )
    confidentiality = models.CharField(
        "守秘の確認", max_length=12, choices=Confidentiality.choices, blank=True, db_comment="守秘の根拠"
    )
    confirmed_on = models.DateField("確認した日", null=True, blank=True, db_comment="守秘を確認した日")
    confirmed_by = models.UUIDField(null=True, db_comment="守秘を確認した利用者")
    support = EncryptedTextField("参加のための手助け", null=True, db_comment="本人の参加のしかたと手助け")
    named_rows = ArrayField(models.UUIDField(), default=list, blank=True, db_comment="紙の台帳で名指しした行")
    removed_at = models.DateTimeField(null=True, db_comment="出席者から外した日時")

    class Meta:
        db_table_comment = "会議の出席者"
        indexes = [models.Index(fields=["organisation", "meeting"], name="attendee_by_body")]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user_id"], condition=Q(user_id__isnull=False), name="attendee_once",
                violation_error_message="この人は、すでに出席者にいます。",
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(kind="person"), name="attendee_one_person",
                violation_error_message="本人は、すでに出席者にいます。",
            ),
            models.CheckConstraint(
                condition=~Q(kind="member") | Q(user_id__isnull=False, organisation__isnull=False), name="attendee_member",
                violation_error_message="利用者を選んでください。",
            ),
            models.CheckConstraint(
                condition=Q(kind="member") | Q(user_id__isnull=True), name="attendee_no_user",
                violation_error_message="利用者でない人に、利用者は選べません。",
            ),
            models.CheckConstraint(
                condition=Q(confidentiality="") | Q(confirmed_on__isnull=False), name="attendee_confirmed_on",
                violation_error_message="守秘を確認した日を入力してください。",
            ),
        ]  # fmt: skip


class AgendaItem(Base):
    """議題: a text of one information class ("" = concerns no person). Shown only where every attendee may know it."""

    WALL = walls.AGENDA
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "meeting"
    PRIVACY = {
        "meeting": Privacy.PSEUDONYM, "position": Privacy.NONE, "info_class": Privacy.NONE, "text": Privacy.JUSTICE,
    }  # fmt: skip

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda", db_comment="会議")
    position = models.PositiveSmallIntegerField(db_comment="会議の中の番号")
    info_class = models.CharField(
        "情報区分",
        max_length=20,
        choices=InfoClass.choices,
        blank=True,
        db_comment="情報区分（空欄は個人に触れない議題）",
    )
    text = EncryptedTextField("議題", db_comment="議題")

    class Meta:
        db_table_comment = "会議の議題"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"], name="agenda_position", violation_error_message="同じ番号の議題があります。"
            ),
        ]  # fmt: skip


class Slot(Base):
    """日程の候補."""

    WALL = walls.SLOT
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    PRIVACY = {"meeting": Privacy.PSEUDONYM, "at": Privacy.NONE, "dropped_at": Privacy.NONE}
    KEY_OF = "meeting"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="slots", db_comment="会議")
    at = models.DateTimeField("候補の日時", db_comment="候補の日時")
    dropped_at = models.DateTimeField(null=True, db_comment="候補から外した日時")

    class Meta:
        db_table_comment = "会議の日程の候補"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "at"], name="slot_once", violation_error_message="この日時は、すでに候補にあります。"
            ),
        ]  # fmt: skip


class SlotAnswer(Base):
    """日程の回答 of one attendee; answered by his body, or entered for him by the body that calls."""

    WALL = walls.SLOT_ANSWER
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "slot"
    PRIVACY = {
        "slot": Privacy.PSEUDONYM, "attendee": Privacy.PSEUDONYM, "answer": Privacy.NONE, "answered_at": Privacy.NONE,
        "answered_by": Privacy.STAFF,
    }  # fmt: skip

    slot = models.ForeignKey(Slot, models.PROTECT, related_name="answers", db_comment="日程の候補")
    attendee = models.ForeignKey(Attendee, models.PROTECT, related_name="answers", db_comment="出席者")
    answer = models.CharField("回答", max_length=5, choices=Possible.choices, db_comment="回答")
    answered_at = models.DateTimeField(db_comment="回答した日時")
    answered_by = models.UUIDField(null=True, db_comment="回答した利用者")

    class Meta:
        db_table_comment = "会議の日程の回答"
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "attendee"], name="slot_answer_once", violation_error_message="すでに回答があります。"
            ),
        ]  # fmt: skip
