"""Words of the worksheets for 援護の実施者 and 生活保護の実施機関, and of the exception of 計画相談."""

from __future__ import annotations

from django.db.models import TextChoices


class SheetKind(TextChoices):
    """Which question. They are two, and their answers may differ."""

    SUPPORT = "support", "援護の実施者（支給決定）"
    BENEFIT = "benefit", "生活保護の実施機関"


class SheetStatus(TextChoices):
    """判断の状態."""

    CHECKING = "checking", "確認中"
    NEGOTIATING = "negotiating", "協議中"
    INTERIM = "interim", "暫定"
    DECIDED = "responsible_decided", "決定"
    RECONSIDERING = "reconsidering", "再検討"


class Answer(TextChoices):
    """What was found out. `UNKNOWN`: it was looked into and is not clear (明らかでない); not asked yet is no row at all."""

    YES = "yes", "はい"
    NO = "no", "いいえ"
    UNKNOWN = "unknown", "不明（調べたが明らかでない）"


class Evidence(TextChoices):
    """根拠の種類."""

    RESIDENT_RECORD = "resident_record", "住民票・戸籍の附票"
    LEASE = "lease", "賃貸借などの契約"
    SERVICE_RECORD = "service_record", "生活保護・サービスの利用の記録"
    INQUIRY = "inquiry", "施設・機関への照会の回答"
    PERSON = "person", "本人の話"
    FAMILY = "family", "家族などの話"
    DOCUMENT = "document", "そのほかの書類"
    NONE = "none", "根拠はまだない"


class EntryKind(TextChoices):
    """What was written in the worksheet."""

    STATEMENT = "statement", "市町村の考え"
    INTERIM = "interim", "暫定の対応"
    DECISION = "decision", "決定"
    RECONSIDER = "reconsider", "再検討"


class SaidBy(TextChoices):
    """Whose view it is."""

    OWN = "own", "自分の市町村"
    OTHER = "other", "相手の市町村・機関"


class ExceptionReason(TextChoices):
    """なぜ、受託した団体が計画相談も行うのか."""

    HARD_CASE = "hard_case", "対象者が困難ケースで、担当者が計画相談も行う必要がある"
    NO_OTHER = "no_other", "引き受けられる相談支援事業所が、ほかにない"
    CONTINUED = "continued", "この事業の前から計画相談を担当していて、本人が続けることを望んでいる"
    UNTIL_OTHER = "until_other", "ほかの事業所が始められるまでの間"
    OTHER = "other", "その他"


class ExceptionStatus(TextChoices):
    """例外の状態."""

    PENDING = "exception_asked", "承認待ち"
    APPROVED = "exception_approved", "承認"
    REFUSED = "exception_refused", "不承認"
    ENDED = "exception_ended", "終了"
