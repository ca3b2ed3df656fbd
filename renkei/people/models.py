"""One table per information class, one row per version. The newest `version` is the current one; none is overwritten.

Field lists follow the forms the programme works with (依頼書・フェイスシート・アセスメント). Dates are kept as ISO text
inside the encrypted columns.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from renkei.core.fields import EncryptedJSONField, EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.enums import InfoClass


class ClassRecord(Base):
    """What every version carries: whose case, which version, who wrote it."""

    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    objects: ClassVar[models.Manager[Any]]

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    version = models.PositiveSmallIntegerField(db_comment="版（ケースの中の通し番号）")
    author_user = models.UUIDField(null=True, db_comment="書いた利用者")
    author_organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="書いた機関"
    )
    written_at = models.DateTimeField(db_comment="書いた日時")

    class Meta:
        abstract = True


_BASE = {
    "case": Privacy.PSEUDONYM,
    "version": Privacy.NONE,
    "author_user": Privacy.STAFF,
    "author_organisation": Privacy.NONE,
    "written_at": Privacy.NONE,
}


def _unique(name: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(
            fields=["case", "version"],
            name=name,
            violation_error_message="ほかの人が先に保存しました。最新の内容を確認してから、もう一度入力してください。",
        )
    ]


def _text(label: str) -> EncryptedTextField:
    return EncryptedTextField(label, null=True, blank=True, db_comment=label)


def _list(label: str) -> EncryptedJSONField:
    return EncryptedJSONField(label, null=True, blank=True, db_comment=label)


class IdentityRecord(ClassRecord):
    """identity: who it is and how to reach the person."""

    WALL = walls.on_class(InfoClass.IDENTITY)
    name = _text("氏名")
    kana = _text("ふりがな")
    other_name = _text("旧姓・通称")
    birth_date = _text("生年月日")
    sex = _text("性別")
    nationality = _text("国籍・在留資格")
    language = _text("使う言葉")
    registered_address = _text("住民票の住所")
    resident_record = _text("住民票の状態")
    former_address = _text("以前住んでいたところ")
    current_address = _text("今いるところ")
    phone = _text("連絡先の電話")
    certificate_numbers = _text("手帳・受給者証の番号")

    PRIVACY = _BASE | dict.fromkeys(
        ("name", "kana", "other_name", "birth_date", "sex", "nationality", "language", "registered_address",
         "resident_record", "former_address", "current_address", "phone", "certificate_numbers"), Privacy.IDENTITY,
    )  # fmt: skip

    class Meta:
        db_table_comment = "本人の情報：氏名・連絡先など"
        constraints = _unique("identity_version")


class WelfareRecord(ClassRecord):
    """welfare: disability, medical, daily life, money, wishes, needs."""

    WALL = walls.on_class(InfoClass.WELFARE)
    disabilities = _list("障害種別")
    diagnosis = _text("診断名")
    certificates = _text("手帳の種類・等級")
    support_category = _text("障害支援区分")
    medical = _text("医療・服薬")
    daily_life = _text("日常生活")
    communication = _text("コミュニケーション・説明の工夫")
    money = _text("収入・お金の管理")
    insurance = _text("健康保険")
    history = _text("生活歴・福祉の利用歴")
    strengths = _text("強み・好きなこと")
    wishes = _text("本人の希望")
    needs = _text("必要な支援")
    considerations = _text("配慮すること・避けること")
    night_support = _text("夜間の見守り")

    PRIVACY = _BASE | dict.fromkeys(
        ("disabilities", "diagnosis", "certificates", "support_category", "medical", "daily_life", "communication",
         "money", "insurance", "history", "strengths", "wishes", "needs", "considerations", "night_support"),
        Privacy.WELFARE,
    )  # fmt: skip

    class Meta:
        db_table_comment = "本人の情報：障害・医療・生活"
        constraints = _unique("welfare_version")


class JusticeOutlineRecord(ClassRecord):
    """justice_outline: 対象者区分, release date and its certainty, 保護観察, what support must know.

    An address or contact that is a correctional, detention or probation body, or counsel, belongs here, also when it is
    the 住民票 address.
    """

    WALL = walls.on_class(InfoClass.JUSTICE_OUTLINE)
    subject_status = _text("対象者区分")
    subject_other_reason = _text("「その他」とする理由")
    track = _text("支援区分")
    facility_kind = _text("身柄の所在（種類）")
    facility = _text("身柄の所在（名称）")
    facility_address = _text("施設に置かれた住民票・連絡先")
    release_date = _text("釈放（予定）日")
    release_certainty = _text("釈放日の確からしさ")
    release_kind = _text("釈放の事由")
    full_term_date = _text("満期日")
    detention_expiry = _text("勾留満期")
    hearing_date = _text("公判・判決の日")
    probation = _text("保護観察など")
    probation_until = _text("保護観察などの終期")
    probation_office = _text("保護観察所・担当")
    visit_restriction = _text("接見・面会の制限")
    prosecutor_clearance = _text("検察官の意見")
    counsel = _text("弁護人")
    must_know = _text("支援する人が知っておくこと")
    triggers = _text("きっかけ・前兆と対応")

    PRIVACY = _BASE | dict.fromkeys(
        ("subject_status", "subject_other_reason", "track", "facility_kind", "facility", "facility_address",
         "release_date", "release_certainty", "release_kind", "full_term_date", "detention_expiry", "hearing_date",
         "probation", "probation_until", "probation_office", "visit_restriction", "prosecutor_clearance", "counsel",
         "must_know", "triggers"), Privacy.JUSTICE,
    )  # fmt: skip

    class Meta:
        db_table_comment = "本人の情報：支援に必要な刑事情報"
        constraints = _unique("justice_outline_version")


class JusticeDetailRecord(ClassRecord):
    """justice_detail: offence, history, court and sentence; each reading asks a reason."""

    WALL = walls.on_class(InfoClass.JUSTICE_DETAIL)
    offense_group = _text("犯罪類型")
    offense = _text("罪名")
    outline = _text("事件の概要")
    court = _text("裁判の経過")
    sentence = _text("刑・処分")
    history = _text("前歴・前科")
    imprisonment_count = _text("入所度数")
    background = _text("事件の背景")

    PRIVACY = _BASE | dict.fromkeys(
        ("offense_group", "offense", "outline", "court", "sentence", "history", "imprisonment_count", "background"),
        Privacy.JUSTICE,
    )  # fmt: skip

    class Meta:
        db_table_comment = "本人の情報：罪名・経過"
        constraints = _unique("justice_detail_version")


class ThirdPartyRecord(ClassRecord):
    """third_party: victims, family and other people. Offices get `instruction`, never the text."""

    WALL = walls.on_class(InfoClass.THIRD_PARTY)
    family = _text("家族")
    victims = _text("被害者")
    others = _text("その他の関係者")
    no_contact = _text("接触してはいけない人・場所")
    instruction = _text("対応の指示（事業所に伝える文）")

    PRIVACY = _BASE | dict.fromkeys(("family", "victims", "others", "no_contact", "instruction"), Privacy.THIRD_PARTY)

    class Meta:
        db_table_comment = "第三者の情報"
        constraints = _unique("third_party_version")


class NameIndex(Base):
    """Blind index over the names in one version of `identity`: numbers made with a key outside the database."""

    WALL = walls.NAME_INDEX
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    PRIVACY = {"case": Privacy.PSEUDONYM, "record": Privacy.NONE, "tokens": Privacy.IDENTITY}

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    record = models.OneToOneField(IdentityRecord, models.PROTECT, related_name="+", db_comment="本人の情報の版")
    tokens = ArrayField(models.IntegerField(), db_comment="氏名・ふりがなの断片の要約値（鍵つき）")

    class Meta:
        db_table_comment = "氏名の索引（鍵つきの要約値のみ）"
        indexes = [GinIndex(fields=["tokens"], name="name_index_tokens")]


RECORD_OF: dict[InfoClass, type[ClassRecord]] = {
    InfoClass.IDENTITY: IdentityRecord,
    InfoClass.WELFARE: WelfareRecord,
    InfoClass.JUSTICE_OUTLINE: JusticeOutlineRecord,
    InfoClass.JUSTICE_DETAIL: JusticeDetailRecord,
    InfoClass.THIRD_PARTY: ThirdPartyRecord,
}
FIELDS_OF: dict[InfoClass, tuple[str, ...]] = {
    info_class: tuple(name for name in model.PRIVACY if name not in _BASE) for info_class, model in RECORD_OF.items()
}
