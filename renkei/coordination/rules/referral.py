"""依頼・受付: the clock of the answer, what must be there to submit, what stands in the way of 受理. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from renkei.cases.enums import NeedKind, Urgency
from renkei.coordination.enums.referral import NEED_OF_ASK, Ask, ExceptionStatus, Finding, Item
from renkei.core.calendar import add_open_days, age_on, is_open_day, parse_date
from renkei.policy.enums import InfoClass

#: Answer to a request, in open days of the municipality (開庁日) after the day it arrived: our working agreement.
ANSWER_OPEN_DAYS = {Urgency.NORMAL: 5, Urgency.URGENT: 2}
#: The urgent one counts hours, holidays or not: suspects are released within days (勾留).
ANSWER_HOURS = {Urgency.WITHIN_48H: 48}
#: How long a municipality still sees number and outcome of a request it returned or refused, to print the slip.
SLIP_DAYS = 30
ELDERLY_FROM = 65

#: Classes a request gives to the municipality; the first three are always needed.
NEEDED_CLASSES = (InfoClass.IDENTITY, InfoClass.WELFARE, InfoClass.JUSTICE_OUTLINE)
FURTHER_CLASSES = (InfoClass.JUSTICE_DETAIL, InfoClass.THIRD_PARTY)

#: What cannot be missing when a request is submitted: class, field, the sentence beside it.
REQUIRED = (
    (InfoClass.IDENTITY, "name", "氏名を入力してください。"),
    (InfoClass.WELFARE, "needs", "必要な支援を、一言でも入力してください。"),
    (InfoClass.WELFARE, "disabilities", "障害の種別を選んでください（分からないときは「疑い・確認中」）。"),
    (InfoClass.JUSTICE_OUTLINE, "subject_status", "対象者区分を選んでください。"),
    (InfoClass.JUSTICE_OUTLINE, "facility_kind", "身柄の所在を選んでください。"),
)
REQUIRED_FULL = (
    (InfoClass.IDENTITY, "kana", "ふりがなを入力してください。"),
    (InfoClass.IDENTITY, "birth_date", "生年月日を入力してください。"),
    (InfoClass.WELFARE, "wishes", "本人の希望を入力してください。"),
)

GUIDE_ELDERLY = (
    "この事業は、障害のある方を対象としています。高齢であることによる支援は、お住まいの地域の地域包括支援センター・"
    "高齢者福祉の窓口が担当します。本人の同意を得て、窓口へおつなぎください。"
)
GUIDE_OTHER = (
    "障害による福祉の支援が必要と分かったときは、あらためてご依頼ください。"
    "住まいや生活の困りごとは、自立相談支援機関・福祉事務所でも相談できます。"
)


@dataclass(frozen=True)
class Missing:
    """One thing that is not there: the form's field and the sentence for it."""

    field: str
    sentence: str


def answer_due(arrived: datetime, urgency: str, tz: tzinfo) -> datetime:
    """When the answer is due: so many open days later at the end of the day, or 48 hours later to the minute."""
    value = Urgency(urgency)
    if value in ANSWER_HOURS:
        return arrived + timedelta(hours=ANSWER_HOURS[value])
    last = add_open_days(arrived.astimezone(tz).date(), ANSWER_OPEN_DAYS[value])
    return datetime.combine(last, time(23, 59), tzinfo=tz)


def due_after_pause(due: datetime, paused: datetime, resumed: datetime, urgency: str, tz: tzinfo) -> datetime:
    """The due moment moved by the time a question was open: the hours of it, or the open days it lasted."""
    if Urgency(urgency) in ANSWER_HOURS:
        return due + (resumed - paused)
    first, last = paused.astimezone(tz).date(), resumed.astimezone(tz).date()
    days = sum(is_open_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    return datetime.combine(add_open_days(due.astimezone(tz).date(), days), time(23, 59), tzinfo=tz)


def rule_text(urgency: str) -> str:
    """The rule in words, for the page."""
    value = Urgency(urgency)
    if value in ANSWER_HOURS:
        return f"受け付けてから{ANSWER_HOURS[value]}時間以内"
    return f"受け付けた日の翌日から{ANSWER_OPEN_DAYS[value]}開庁日以内"


def missing_to_submit(records: Mapping[InfoClass, Mapping[str, object]], *, full: bool) -> list[Missing]:
    """What the sheet still lacks, in form order. `records`: class → field → value."""
    wanted = REQUIRED + (REQUIRED_FULL if full else ())
    found = [Missing(field, text) for c, field, text in wanted if not records.get(c, {}).get(field)]
    outline = records.get(InfoClass.JUSTICE_OUTLINE, {})
    if outline.get("subject_status") == "other" and not outline.get("subject_other_reason"):
        found.append(
            Missing("subject_other_reason", "「その他」とする理由を入力してください（市町村の承認に使います）。")
        )
    return found


def consented_classes(classes: Collection[str]) -> tuple[InfoClass, ...]:
    """Classes a request may pass on under a consent to these."""
    return tuple(c for c in (*NEEDED_CLASSES, *FURTHER_CLASSES) if c in classes)


def unconsented(classes: Collection[str]) -> tuple[InfoClass, ...]:
    """Needed classes the person did not agree to."""
    return tuple(c for c in NEEDED_CLASSES if c not in classes)


def blocking(findings: Mapping[str, tuple[str, bool]], *, exception: str, urgent: bool) -> list[str]:
    """Why 受理 is not possible yet, as sentences.

    Args:
        findings: item → (finding, has a note).
        exception: the approval of 「その他」.
        urgent: 48 hours or released today: an open item needs only a note.
    """
    reasons = []
    if exception == ExceptionStatus.ASKED:
        reasons.append("「その他」の対象者です。市町村の管理職の承認が終わるまで、受理できません。")
    if exception == ExceptionStatus.DECLINED:
        reasons.append("「その他」の対象者として承認されなかったため、受理できません。")
    for item in Item:
        answer, noted = findings.get(item, ("", False))
        if answer == Finding.NO:
            reasons.append(f"「{item.label}」が「いいえ」です。差戻しまたは対象外を選ぶか、確認し直してください。")
        elif answer != Finding.YES and not (urgent and noted):
            reasons.append(f"「{item.label}」をまだ確認していません。")
    return reasons


def needs_from(asks: Iterable[str]) -> list[NeedKind]:
    """The needs a case starts with, one of each kind, in the order asked."""
    return list(dict.fromkeys(NEED_OF_ASK[Ask(a)] for a in asks if Ask(a) in NEED_OF_ASK))


def proposal(findings: Mapping[str, str], age: int | None) -> str:
    """The pass-on text when the checklist says that there is no disability; empty otherwise."""
    if findings.get(Item.DISABILITY) != Finding.NO:
        return ""
    return GUIDE_ELDERLY if age is not None and age >= ELDERLY_FROM else GUIDE_OTHER


def age_of(birth_date: object, on: date) -> int | None:
    """Completed years, or None where the date is missing or cannot be read."""
    try:
        return age_on(parse_date(str(birth_date)), on) if birth_date else None
    except ValueError:
        return None
