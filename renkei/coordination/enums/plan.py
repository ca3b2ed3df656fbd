"""Words of the backward plan and of the scenarios of 入口支援."""

from __future__ import annotations

from django.db.models import TextChoices


class Outcome(TextChoices):
    """How a proceeding may end, each with a plan of its own."""

    NOT_PROSECUTED = "not_prosecuted", "起訴猶予・不起訴など（起訴されない）"
    FINE = "fine", "罰金・科料"
    SUSPENDED_SENTENCE = "suspended_sentence", "執行猶予"
    BAIL = "bail", "保釈"
    RELEASE = "release", "出所（満期・仮釈放など）"
    IMPRISONED = "imprisoned", "実刑"


#: Those that end in custody: the case sleeps, and wakes up before the release.
SLEEPING = frozenset({Outcome.IMPRISONED})


class ScenarioStatus(TextChoices):
    """シナリオの状態."""

    PREPARED = "prepared", "準備しています"
    CHOSEN = "chosen", "この結果になりました"
    SET_ASIDE = "set_aside", "この結果にはなりませんでした"


class PlanSide(TextChoices):
    """Whose a task of the template is."""

    CENTER = "center", "定着支援センター側"
    BODY = "body", "市町村・基幹側"


class StopKind(TextChoices):
    """初日に回るところ."""

    TOWN_HALL = "town_hall", "役所"
    BANK = "bank", "銀行・郵便局"
    HOSPITAL = "hospital", "病院・薬局"
    OFFICE = "office", "事業所・住まい"
    SHOP = "shop", "買い物・食事"
    OTHER = "other", "その他"
