"""Words of the area."""

from __future__ import annotations

from django.db.models import TextChoices


class Basis(TextChoices):
    """根拠 of a ledger row. 69条 = 個人情報の保護に関する法律 第69条."""

    OWN = "own", "自機関で取得"
    CONSENT = "consent", "本人の同意"
    COMMISSION = "commission", "委託"
    LAW = "law", "法令に基づく（69条1項）"
    INTERNAL = "internal", "内部での利用に相当の理由（69条2項2号）"
    PUBLIC_BODY = "public_body", "ほかの行政機関への提供に相当の理由（69条2項3号）"
    CLEAR_BENEFIT = "clear_benefit", "明らかに本人の利益になる（69条2項4号）"
    EMERGENCY = "emergency", "緊急の閲覧"
    REQUEST = "request", "開示などの請求への対応"
    SUMMARY = "summary", "仮名による相談"
    RETAINED = "retained", "自機関で取得したものの保存"


#: The legal grounds one may choose in a form (69条); an emergency is only opened by its own button.
CHOSEN_BASES = (Basis.LAW, Basis.INTERNAL, Basis.PUBLIC_BODY, Basis.CLEAR_BENEFIT)
#: What has its own way to end: own collection with the case, a commission with its contract.
NOT_BY_HAND = (Basis.OWN, Basis.RETAINED, Basis.COMMISSION)
#: These need a written reason on the row.
LEGAL_BASES = (
    Basis.LAW, Basis.INTERNAL, Basis.PUBLIC_BODY, Basis.CLEAR_BENEFIT, Basis.EMERGENCY, Basis.REQUEST,
)  # fmt: skip
#: Rows a manager opens for himself by name, for a time: an emergency, a 開示等請求 he answers.
SELF_OPENED = (Basis.EMERGENCY, Basis.REQUEST)


class Stage(TextChoices):
    """段階 of a disclosure (S0–S5, tail)."""

    INTERNAL = "s0", "S0 支援体制の内部"
    ANONYMOUS = "s1", "S1 仮名での相談"
    NAMED = "s2", "S2 実名での共有"
    VISIT = "s3", "S3 面会・見学・体験"
    AGREED = "s4", "S4 内定・契約"
    IN_SERVICE = "s5", "S5 利用中"
    TAIL = "tail", "引継ぎ後の閲覧期間"
    MEETING = "meeting", "会議"


class Cause(TextChoices):
    """The named event that opened or ended a row."""

    COLLECTED = "collected", "自機関で聞き取った"
    REFERRAL = "referral", "利用調整の依頼"
    COMMISSION = "commission", "委託"
    COMMISSION_ENDED = "commission_ended", "委託の終了"
    INQUIRY = "inquiry", "受入れの打診"
    INQUIRY_CLOSED = "inquiry_closed", "打診の終了"
    NAMED = "named", "実名での共有"
    VISIT = "visit", "面会・見学・体験"
    AGREEMENT = "agreement", "受入内定・契約"
    UPDATE = "update", "新しい版の開示"
    REPLACED = "replaced", "新しい版への切替え"
    NAMED_PERSON = "named_person", "見る人の指名"
    BREAK_GLASS = "break_glass", "緊急の閲覧"
    WITHDRAWAL = "withdrawal", "同意の撤回"
    CONSENT_EXPIRED = "consent_expired", "同意の期限"
    RETURNED = "returned", "差戻し・対象外・取下げ"
    HANDOVER = "handover", "引継ぎの完了"
    CLOSED = "closed", "終結"
    MISTAKE = "mistake", "誤りの取消し"
    BEFORE_SYSTEM = "before_system", "導入前に伝達済み"
    LEGAL = "legal", "法令に基づく提供"
    NOT_NEEDED = "not_needed", "必要がなくなった"
    RENEWED = "renewed", "新しい同意への切替え"
    DATA_REQUEST = "data_request", "開示などの請求"
    USE_STOPPED = "use_stopped", "利用停止の決定"
    DESTROYED = "destroyed", "保存期間の満了による廃棄"


#: Why a person may end a disclosure by hand.
HAND_CAUSES = (Cause.MISTAKE, Cause.NOT_NEEDED)


class ConsentKind(TextChoices):
    """様式種別."""

    ENTRY = "entry", "入口支援（逮捕・勾留中の方など）"
    EXIT = "exit", "出口支援（施設を退所する方など）"
    COMMON = "common", "共通"


class ConsentStatus(TextChoices):
    """同意の状態."""

    EXPLAINED = "explained", "説明済み"
    OBTAINED = "obtained", "同意あり"
    PARTLY_WITHDRAWN = "partly_withdrawn", "一部撤回"
    WITHDRAWN = "withdrawn", "撤回"
    REFUSED = "refused", "同意なし"
    EXPIRED = "expired", "期限切れ"


class Purpose(TextChoices):
    """目的."""

    CENTER_LIAISON = "center_liaison", "定着支援センターとの連携"
    HOUSING = "housing", "住まいの調整"
    PLAN = "plan", "計画相談"
    SERVICE = "service", "福祉サービスの利用"
    MEDICAL = "medical", "医療"
    ASSISTANCE = "assistance", "生活保護"
    PENSION = "pension", "年金・手当"
    MEETING = "meeting", "支援のための会議"
    STATISTICS = "statistics", "統計・研修（匿名にしたもの）"


class ExplainMethod(TextChoices):
    """説明方法."""

    SPOKEN = "spoken", "口頭"
    PLAIN = "plain", "わかりやすい文書"
    RUBY = "ruby", "ふりがな付き"
    PICTURES = "pictures", "絵・図"
    INTERPRETER = "interpreter", "通訳"
    SIGN_LANGUAGE = "sign_language", "手話"
    WRITING = "writing", "筆談"


class Explained(TextChoices):
    """説明の確認項目. The last two are for people whose case is undecided (入口支援)."""

    PURPOSE = "purpose", "何のために使うか"
    RECIPIENTS = "recipients", "だれに伝えるか"
    CLASSES = "classes", "どの情報を伝えるか"
    NO_DISADVANTAGE = "no_disadvantage", "断っても、あとでやめても、不利益がないこと"
    WITHDRAWAL = "withdrawal", "やめたいときの伝え方"
    COPY = "copy", "自分の記録を見られること"
    NO_PROMISE = "no_promise", "処分や判決を約束するものではないこと"
    FREE_WILL = "free_will", "希望するときだけでよいこと"


ENTRY_ONLY = (Explained.NO_PROMISE, Explained.FREE_WILL)


class SignatureKind(TextChoices):
    """署名."""

    SIGNED = "signed", "本人の署名"
    PROXY_WRITTEN = "proxy_written", "代筆"
    ORAL = "oral", "口頭（後日署名）"


class ConsentEventKind(TextChoices):
    """What happened to a consent; append-only."""

    EXPLAINED = "explained", "説明"
    OBTAINED = "obtained", "取得"
    ADDED = "added", "提供先の追加"
    PARTLY_WITHDRAWN = "partly_withdrawn", "一部撤回"
    WITHDRAWN = "withdrawn", "撤回"
    RENEWED = "renewed", "更新"
    EXPIRED = "expired", "失効"
    REFUSED = "refused", "不同意"


class AttachmentKind(TextChoices):
    """書類の種類."""

    SIGNED_REFERRAL = "signed_referral", "依頼書（署名・押印）"
    SIGNED_CONSENT = "signed_consent", "同意書（署名）"
    AGREEMENT = "agreement", "取決めの文書"
    OTHER = "other", "その他の書類"


class Method(TextChoices):
    """How something was told."""

    SYSTEM = "system", "れんけいの画面"
    PAPER = "paper", "書面の手渡し・郵送"
    FAX = "fax", "FAX"
    PHONE = "phone", "電話"
    MEETING = "meeting", "面談・会議"
