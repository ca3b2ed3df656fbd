"""Words of the advice asked of the centre (助言の依頼)."""

from __future__ import annotations

from django.db.models import TextChoices


class AdviceTopic(TextChoices):
    """何について: what may be told without reading the question."""

    BEHAVIOUR = "behaviour", "行動への対応"
    REOFFENDING = "reoffending", "再び事件になることへの不安"
    HOUSING = "housing", "住まい・受入先"
    MEDICAL = "medical", "医療・服薬"
    MONEY = "money", "お金の管理"
    JUSTICE = "justice", "司法・矯正の手続"
    FAMILY = "family", "家族・近隣との関係"
    WISHES = "wishes", "本人の意向の確かめ方"
    SYSTEM = "system", "制度・加算"
    OTHER = "other", "その他"


class AdviceStatus(TextChoices):
    """助言の依頼の状態."""

    ASKED = "advice_asked", "回答待ち"
    ANSWERED = "advice_answered", "回答あり"
    CLOSED = "closed", "終わり"
    WITHDRAWN = "withdrawn", "取下げ"


class AdviceItem(TextChoices):
    """事業の区分: the two under which advice about a person is counted."""

    COORDINATION = "a", "ア 利用調整"
    SUPPORT = "b", "イ 後方支援"


class EntryKind(TextChoices):
    """What was written in it."""

    QUESTION = "question", "相談"
    ANSWER = "answer", "回答"
    OUTCOME = "outcome", "活かした結果"
    WITHDRAWAL = "withdrawal", "取下げの理由"
