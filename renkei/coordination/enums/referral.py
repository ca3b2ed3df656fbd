"""Words of the request (依頼) and its reception (受付)."""

from __future__ import annotations

from django.db.models import TextChoices

from renkei.cases.enums import NeedKind


class ReferralStatus(TextChoices):
    """依頼の状態."""

    DRAFT = "draft", "下書き"
    SUBMITTED = "submitted", "提出済み"
    ACCEPTED = "accepted", "受理"
    RETURNED = "returned", "差戻し"
    OUT_OF_SCOPE = "out_of_scope", "対象外"
    WITHDRAWN = "withdrawn", "取下げ"


class ReferralKind(TextChoices):
    """依頼区分."""

    NEW = "new", "新規"
    ADD = "add", "追加"
    CHANGE = "change", "変更"
    WITHDRAWAL = "withdrawal", "取下げ"


class FormKind(TextChoices):
    """Which sheet it was written on: the urgent one is completed later."""

    URGENT = "urgent", "緊急の受付票（10項目）"
    FULL = "full", "利用調整依頼書"


class Channel(TextChoices):
    """How the other body, not in Renkei, told it (代行入力)."""

    PHONE = "phone", "電話"
    FAX = "fax", "FAX"
    PAPER = "paper", "書面（郵送・持参）"
    MEETING = "meeting", "面談・会議"


class Ask(TextChoices):
    """依頼したい調整."""

    PLAN = "plan", "計画相談"
    HOUSING = "housing", "住まい"
    DAYTIME = "daytime", "日中の活動"
    HOME_HELP = "home_help", "居宅の支援"
    WORK = "work", "就労"
    MEDICAL = "medical", "医療"
    MONEY = "money", "お金の管理"
    CERTIFICATE = "certificate", "手帳"
    CATEGORY = "category", "障害支援区分・支給決定"
    ASSISTANCE = "assistance", "生活保護"
    PENSION = "pension", "年金・手当"
    GUARDIAN = "guardian", "成年後見"
    OTHER = "other", "その他"


#: What is asked for, as a need for which offices can be found; the rest are procedures.
NEED_OF_ASK = {
    Ask.PLAN: NeedKind.PLAN,
    Ask.HOUSING: NeedKind.HOUSING,
    Ask.DAYTIME: NeedKind.DAYTIME,
    Ask.WORK: NeedKind.DAYTIME,
    Ask.HOME_HELP: NeedKind.HOME_HELP,
    Ask.MEDICAL: NeedKind.MEDICAL,
    Ask.MONEY: NeedKind.MONEY,
}


class ExceptionStatus(TextChoices):
    """「その他」の対象者の承認 (市町村等が必要と認める者)."""

    NONE = "none", "不要"
    ASKED = "asked", "承認待ち"
    APPROVED = "approved", "承認済み"
    DECLINED = "declined", "不承認"


class CenterSharing(TextChoices):
    """定着支援センターとの情報共有 (Q6): asked of the person when another body refers him."""

    NOT_ASKED = "not_asked", "確認していない"
    AGREED = "agreed", "本人が同意した"
    REFUSED = "refused", "本人が同意しなかった"


class Item(TextChoices):
    """受付の確認項目."""

    SCOPE = "scope", "事業の対象に当てはまるか"
    DISABILITY = "disability", "障害があり、福祉の支援が必要か"
    CONSENT = "consent", "本人の同意（または法令上の根拠）を確認したか"
    AGREEMENT = "agreement", "情報共有の取決めがあるか"
    MUNICIPALITY = "municipality", "この市町村が担当するか"
    SUBJECT = "subject", "対象者区分を確認したか（「その他」は承認済みか）"


class Finding(TextChoices):
    """確認の結果."""

    YES = "yes", "はい"
    NO = "no", "いいえ"
    UNKNOWN = "unknown", "まだ分からない"


class ReturnReason(TextChoices):
    """差戻しの理由."""

    MISSING = "missing", "必要な事項が足りない"
    CONSENT = "consent", "同意を確認し直す必要がある"
    AGREEMENT = "agreement", "情報共有の取決めが先に必要"
    OTHER = "other", "その他"


class RefuseReason(TextChoices):
    """対象外の理由."""

    ELDERLY_ONLY = "elderly_only", "障害がなく、高齢のみである（高齢者の窓口につなぐ）"
    NO_DISABILITY = "no_disability", "障害による支援の必要がない"
    NOT_IN_LIST = "not_in_list", "対象者区分に当てはまらない"
    OTHER_MUNICIPALITY = "other_municipality", "ほかの市町村が担当する"
    OTHER = "other", "その他"


class ReleasedToday(TextChoices):
    """本日釈放: skips the waiting."""

    NO = "no", "いいえ"
    WITH_PLACE = "with_place", "本日釈放（住まいあり）"
    WITHOUT_PLACE = "without_place", "本日釈放（住まいなし）"


class RunningStage(TextChoices):
    """Where a case stands that is entered from the middle."""

    COORDINATING = "coordinating", "受入先を調整している"
    IN_SERVICE = "in_service", "福祉サービスを利用している"
