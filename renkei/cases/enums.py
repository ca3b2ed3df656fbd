"""Words of the area."""

from __future__ import annotations

from django.db.models import TextChoices


class CaseStatus(TextChoices):
    """ケースの状態. 併走 is no status: its board runs beside, from 受理 on."""

    PREPARING = "preparing", "依頼準備中"
    INTAKE = "intake", "受付中"
    COORDINATING = "coordinating", "調整中"
    PLACED = "placed", "受入内定"
    AWAITING_RELEASE = "awaiting_release", "釈放待ち"
    IN_SERVICE = "in_service", "利用中"
    HANDED_OVER = "handed_over", "引継済"
    BACKUP = "backup", "後方支援中"
    SUSPENDED = "suspended", "中断"
    CLOSED = "closed", "終結"


#: What an office reads until justice_outline is disclosed to it: no word betrays custody.
NEUTRAL_STATUS = {
    CaseStatus.PREPARING: "ご相談の準備中",
    CaseStatus.INTAKE: "ご相談の準備中",
    CaseStatus.COORDINATING: "調整中",
    CaseStatus.PLACED: "受入れ内定",
    CaseStatus.AWAITING_RELEASE: "利用開始の準備中",
    CaseStatus.IN_SERVICE: "利用中",
    CaseStatus.HANDED_OVER: "利用中",
    CaseStatus.BACKUP: "利用中",
    CaseStatus.SUSPENDED: "一時停止中",
    CaseStatus.CLOSED: "終了",
}


class Relation(TextChoices):
    """利害関係 of a user to the person."""

    VICTIM = "victim", "事件の被害者・その家族"
    FAMILY = "family", "本人の家族・親族"
    ACQUAINTANCE = "acquaintance", "友人・知人・近隣"
    FORMER_STAFF = "former_staff", "以前に本人の処遇・捜査・支援に関わった"
    OFFICE = "office", "受入れを検討する事業所の関係者"
    DISPUTE = "dispute", "本人との間に争いがある"
    OTHER = "other", "その他"


class CloseReason(TextChoices):
    """終結の理由."""

    SETTLED = "settled", "福祉サービスの利用が定着した"
    TO_ELDERLY_CARE = "to_elderly_care", "地域包括支援センターなどへ引き継いだ"
    TO_OTHER_MUNICIPALITY = "to_other_municipality", "ほかの市町村へ引き継いだ"
    PERSON_DECLINED = "person_declined", "本人が支援を希望しなくなった"
    CONSENT_WITHDRAWN = "consent_withdrawn", "同意が撤回された"
    IMPRISONED = "imprisoned", "実刑となった"
    REOFFENDED = "reoffended", "再び身体を拘束された"
    DIED = "died", "亡くなった"
    MISSING = "missing", "所在が分からなくなった"
    LONG_HOSPITAL = "long_hospital", "入院が長くなった"
    OUT_OF_SCOPE = "out_of_scope", "対象外と分かった"
    REQUEST_WITHDRAWN = "request_withdrawn", "依頼が取り下げられた"
    OTHER = "other", "その他"


class SuspendReason(TextChoices):
    """中断の理由."""

    IMPRISONED = "imprisoned", "実刑となった"
    HOSPITAL = "hospital", "入院した"
    MISSING = "missing", "所在が分からない"
    CONSENT = "consent", "同意を確認し直している"
    OTHER = "other", "その他"


class NeedKind(TextChoices):
    """Every inquiry belongs to one need."""

    HOUSING = "housing", "住まい"
    DAYTIME = "daytime", "日中の活動"
    PLAN = "plan", "計画相談"
    HOME_HELP = "home_help", "居宅の支援"
    MEDICAL = "medical", "医療"
    MONEY = "money", "お金の管理"
    OTHER = "other", "その他"


class NeedStage(TextChoices):
    """The stage a need is for. The words tell nothing of where the person is now."""

    BRIDGE = "bridge", "すぐに必要な当面の場所（数日〜3か月）"
    SETTLING = "settling", "生活を整える時期（おおむね2年まで）"
    LASTING = "lasting", "長く暮らす・通うところ"


class Certainty(TextChoices):
    """How sure the month is in which something is to begin."""

    FIXED = "fixed", "確定"
    EXPECTED = "expected", "見込み"
    UNKNOWN = "unknown", "不明"


class NeedStatus(TextChoices):
    """ニーズの状態."""

    OPEN = "open", "探しています"
    MET = "met", "決まりました"
    WAIVED = "waived", "不要としました"


class Urgency(TextChoices):
    """緊急度."""

    NORMAL = "normal", "通常"
    URGENT = "urgent", "急ぎ"
    WITHIN_48H = "within_48h", "緊急（48時間以内）"


class ProgrammeItem(TextChoices):
    """事業の区分 of an activity: ア / イ / ウ of the programme, or common to all."""

    A = "a", "ア 利用調整"
    B = "b", "イ 後方支援"
    C1 = "c1", "ウ 人材の育成"
    C2 = "c2", "ウ 社会資源の開発"
    C3 = "c3", "ウ 定期的な協議・情報交換"
    COMMON = "common", "共通"
