"""研修 · who registered, who came, what they said of it. Participants are staff of other bodies."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import training_walls as walls
from renkei.programme.enums.training import CAME, Job, Mark, MarkHow, SeatChannel, SeatStatus, ToTell
from renkei.programme.models.training import Training

_ORG = "accounts.Organisation"


class TrainingSeat(Base):
    """申込み of one participant. `who_hash` makes the same person of the same office one registration; `secret_hash` is
    of the link with which somebody without an account comes back."""

    WALL = walls.SEAT
    PURPOSE, RETENTION = Purpose.PROGRAMME, Retention.TRAINING
    KEY_OF = None  # staff and material: the house key
    PRIVACY = {
        "training": Privacy.NONE, "number": Privacy.STAFF, "status": Privacy.STAFF, "organisation": Privacy.STAFF,
        "office": Privacy.STAFF, "office_name": Privacy.STAFF, "office_number": Privacy.STAFF, "name": Privacy.STAFF,
        "job": Privacy.STAFF, "mail": Privacy.STAFF, "phone": Privacy.STAFF, "user_id": Privacy.STAFF,
        "channel": Privacy.NONE, "who_hash": Privacy.STAFF, "secret_hash": Privacy.NONE, "registered_at": Privacy.STAFF,
        "registered_by": Privacy.STAFF, "moved_up_at": Privacy.STAFF, "cancelled_at": Privacy.STAFF, "to_tell": Privacy.STAFF,
        "mark": Privacy.STAFF, "replied": Privacy.STAFF, "certificate": Privacy.STAFF, "certified_at": Privacy.STAFF,
    }  # fmt: skip

    training = models.ForeignKey(Training, models.PROTECT, related_name="seats", db_comment="研修")
    number = models.CharField("受付番号", max_length=10, unique=True, db_comment="無作為の符号")
    status = models.CharField("状態", max_length=10, choices=SeatStatus.choices, db_comment="申込みの状態")
    organisation = models.ForeignKey(_ORG, models.PROTECT, null=True, related_name="+", db_comment="参加者の機関")
    office = models.ForeignKey("offices.Office", models.PROTECT, null=True, related_name="+", db_comment="台帳の事業所")
    office_name = models.CharField("事業所・機関", max_length=200, db_comment="事業所・機関の名称（入力のまま）")
    office_number = models.CharField("事業所番号", max_length=10, blank=True, db_comment="事業所番号10桁")
    name = EncryptedTextField("参加者の名前", null=True, db_comment="参加者の名前（保存期間のあとは消す）")
    job = models.CharField("職種", max_length=10, choices=Job.choices, db_comment="職種")
    mail = EncryptedTextField("メール", null=True, db_comment="連絡用のメール（任意）")
    phone = EncryptedTextField("電話", null=True, db_comment="連絡用の電話（任意）")
    user_id = models.UUIDField(null=True, db_comment="れんけいの利用者のとき")
    channel = models.CharField(max_length=10, choices=SeatChannel.choices, db_comment="申込みの方法")
    who_hash = models.CharField(max_length=64, db_comment="事業所と名前の鍵つきハッシュ（重ねての申込みを見分ける）")
    secret_hash = models.CharField(max_length=64, blank=True, db_comment="本人用リンクの秘密のSHA-256")
    registered_at = models.DateTimeField(db_comment="申し込んだ日時")
    registered_by = models.UUIDField(null=True, db_comment="入力した利用者")
    moved_up_at = models.DateTimeField(null=True, db_comment="空き待ちから参加に移った日時")
    cancelled_at = models.DateTimeField(null=True, db_comment="取り消した日時")
    to_tell = models.CharField(max_length=10, choices=ToTell.choices, blank=True, db_comment="まだ伝えていないこと")
    mark = models.CharField("出欠", max_length=10, choices=Mark.choices, blank=True, db_comment="出欠（最後の記録）")
    replied = models.BooleanField(default=False, db_comment="アンケートに答えたか（内容とは結び付かない）")
    certificate = models.CharField("修了証の番号", max_length=30, blank=True, db_comment="修了証の番号")
    certified_at = models.DateTimeField(null=True, db_comment="修了証を最初に発行した日時")

    class Meta:
        db_table_comment = "研修の申込み"
        indexes = [
            models.Index(fields=["training", "status", "registered_at"], name="training_seat_by_training"),
            models.Index(fields=["organisation"], name="training_seat_by_body"),
            models.Index(fields=["office"], name="training_seat_by_office"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "who_hash"], condition=~Q(status="cancelled"), name="training_seat_once",
                violation_error_message="同じ事業所・お名前の申込みが、すでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_at__isnull=True)),
                name="training_seat_cancelled", violation_error_message="取り消した日時がありません。",
            ),
            models.CheckConstraint(
                condition=Q(mark="") | Q(status="registered"), name="training_seat_mark",
                violation_error_message="出欠を付けられるのは、参加する人だけです。",
            ),
            models.CheckConstraint(
                condition=Q(certificate="", certified_at__isnull=True)
                | (~Q(certificate="") & Q(certified_at__isnull=False)),
                name="training_seat_certified", violation_error_message="修了証の番号と日時がそろっていません。",
            ),
            models.UniqueConstraint(
                fields=["certificate"], condition=~Q(certificate=""), name="training_seat_certificate",
                violation_error_message="修了証の番号が重なりました。もう一度お試しください。",
            ),
            models.UniqueConstraint(
                fields=["secret_hash"], condition=~Q(secret_hash=""), name="training_seat_secret",
                violation_error_message="申込みのリンクが重なりました。もう一度お試しください。",
            ),
        ]  # fmt: skip

    @property
    def has_come(self) -> bool:
        """Was he there, at least for a part?"""
        return self.mark in CAME


class TrainingMark(Base):
    """出欠, one entry. The newest counts; a correction says why."""

    WALL = walls.MARK
    PURPOSE, RETENTION = Purpose.PROGRAMME, Retention.TRAINING
    KEY_OF = None  # staff and material: the house key
    PRIVACY = {
        "seat": Privacy.STAFF, "mark": Privacy.STAFF, "how": Privacy.NONE, "reason": Privacy.STAFF, "at": Privacy.STAFF,
        "marked_by": Privacy.STAFF,
    }  # fmt: skip

    seat = models.ForeignKey(TrainingSeat, models.PROTECT, related_name="marks", db_comment="申込み")
    mark = models.CharField("出欠", max_length=10, choices=Mark.choices, db_comment="出欠")
    how = models.CharField("方法", max_length=6, choices=MarkHow.choices, db_comment="名簿かコードか")
    reason = models.CharField("直した理由", max_length=200, blank=True, db_comment="直した理由")
    at = models.DateTimeField(db_comment="付けた日時")
    marked_by = models.UUIDField(null=True, db_comment="付けた利用者")

    class Meta:
        db_table_comment = "研修の出欠の記録"
        indexes = [models.Index(fields=["seat", "at"], name="training_mark_by_seat")]


class TrainingReply(Base):
    """アンケート, one reply. No column leads to who wrote it, nor its moment."""

    created_at = None  # type: ignore[assignment]

    WALL = walls.REPLY
    PURPOSE, RETENTION = Purpose.PROGRAMME, Retention.TRAINING
    KEY_OF = None  # staff and material: the house key
    PRIVACY = {
        "training": Privacy.NONE, "q_content": Privacy.NONE, "q_clear": Privacy.NONE, "q_worry": Privacy.NONE,
        "q_next": Privacy.NONE, "text": Privacy.STAFF,
    }  # fmt: skip

    training = models.ForeignKey(Training, models.PROTECT, related_name="replies", db_comment="研修")
    q_content = models.PositiveSmallIntegerField(null=True, db_comment="役立つ内容だったか（1〜5）")
    q_clear = models.PositiveSmallIntegerField(null=True, db_comment="分かりやすかったか（1〜5）")
    q_worry = models.PositiveSmallIntegerField(null=True, db_comment="不安が小さくなったか（1〜5）")
    q_next = models.PositiveSmallIntegerField(null=True, db_comment="相談先が分かったか（1〜5）")
    text = EncryptedTextField("自由な記入", null=True, db_comment="自由な記入")

    class Meta:
        db_table_comment = "研修のアンケート（だれが書いたかは残さない）"
        indexes = [models.Index(fields=["training"], name="training_reply_by_training")]
        constraints = [
            models.CheckConstraint(
                condition=Q(q_content__isnull=True) | Q(q_content__range=(1, 5)), name="training_reply_content",
                violation_error_message="1から5で答えてください。",
            ),
            models.CheckConstraint(
                condition=Q(q_clear__isnull=True) | Q(q_clear__range=(1, 5)), name="training_reply_clear",
                violation_error_message="1から5で答えてください。",
            ),
            models.CheckConstraint(
                condition=Q(q_worry__isnull=True) | Q(q_worry__range=(1, 5)), name="training_reply_worry",
                violation_error_message="1から5で答えてください。",
            ),
            models.CheckConstraint(
                condition=Q(q_next__isnull=True) | Q(q_next__range=(1, 5)), name="training_reply_next",
                violation_error_message="1から5で答えてください。",
            ),
        ]  # fmt: skip
