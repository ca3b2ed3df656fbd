"""併走の表: one row per responsibility, its history, and the hand-over record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from renkei.coordination.enums.joint import Channel, HandoverStatus, JointStatus, Part, Responsibility, Side
from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls


class JointItem(Base):
    """分担項目: who does it at the centre and at the municipality, when it moves, how far it is."""

    WALL = walls.on("case", write=walls.MOVING)
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "code": Privacy.PSEUDONYM, "label": Privacy.WELFARE, "order": Privacy.NONE,
        "center_part": Privacy.PSEUDONYM, "center_person": Privacy.STAFF, "body_part": Privacy.PSEUDONYM,
        "body_person": Privacy.STAFF, "moves_on": Privacy.PSEUDONYM, "status": Privacy.PSEUDONYM,
        "proposed_side": Privacy.PSEUDONYM, "settled_at": Privacy.PSEUDONYM,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="joint_items", db_comment="ケース")
    code = models.CharField("分担項目", max_length=30, choices=Responsibility.choices, db_comment="分担項目")
    label = EncryptedTextField("その他の内容", null=True, db_comment="「その他」の内容")
    order = models.PositiveSmallIntegerField(default=0, db_comment="並び順")
    center_part = models.CharField("センター", max_length=10, choices=Part.choices, db_comment="センターの役割")
    center_person = models.CharField(
        "センターの担当者", max_length=60, blank=True, db_comment="センターの担当者（職員名）"
    )
    body_part = models.CharField("市町村・基幹", max_length=10, choices=Part.choices, db_comment="市町村・基幹の役割")
    body_person = models.CharField(
        "市町村・基幹の担当者", max_length=60, blank=True, db_comment="市町村・基幹の担当者（職員名）"
    )
    moves_on = models.DateField("引継ぎの予定日", null=True, blank=True, db_comment="引き継ぐ予定の日")
    status = models.CharField(
        "状態", max_length=20, choices=JointStatus.choices, default=JointStatus.SHARED, db_comment="状態"
    )
    proposed_side = models.CharField(max_length=10, choices=Side.choices, blank=True, db_comment="申し出た側")
    settled_at = models.DateTimeField(null=True, db_comment="受領・不要とした日時")

    class Meta:
        db_table_comment = "併走の分担項目"
        indexes = [models.Index(fields=["case", "order"], name="joint_item_by_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"], condition=~Q(code="other"), name="joint_item_once",
                violation_error_message="この分担項目は、すでにあります。",
            ),
            models.CheckConstraint(
                condition=~Q(status=JointStatus.PROPOSED) | ~Q(proposed_side=""), name="joint_item_proposed_side",
                violation_error_message="申し出た側がありません。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[JointStatus.ACCEPTED, JointStatus.NOT_NEEDED]) | Q(settled_at__isnull=False),
                name="joint_item_settled_at", violation_error_message="受領した日時がありません。",
            ),
        ]  # fmt: skip


class JointEvent(Base):
    """What happened to an item; append-only. Entries on behalf of the other body say how it was told."""

    WALL = walls.on("item", write=walls.MOVING).append_only()
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "item"
    PRIVACY = {
        "item": Privacy.PSEUDONYM, "step": Privacy.PSEUDONYM, "at": Privacy.NONE, "user_id": Privacy.STAFF,
        "organisation_id": Privacy.NONE, "side": Privacy.NONE, "on_behalf": Privacy.NONE, "channel": Privacy.NONE,
        "spoken_to": Privacy.STAFF, "told_at": Privacy.NONE, "note": Privacy.WELFARE, "center_part": Privacy.PSEUDONYM,
        "body_part": Privacy.PSEUDONYM,
    }  # fmt: skip

    item = models.ForeignKey(JointItem, models.PROTECT, related_name="events", db_comment="分担項目")
    step = models.CharField(max_length=20, db_comment="操作")
    at = models.DateTimeField(db_comment="記録した日時")
    user_id = models.UUIDField(null=True, db_comment="記録した利用者")
    organisation_id = models.UUIDField(null=True, db_comment="記録した機関")
    side = models.CharField(max_length=10, choices=Side.choices, db_comment="どちらの側の操作か")
    on_behalf = models.BooleanField(default=False, db_comment="相手の機関に代わる記録か")
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True, db_comment="聞いた方法")
    spoken_to = models.CharField(max_length=60, blank=True, db_comment="話した相手（職員名）")
    told_at = models.DateTimeField(null=True, db_comment="聞いた日時")
    note = EncryptedTextField(null=True, db_comment="理由・連絡事項")
    center_part = models.CharField(
        max_length=10, choices=Part.choices, blank=True, db_comment="この操作のあとの、センターの役割"
    )
    body_part = models.CharField(
        max_length=10, choices=Part.choices, blank=True, db_comment="この操作のあとの、市町村・基幹の役割"
    )

    class Meta:
        db_table_comment = "併走の経過"
        constraints = [
            models.CheckConstraint(
                condition=Q(on_behalf=False) | (~Q(channel="") & ~Q(spoken_to="") & Q(told_at__isnull=False)),
                name="joint_event_on_behalf",
                violation_error_message="相手の機関に代わる記録には、方法・話した相手・日時を入力してください。",
            ),
        ]  # fmt: skip


class Handover(Base):
    """引継ぎ: one per case; opened with the board, completed when every item is accepted."""

    WALL = walls.on("case", write=walls.MOVING)
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "status": Privacy.PSEUDONYM, "opened_at": Privacy.NONE, "completed_at": Privacy.NONE,
        "tail_days": Privacy.NONE, "summary": Privacy.WELFARE, "open_procedures": Privacy.WELFARE,
        "cautions": Privacy.WELFARE, "told_person": Privacy.WELFARE, "contacts": Privacy.WELFARE,
        "documents": Privacy.WELFARE, "next_meeting_on": Privacy.NONE, "version": Privacy.NONE,
        "planned_tail_days": Privacy.NONE,
    }  # fmt: skip

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="handover", db_comment="ケース")
    status = models.CharField(
        max_length=20, choices=HandoverStatus.choices, default=HandoverStatus.RUNNING, db_comment="引継ぎの状態"
    )
    opened_at = models.DateTimeField(db_comment="併走を始めた日時")
    completed_at = models.DateTimeField(null=True, db_comment="引継ぎが完了した日時")
    tail_days = models.PositiveSmallIntegerField(null=True, db_comment="完了したときの、引継ぎ後の閲覧日数")
    planned_tail_days = models.PositiveSmallIntegerField(
        null=True, db_comment="このケースで決めた、引継ぎ後の助言役の日数（空は取決めのとおり）"
    )
    summary = EncryptedTextField("これまでの経過（要約）", null=True, db_comment="経過の要約")
    open_procedures = EncryptedTextField("終わっていない手続", null=True, db_comment="未了の手続")
    cautions = EncryptedTextField("注意すること・前兆と対応", null=True, db_comment="注意事項")
    told_person = EncryptedTextField("本人に伝えた説明", null=True, db_comment="本人への説明")
    contacts = EncryptedTextField("関係機関の連絡先", null=True, db_comment="関係機関の連絡先")
    documents = EncryptedTextField("引き継ぐ書類", null=True, db_comment="書類の一覧")
    next_meeting_on = models.DateField("次に協議する日", null=True, blank=True, db_comment="次回の協議日")
    version = models.PositiveSmallIntegerField(default=0, db_comment="書き直した回数")

    class Meta:
        db_table_comment = "引継ぎ"
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=HandoverStatus.COMPLETED) | Q(completed_at__isnull=False),
                name="handover_completed_at", violation_error_message="引継ぎが完了した日時がありません。",
            ),
        ]  # fmt: skip
