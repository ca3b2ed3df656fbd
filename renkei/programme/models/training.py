"""研修・啓発: what is planned, who was invited, the material."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from renkei.cases.enums import ProgrammeItem
from renkei.core.fields import EncryptedBytesField, EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import training_walls as walls
from renkei.programme.enums.training import Audience, InvitedHow, TrainingKind, TrainingStatus, TrainingWay
from renkei.programme.rules.training_assumptions import MOST_SEATS

_ORG = "accounts.Organisation"
_ONLINE = [str(w) for w in (TrainingWay.ONLINE, TrainingWay.BOTH)]


class Training(Base):
    """One training, about no person. The address of the online room and the code of the room are shown to few: encrypted."""

    WALL = walls.TRAINING
    PURPOSE, RETENTION = Purpose.PROGRAMME, Retention.TRAINING
    KEY_OF = None  # staff and material: the house key
    PRIVACY = {
        "number": Privacy.NONE, "municipality": Privacy.NONE, "organiser": Privacy.NONE, "partner": Privacy.NONE,
        "title": Privacy.NONE, "kind": Privacy.NONE, "aims": Privacy.NONE, "item": Privacy.NONE, "starts_at": Privacy.NONE,
        "ends_at": Privacy.NONE, "deadline": Privacy.NONE, "way": Privacy.NONE, "place": Privacy.NONE,
        "online_url": Privacy.NONE, "capacity": Privacy.NONE, "audience": Privacy.NONE, "speakers": Privacy.STAFF,
        "contact": Privacy.STAFF, "status": Privacy.NONE, "link_hash": Privacy.NONE, "room_code": Privacy.NONE,
        "counterpart": Privacy.NONE, "cancel_reason": Privacy.NONE, "written_by": Privacy.STAFF, "written_at": Privacy.NONE,
        "opened_at": Privacy.NONE, "ended_at": Privacy.NONE, "summary": Privacy.NONE, "forgotten_at": Privacy.NONE,
    }  # fmt: skip

    number = models.CharField("研修番号", max_length=20, unique=True, db_comment="年度と無作為の符号。例 T8-7K3Q9")
    municipality = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="事業を行う市町村・組合")
    organiser = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="主催する機関（市町村か受託団体）")
    partner = models.ForeignKey(_ORG, models.PROTECT, null=True, related_name="+", db_comment="共催する機関")
    title = models.CharField("名称", max_length=120, db_comment="研修の名称")
    kind = models.CharField("種類", max_length=12, choices=TrainingKind.choices, db_comment="種類")
    aims = models.CharField("ねらい・内容", max_length=1000, db_comment="ねらいと内容（だれのことでもないこと）")
    item = models.CharField(
        "事業の区分",
        max_length=10,
        choices=ProgrammeItem.choices,
        default=ProgrammeItem.C1,
        db_comment="事業の区分（ウ）",
    )
    starts_at = models.DateTimeField("始まり", db_comment="始まる日時")
    ends_at = models.DateTimeField("終わり", db_comment="終わる日時")
    deadline = models.DateTimeField("申込みの期限", db_comment="申込みの期限")
    way = models.CharField("開き方", max_length=10, choices=TrainingWay.choices, db_comment="会場かオンラインか")
    place = models.CharField("会場", max_length=200, blank=True, db_comment="会場")
    online_url = EncryptedTextField(
        "参加用のアドレス", null=True, db_comment="オンラインの参加用アドレス（申し込んだ人だけに見せる）"
    )
    capacity = models.PositiveSmallIntegerField("定員", null=True, db_comment="定員（空欄は、決めない）")
    audience = ArrayField(models.CharField(max_length=12, choices=Audience.choices), default=list, db_comment="対象")
    speakers = models.CharField("講師", max_length=300, blank=True, db_comment="講師の名前と所属")
    contact = models.CharField("問合せ先", max_length=200, db_comment="問合せ先（部署・電話）")
    status = models.CharField(
        "状態", max_length=10, choices=TrainingStatus.choices, default=TrainingStatus.PREPARING, db_comment="状態"
    )
    link_hash = models.CharField(max_length=64, blank=True, db_comment="申込みのリンクの秘密のSHA-256")
    room_code = EncryptedTextField(null=True, db_comment="会場に示す出席のコード")
    counterpart = models.CharField(max_length=20, blank=True, db_comment="いちばん多かった参加者の種類（終了のとき）")
    cancel_reason = models.CharField("中止の理由", max_length=300, blank=True, db_comment="中止の理由")
    written_by = models.UUIDField(null=True, db_comment="最後に直した利用者")
    written_at = models.DateTimeField(db_comment="最後に直した日時")
    opened_at = models.DateTimeField(null=True, db_comment="最初に募集を始めた日時")
    ended_at = models.DateTimeField(null=True, db_comment="終了・中止の日時")
    summary = models.CharField(
        "ふりかえり", max_length=1000, blank=True, db_comment="実施のあとのふりかえり（だれのことでもないこと）"
    )
    forgotten_at = models.DateTimeField(null=True, db_comment="保存期間が終わり、参加者の名前などを消した日時")

    class Meta:
        db_table_comment = "研修・啓発"
        indexes = [
            models.Index(fields=["municipality", "-starts_at"], name="training_by_body"),
            models.Index(fields=["status", "starts_at"], name="training_by_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="training_period",
                violation_error_message="終わりは、始まりより後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(deadline__lte=F("starts_at")), name="training_deadline",
                violation_error_message="申込みの期限は、始まりまでにしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(way__in=["place", "both"]) | ~Q(place=""), name="training_place",
                violation_error_message="会場を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(way__in=_ONLINE) | Q(online_url__isnull=True), name="training_online",
                violation_error_message="参加用のアドレスは、オンラインのときだけ入力できます。",
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__range=(1, MOST_SEATS)), name="training_capacity",
                violation_error_message=f"定員は1人から{MOST_SEATS}人までにしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""), name="training_cancelled",
                violation_error_message="中止の理由を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(status="preparing", link_hash="") | ~Q(status="preparing"), name="training_link",
                violation_error_message="準備中の研修には、申込みのリンクはありません。",
            ),
            models.UniqueConstraint(
                fields=["link_hash"], condition=~Q(link_hash=""), name="training_link_once",
                violation_error_message="申込みのリンクが重なりました。もう一度お試しください。",
            ),
        ]  # fmt: skip

    @property
    def audience_words(self) -> str:
        """対象 in words."""
        return "、".join(str(Audience(code).label) for code in self.audience) or "すべて"


class TrainingInvitation(Base):
    """案内先: an office of the directory, or a body, that was invited."""

    WALL = walls.INVITATION
    PURPOSE, RETENTION = Purpose.PROGRAMME, Retention.TRAINING
    KEY_OF = None  # staff and material: the house key
    PRIVACY = {
        "training": Privacy.NONE, "office": Privacy.NONE, "organisation": Privacy.NONE, "how": Privacy.NONE,
        "invited_at": Privacy.NONE, "invited_by": Privacy.STAFF,
    }  # fmt: skip

    training = models.ForeignKey(Training, models.PROTECT, related_name="invitations", db_comment="研修")
    office = models.ForeignKey("offices.Office", models.PROTECT, null=True, related_name="+", db_comment="台帳の事業所")
    organisation = models.ForeignKey(_ORG, models.PROTECT, null=True, related_name="+", db_comment="れんけいの機関")
    how = models.CharField("方法", max_length=10, choices=InvitedHow.choices, db_comment="案内の方法")
    invited_at = models.DateTimeField(db_comment="案内した日時")
    invited_by = models.UUIDField(null=True, db_comment="案内した利用者")

    class Meta:
        db_table_comment = "研修の案内先"
        constraints = [
            models.CheckConstraint(
                condition=Q(office__isnull=False) | Q(organisation__isnull=False), name="training_invited_whom",
                violation_error_message="案内先を選んでください。",
            ),
            models.UniqueConstraint(
                fields=["training", "office", "organisation"], nulls_distinct=False, name="training_invited_once",
                violation_error_message="この事業所には、すでに案内しています。",
            ),
        ]  # fmt: skip


class TrainingFile(Base):
    """資料, about no person. Withdrawn, it stays on record without being shown."""

    WALL = walls.FILE
    PURPOSE, RETENTION = Purpose.PROGRAMME, Retention.TRAINING
    KEY_OF = None  # staff and material: the house key
    PRIVACY = {
        "training": Privacy.NONE, "organisation": Privacy.NONE, "title": Privacy.NONE, "media_type": Privacy.NONE,
        "size": Privacy.NONE, "content": Privacy.NONE, "added_by": Privacy.STAFF, "added_at": Privacy.NONE,
        "withdrawn_at": Privacy.NONE,
    }  # fmt: skip

    training = models.ForeignKey(Training, models.PROTECT, related_name="files", db_comment="研修")
    organisation = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="加えた機関")
    title = models.CharField("資料の名前", max_length=100, db_comment="資料の名前")
    media_type = models.CharField(max_length=40, db_comment="ファイルの種類")
    size = models.PositiveIntegerField(db_comment="大きさ（バイト）")
    content = EncryptedBytesField(db_comment="ファイルの内容")
    added_by = models.UUIDField(null=True, db_comment="加えた利用者")
    added_at = models.DateTimeField(db_comment="加えた日時")
    withdrawn_at = models.DateTimeField(null=True, db_comment="取り下げた日時")

    class Meta:
        db_table_comment = "研修の資料"
        indexes = [models.Index(fields=["training", "added_at"], name="training_file_by_training")]
