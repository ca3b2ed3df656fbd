"""What coordinators know of an office. Never shown to offices; to the prefecture's centre only what is 共有可."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.offices.enums import Accepted, KnownFrom, Tie
from renkei.policy import walls


class Knowledge(Base):
    """事業所メモ, one version. A correction is a new row; the old one gets its `replaced_at` and stays."""

    WALL = walls.KNOWLEDGE
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.STANDING
    PRIVACY = {
        "office": Privacy.NONE, "municipality": Privacy.NONE, "tie": Privacy.NONE, "contact_role": Privacy.STAFF,
        "contact_name": Privacy.STAFF, "contact_window": Privacy.STAFF, "best_hours": Privacy.NONE,
        "accepted": Privacy.NONE, "accepted_count": Privacy.NONE, "accepted_last_on": Privacy.NONE,
        "training": Privacy.NONE, "training_on": Privacy.NONE, "note": Privacy.STAFF, "source": Privacy.NONE,
        "as_of": Privacy.NONE, "shareable": Privacy.NONE, "organisation": Privacy.NONE, "author": Privacy.STAFF,
        "written_at": Privacy.NONE, "supersedes": Privacy.NONE, "replaced_at": Privacy.NONE,
    }  # fmt: skip

    office = models.ForeignKey("offices.Office", models.PROTECT, related_name="+", db_comment="事業所")
    municipality = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="このメモを持つ市町村・組合"
    )
    tie = models.CharField("接点", max_length=10, choices=Tie.choices, db_comment="事業所との接点")
    contact_role = models.CharField("窓口の役職", max_length=60, blank=True, db_comment="窓口になる人の役職")
    contact_name = models.CharField("窓口の名前", max_length=60, blank=True, db_comment="窓口になる人の名前")
    contact_window = models.CharField("連絡先", max_length=120, blank=True, db_comment="部署・電話など連絡の窓口")
    best_hours = models.CharField("連絡のよい時間", max_length=120, blank=True, db_comment="連絡しやすい曜日・時間帯")
    accepted = models.CharField("受入れの経験", max_length=10, choices=Accepted.choices, db_comment="受入れの経験")
    accepted_count = models.PositiveSmallIntegerField("受入れた人数", null=True, db_comment="分かる範囲の人数")
    accepted_last_on = models.DateField("最後の受入れ", null=True, db_comment="最後に受け入れた日")
    training = models.CharField("受けた研修", max_length=200, blank=True, db_comment="受けた研修の名称")
    training_on = models.DateField("研修を受けた日", null=True, db_comment="研修を受けた日")
    note = models.CharField("メモ", max_length=1000, blank=True, db_comment="そのほか知っていること")
    source = models.CharField("情報の出どころ", max_length=10, choices=KnownFrom.choices, db_comment="どこから知ったか")
    as_of = models.DateField("いつの情報か", db_comment="この日現在の情報")
    shareable = models.BooleanField("共有可", default=False, db_comment="都道府県の定着支援センターにも見せるか")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", db_comment="書いた機関")
    author = models.UUIDField(null=True, db_comment="書いた利用者")
    written_at = models.DateTimeField(db_comment="記録した日時")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by", db_comment="前の版"
    )
    replaced_at = models.DateTimeField(null=True, db_comment="次の版に替わった日時。空は今の版")

    class Meta:
        db_table_comment = "調整担当の事業所メモ（事業所には見せない）"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "office"], condition=Q(replaced_at__isnull=True), name="knowledge_one_current",
                violation_error_message="この事業所のメモは、ほかの人が先に保存しました。最新の内容を確認してください。",
            ),
            models.CheckConstraint(
                condition=Q(accepted=Accepted.YES) | Q(accepted_count__isnull=True, accepted_last_on__isnull=True),
                name="knowledge_accepted_whole",
                violation_error_message="人数や日付は、受入れの経験が「ある」ときだけ入力できます。",
            ),
            models.CheckConstraint(
                condition=Q(training_on__isnull=True) | ~Q(training=""), name="knowledge_training_named",
                violation_error_message="研修を受けた日を入れるときは、研修の名称も入力してください。",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["office"], condition=Q(replaced_at__isnull=True), name="knowledge_by_office")]
