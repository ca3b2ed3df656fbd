"""What a municipality may set otherwise, by ordinance or by its own rules."""

from __future__ import annotations

from django.db.models import TextChoices


class RuleKind(TextChoices):
    """きまりの種類; the value is a whole number in the unit of rules/local.py."""

    DECIDE_DAYS = "decide_days", "開示・訂正・利用停止の決定の期限"
    EXTEND_DAYS = "extend_days", "決定の期限を延長できる日数"
    KEEP_YEARS = "keep_years", "ケースの記録の保存期間"
    RETURN_DAYS = "return_days", "返却・廃棄の確認の期限"
    FILE_PERSONS = "file_persons", "個人情報ファイル簿を作る人数"
    CROWD_FLOOR = "crowd_floor", "打診票が当てはまる人数の下限"
