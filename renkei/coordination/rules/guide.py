"""「次にすること」: what a case needs next, why, by when and who does it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from renkei.cases.enums import CaseStatus as S
from renkei.cases.enums import Urgency

BODY = "市町村・基幹の担当"
BOTH = "両方の担当"
SOON_DAYS = 14
#: Everything before the person lives with the service.
_BEFORE_SERVICE = (S.COORDINATING, S.PLACED, S.AWAITING_RELEASE)


@dataclass(frozen=True)
class Situation:
    """A case as the rule reads it. What the actor may not see is None and gives no advice."""

    status: str
    today: date
    urgency: str = Urgency.NORMAL
    review_on: date | None = None
    without_place: bool = False
    place_settled: bool = False
    has_consent: bool | None = None
    identity_known: bool | None = None
    needs: int = 0
    open_needs: tuple[str, ...] = ()
    unasked_needs: tuple[str, ...] | None = None
    overdue_inquiries: int = 0
    answers: int = 0
    asked: int = 0
    answer_by: date | None = None
    assigned: int = 1
    board_open: bool = False
    has_center: bool = False
    items_left: int = 0
    items_proposed: int = 0
    items_returned: int = 0
    next_move: date | None = None
    release_on: date | None = None


@dataclass(frozen=True)
class NextThing:
    """One line: what, why, by when, who, and the page (a URL name that takes the case)."""

    title: str
    why: str
    who: str
    url_name: str
    due: date | None = None
    anchor: str = ""


def next_things(s: Situation) -> list[NextThing]:
    """In the order of urgency; at least one line for every state, so that nobody stands before an empty page."""
    if s.status == S.CLOSED:
        return []
    found = [*_urgent(s), *_by_status(s), *_preparing(s), *_searching(s), *_board(s)]
    return sorted(found, key=lambda t: (t.due is None, t.due or s.today)) if found else [_watch(s)]


def _urgent(s: Situation) -> Iterator[NextThing]:
    if s.without_place:
        yield NextThing(
            "住まいを至急探す", "住まいが決まらないまま地域で暮らしています。", BOTH, "inquiries:case", s.today
        )
    if s.assigned == 0:
        yield NextThing("担当を決める", "担当者がいません。", "管理者", "cases:assignments", s.today)
    near = s.release_on is not None and s.release_on <= s.today + timedelta(days=SOON_DAYS)
    if near and s.status in _BEFORE_SERVICE and not s.place_settled:
        yield NextThing(
            "釈放日までの住まいを決める",
            "釈放の予定日が近いのに、住まいが決まっていません。",
            BOTH,
            "inquiries:case",
            s.release_on,
        )


def _by_status(s: Situation) -> Iterator[NextThing]:
    if s.status == S.PREPARING:
        yield NextThing("依頼を書き上げて提出する", "依頼がまだ提出されていません。", "依頼元の担当", "referrals:list")
    elif s.status == S.INTAKE:
        due = s.today + timedelta(days=1 if s.urgency == Urgency.WITHIN_48H else 3)
        yield NextThing(
            "受付の確認をする", "依頼が届いています。受理・差戻しなどを決めてください。", BODY, "referrals:list", due
        )
    elif s.status == S.PLACED:
        yield NextThing(
            "「釈放待ち」か「利用開始」にする", "受入先がすべて決まりました。", BODY, "cases:detail", anchor="steps"
        )
    elif s.status == S.AWAITING_RELEASE:
        yield NextThing(
            "釈放の日の予定を確かめる", "迎え・同行・薬・お金・住まいの鍵を、当日の担当まで決めておきます。", BOTH,
            "coordination:board", s.release_on,
        )  # fmt: skip
    elif s.status == S.HANDED_OVER:
        yield NextThing(
            "「後方支援」か「終結」を決める", "引継ぎが完了しました。", BODY, "cases:detail", anchor="steps"
        )
    elif s.status == S.BACKUP:
        yield NextThing(
            "受入れ先に様子を聞く", "後方支援の段階です。困りごとがないか、定期的に確かめます。", BODY, "contacts:list"
        )
    elif s.status == S.SUSPENDED:
        yield NextThing("再開か終結を決める", "中断しています。", BODY, "cases:detail", s.review_on, "steps")


def _preparing(s: Situation) -> Iterator[NextThing]:
    if s.status not in (S.PREPARING, S.INTAKE, *_BEFORE_SERVICE, S.IN_SERVICE):
        return
    if s.has_consent is False:
        yield NextThing(
            "本人の同意を確かめる", "有効な同意がありません。同意がないと、情報を渡せません。", BOTH, "disclosure:case"
        )
    if s.identity_known is False and s.status in _BEFORE_SERVICE:
        yield NextThing("本人の情報を記録する", "氏名・連絡先などがまだ記録されていません。", BOTH, "people:sheet")


def _searching(s: Situation) -> Iterator[NextThing]:
    if s.status not in _BEFORE_SERVICE and not s.open_needs:
        return
    if s.overdue_inquiries:
        yield NextThing(
            "回答のない事業所に確かめる", f"{s.overdue_inquiries}件の打診が回答の期限を過ぎています。", BODY, "inquiries:case",
            s.today,
        )  # fmt: skip
    elif s.asked:
        yield NextThing(
            "事業所の回答を待つ", f"{s.asked}件の打診に回答を待っています。期限が過ぎたら電話で確かめます。", BODY,
            "inquiries:case", s.answer_by,
        )  # fmt: skip
    if s.answers:
        yield NextThing("事業所の回答を見て次に進む", f"{s.answers}件の回答が届いています。", BODY, "inquiries:case")
    if s.status == S.COORDINATING and s.needs == 0:
        yield NextThing(
            "必要な支援（ニーズ）を登録する", "ニーズがないと、事業所を探せません。", BODY, "inquiries:case"
        )
    waiting = s.unasked_needs or ()
    if waiting:
        yield NextThing(
            "候補の事業所に打診する",
            f"まだ打診していないニーズがあります（{'、'.join(waiting)}）。",
            BODY,
            "inquiries:case",
        )


def _board(s: Situation) -> Iterator[NextThing]:
    if s.status in (S.PREPARING, S.INTAKE, S.SUSPENDED, S.HANDED_OVER) or not s.has_center:
        return
    if not s.board_open:
        yield NextThing(
            "併走の分担を決める", "センターと市町村の分担の表がまだありません。", BOTH, "coordination:board"
        )
        return
    if s.items_proposed:
        yield NextThing(
            "引継ぎの申出に返事をする", f"{s.items_proposed}件の項目に引継ぎの申出があります。", BOTH, "coordination:board",
            s.next_move,
        )  # fmt: skip
    if s.items_returned:
        yield NextThing(
            "差し戻された項目を見直す", f"{s.items_returned}件が差し戻されました。", BOTH, "coordination:board"
        )
    moving = s.place_settled and s.items_left and not s.items_proposed
    if moving and (s.status == S.IN_SERVICE or _soon(s.next_move, s.today)):
        yield NextThing(
            "項目を引き継ぐ", f"住まいが決まりました。残り{s.items_left}件を順に引き継ぎます。", BOTH, "coordination:board",
            s.next_move,
        )  # fmt: skip


def _soon(day: date | None, today: date) -> bool:
    return day is not None and day <= today + timedelta(days=SOON_DAYS)


def _watch(s: Situation) -> NextThing:
    if s.status == S.IN_SERVICE:
        return NextThing(
            "暮らしの様子を確かめる",
            "急ぎの用件はありません。訪問や電話の結果を記録に残してください。",
            BODY,
            "contacts:list",
        )
    return NextThing(
        "進み具合を確かめる", "急ぎの用件はありません。動きがあったら記録に残してください。", BODY, "contacts:list"
    )
