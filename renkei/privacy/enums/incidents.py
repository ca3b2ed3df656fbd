"""Words of 漏えい等."""

from __future__ import annotations

from django.db.models import TextChoices


class IncidentKind(TextChoices):
    """What happened."""

    MISDELIVERY = "misdelivery", "誤送付（郵送・FAX・メール）"
    MISHANDOVER = "mishandover", "誤交付・誤って見せた"
    LOSS = "loss", "紛失"
    THEFT = "theft", "盗難"
    INTRUSION = "intrusion", "不正アクセス・マルウェア"
    MISUSE = "misuse", "目的外の閲覧・持出し"
    EXPOSURE = "exposure", "設定の誤りなどによる公開"
    DESTRUCTION = "destruction", "誤廃棄・滅失・毀損"
    OTHER = "other", "その他"


#: Kinds that are done on purpose: the form proposes 「不正の目的のおそれがある」, which lengthens the term of 確報.
WRONGFUL_KINDS = (IncidentKind.THEFT, IncidentKind.INTRUSION, IncidentKind.MISUSE)


class IncidentStatus(TextChoices):
    """状態."""

    INTAKE = "intake", "受付"
    PRELIMINARY = "preliminary", "速報済"
    FINAL = "final", "確報済"
    CLOSED = "closed", "終了"
    REOPENED = "reopened", "再開"


class Source(TextChoices):
    """How an affected case came onto the list."""

    AUDIT = "audit", "操作の記録から"
    HAND = "hand", "手で追加"
    EMERGENCY = "emergency", "緊急の閲覧の確認から"


class Notice(TextChoices):
    """本人への通知."""

    PENDING = "pending", "未通知"
    DONE = "done", "通知した"
    IMPOSSIBLE = "impossible", "通知が困難"


class NoticeMethod(TextChoices):
    """How the person was told, or what was done instead."""

    VISIT = "visit", "面談"
    LETTER = "letter", "文書"
    PHONE = "phone", "電話"
    SUPPORTER = "supporter", "後見人・支援者を通じて"
    PUBLICATION = "publication", "公表による代替"
    CONTACT_POINT = "contact_point", "問合せ窓口の設置による代替"
