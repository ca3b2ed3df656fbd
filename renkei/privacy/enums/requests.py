"""Words of 開示・訂正・利用停止請求."""

from __future__ import annotations

from django.db.models import TextChoices


class RequestKind(TextChoices):
    """請求の種類."""

    DISCLOSURE = "disclosure", "開示請求"
    CORRECTION = "correction", "訂正請求"
    SUSPENSION = "suspension", "利用停止請求"


class Requester(TextChoices):
    """請求する人."""

    PERSON = "person", "本人"
    LEGAL = "legal", "法定代理人"
    VOLUNTARY = "voluntary", "任意代理人"


class IdentityProof(TextChoices):
    """本人確認の方法. Only how it was done is kept: never a copy, never a number."""

    LICENCE = "licence", "運転免許証の提示"
    MY_NUMBER_CARD = "my_number_card", "マイナンバーカードの提示（番号は控えない）"
    CERTIFICATE = "certificate", "障害者手帳・受給者証などの提示"
    TWO_PAPERS = "two_papers", "複数の書類の提示"
    BY_POST = "by_post", "郵送された書類の確認"
    KNOWN = "known", "面識のある職員による確認"


class AgentProof(TextChoices):
    """代理人の資格の確認."""

    FAMILY_REGISTER = "family_register", "戸籍の証明書"
    GUARDIAN_REGISTER = "guardian_register", "登記事項証明書（成年後見）"
    POWER = "power", "委任状"
    OTHER = "other", "その他の書類"


class Channel(TextChoices):
    """受付の方法."""

    COUNTER = "counter", "窓口"
    POST = "post", "郵送"
    ONLINE = "online", "オンライン"


class RequestStatus(TextChoices):
    """請求の状態. An extension is no state: the clock knows it."""

    RECEIVED = "received", "受付済み"
    FIXING = "fixing", "補正待ち"
    REVIEWING = "reviewing", "審査中"
    DECIDED = "decided", "決定済み"
    DELIVERED = "delivered", "実施済み"
    WITHDRAWN = "withdrawn", "取下げ"


#: While one of these holds, somebody has to do something.
OPEN_STATUSES = (RequestStatus.RECEIVED, RequestStatus.FIXING, RequestStatus.REVIEWING, RequestStatus.DECIDED)


class Decision(TextChoices):
    """決定. Its words depend on the kind: rules/requests.py."""

    FULL = "full", "全部"
    PARTLY = "partly", "一部"
    REFUSED = "refused", "しない"
    NEITHER = "neither", "存否応答拒否"
    NOT_HELD = "not_held", "保有していない"


class ExtendReason(TextChoices):
    """期限を延長する理由."""

    VOLUME = "volume", "記録の量が多く、確認に時間がかかるため"
    LEGAL = "legal", "法令に関わる部分の確認に時間がかかるため"
    THIRD_PARTY = "third_party", "第三者の意見を聴くため"
    OTHER = "other", "その他"


class DeliveryMethod(TextChoices):
    """通知・実施の方法."""

    COUNTER = "counter", "窓口で渡した"
    POST = "post", "郵送した（本人限定受取など）"
    VIEWED = "viewed", "閲覧してもらった"
    LETTER = "letter", "通知書だけを送った"


class ExportReason(TextChoices):
    """まとめた記録を出す理由."""

    REVIEW = "review", "開示する範囲の審査"
    DELIVERY = "delivery", "決定に基づく開示"
    LEGAL_ADVICE = "legal_advice", "法務の担当への相談"


class ExportForm(TextChoices):
    """出した形."""

    PRINT = "print", "印刷"
    ZIP = "zip", "CSVのダウンロード"


class Flag(TextChoices):
    """Why a part of the records waits for a reviewer."""

    TRIAL = "trial", "刑事事件の裁判・刑の執行などに関わる（法124条）"
    THIRD_PARTY = "third_party", "第三者の情報を含む"


class Choice(TextChoices):
    """審査の結論."""

    INCLUDE = "include", "含める"
    LEAVE_OUT = "leave_out", "除く"
