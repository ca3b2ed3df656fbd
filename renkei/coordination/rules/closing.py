"""When a case may take its steps, and what ends with it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from renkei.cases.enums import NeedStatus

#: Released without a place to live: what must be done the same day.
URGENT_WITHOUT_PLACE = (
    "今夜泊まる場所を決める（短期入所・自立準備ホーム・更生保護施設・無料低額宿泊所・救護施設など）",
    "薬が切れないように、次の受診と処方の日を決める",
    "当面の食事とお金（生活保護の申請・緊急の貸付・フードバンク）を確保する",
    "本人と連絡が取れる方法と、次に会う日時・場所を決める",
    "定着支援センター・保護観察所など、関係する機関に状況を伝える",
    "住まいのニーズを「緊急」として、候補の事業所に電話で打診する",
)
#: The words a person who must decide reads before the step.
STEP_NOTES: dict[str, str] = {
    "place": "すべてのニーズが決まったケースを「受入内定」にします。",
    "await_release": "受入先が決まり、釈放（退所）の日を待っている状態にします。釈放日が変わったら「本人の情報」を直してください。",
    "unplace": "受入れの話が戻ったときに使います。決まったニーズはそのまま残ります。探し直すニーズは「ニーズと打診」で「探し直す」を選んでください。",
    "start_service": "福祉サービスの利用（地域での生活）が始まったことを記録します。この操作は取り消せません。",
    "back_up": "受入れ先の事業所などを後ろから支える段階にします。訪問・助言・会議は「記録」に「イ 後方支援」として残します。",
    "suspend": "実刑・入院・所在不明などで、支援を一時止めます。開示は続きます。必要な場合は「同意と開示」で終わらせてください。",
    "resume": "中断する前の段階に戻して、支援を再開します。",
    "close": "支援を終え、市町村の側以外の機関への開示をすべて終わらせます。この操作は取り消せません。",
}
_UNSETTLED = "まだ探しているニーズがあります（{names}）。「ニーズと打診」で、決めるか「不要にする」を選んでから終結してください。打診中の事業所には、不要にしたときに終了をお知らせします。"


@dataclass(frozen=True)
class Recipient:
    """One organisation that holds live rows on the case."""

    organisation_id: UUID
    name: str
    kind: str
    classes: tuple[str, ...]
    keeps: bool


def close_refusal(open_needs: Iterable[str]) -> str | None:
    """Why the case can't be closed yet; None when it may."""
    names = list(open_needs)
    return _UNSETTLED.format(names="、".join(names)) if names else None


def place_refusal(statuses: Iterable[str]) -> str | None:
    """Why the case is not placed yet."""
    found = list(statuses)
    if not found:
        return "ニーズがまだ登録されていません。「ニーズと打診」で、必要な支援を登録してください。"
    if any(s == NeedStatus.OPEN for s in found):
        return "まだ探しているニーズがあります。すべてのニーズが決まるか不要になると、受入内定にできます。"
    return None


def place_confirmation_refusal(*, place_settled: bool, confirmed: bool) -> str | None:
    """Service may start without a place only when the worker says that he knows."""
    if place_settled or confirmed:
        return None
    return "住まい（帰住先）がまだ決まっていません。住まいが決まらないまま始める場合は、確認の欄にチェックを入れてください。"


def review_refusal(review_on: date | None, today: date) -> str | None:
    """A suspension always has a day on which it is looked at again."""
    if review_on is None:
        return "次に見直す日を入力してください。"
    if review_on <= today:
        return "次に見直す日は、明日以降の日を入力してください。"
    return None


def keepers(*, responsible: UUID | None, unions: Iterable[UUID], agents: Iterable[UUID]) -> frozenset[UUID]:
    """Who keeps its rows after 終結: the municipality, its union, and the body it commissioned."""
    return frozenset({responsible, *unions, *agents} - {None})  # type: ignore[arg-type]


def split(recipients: Iterable[Recipient]) -> Mapping[str, list[Recipient]]:
    """{"ends": …, "keeps": …} for the preview."""
    found: dict[str, list[Recipient]] = {"ends": [], "keeps": []}
    for recipient in recipients:
        found["keeps" if recipient.keeps else "ends"].append(recipient)
    return found
