"""Words of 保存期間と廃棄."""

from __future__ import annotations

from django.db.models import TextChoices


class HoldReason(TextChoices):
    """廃棄を止める理由."""

    LAWSUIT = "lawsuit", "訴訟・争いごと"
    APPEAL = "appeal", "審査請求・開示などの請求"
    AUDIT = "audit", "監査・検査"
    SUPPORT = "support", "支援が再び始まる見込み"
    OTHER = "other", "その他"


class DestructionStatus(TextChoices):
    """廃棄の状態."""

    PROPOSED = "proposed", "承認待ち"
    APPROVED = "approved", "承認済み"
    DONE = "done", "廃棄済み"
    REJECTED = "rejected", "取りやめ"


class Waits(TextChoices):
    """Where a case whose time is over stands."""

    NOTHING = "nothing", "廃棄を提案できます"
    HOLD = "hold", "廃棄を止める指定があります"
    REQUEST = "request", "本人からの請求の記録を、まだ保存しています"
    PROPOSED = "proposed", "別の人の承認を待っています"
    APPROVED = "approved", "承認済み。次の夜間の処理で廃棄されます"
    OTHER_CASE = "other_case", "承認済み。同じ人の別の記録の保存期間が終わるのを待っています"
