"""Words of 緊急の閲覧."""

from __future__ import annotations

from django.db.models import TextChoices


class EmergencyReason(TextChoices):
    """Why somebody reads what is not open to him."""

    LIFE = "life", "本人の生命・身体に危険がある"
    MISSING = "missing", "本人の行方が分からない・連絡が取れない"
    MEDICAL = "medical", "救急・医療に必要"
    HARM = "harm", "ほかの人に危害が及ぶおそれがある"
    DISASTER = "disaster", "災害・避難"
    OTHER = "other", "その他"


class ReviewStatus(TextChoices):
    """確認 of an emergency reading afterwards."""

    WAITING = "waiting", "確認待ち"
    JUSTIFIED = "justified", "必要だった"
    UNJUSTIFIED = "unjustified", "必要とは認められない"
