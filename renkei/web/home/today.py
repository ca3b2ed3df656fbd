"""What waits, from every area; what a role usually starts with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from renkei.accounts import queries as accounts
from renkei.background import queries as background
from renkei.consultation import queries as consultation
from renkei.contacts import queries as contacts
from renkei.coordination import queries as coordination
from renkei.coordination.queries import clock, guide
from renkei.core.clock import day_of
from renkei.core.waiting import SHOWN, Source, Waiting
from renkei.disclosure import queries as disclosure
from renkei.disclosure.queries import CaseAccess
from renkei.inquiries import queries as inquiries
from renkei.offices.queries import questions as offices
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.enums import OFFICE_KINDS, Role
from renkei.policy.permissions import P
from renkei.privacy.queries import emergencies, incidents, register, retention, returns
from renkei.privacy.queries import requests as data_requests
from renkei.programme.queries import council, outreach, training
from renkei.web.addresses import address_or_nothing

MY_CASES = 10
SOURCES = (
    data_requests.SOURCE, retention.SOURCE, returns.SOURCE, *coordination.SOURCES, *inquiries.SOURCES, *disclosure.SOURCES,
    contacts.SOURCE, accounts.SOURCE, emergencies.SOURCE, incidents.SOURCE, register.SOURCE, offices.SOURCE, background.SOURCE,
    *consultation.SOURCES, outreach.SOURCE, training.SOURCE, *council.SOURCES,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One thing to do, as the page shows it."""

    title: str
    why: str
    due: date | None
    url: str
    number: str
    overdue: bool


@dataclass(frozen=True)
class Action:
    """A way to begin: a button with a sentence."""

    label: str
    why: str
    url: str


def lines(*, actor: Actor, at: datetime) -> list[Line]:
    """今日すること: overdue first, then by due date, then those without a date."""
    found = [line for source in _rung(actor, at) for line in source.ask(actor=actor, at=at)]
    found.sort(key=lambda w: (w.due is None, w.due or date.max, w.number))
    return [_line(w, day_of(at)) for w in found[:SHOWN]]


def own_cases(*, actor: Actor, at: datetime) -> list[CaseAccess]:
    """自分が担当のケース: the newest."""
    if not can(actor, P.CASE_VIEW) or clock.SOURCE not in _rung(actor, at):
        return []
    return guide.own_accesses(actor=actor, at=at)[:MY_CASES]


def _rung(actor: Actor, at: datetime) -> list[Source]:
    return disclosure.once("bells", lambda: disclosure.rung(SOURCES, actor=actor, at=at), actor=actor, at=at)


def _line(waiting: Waiting, today: date) -> Line:
    overdue = waiting.due is not None and waiting.due < today
    return Line(
        waiting.title,
        waiting.why,
        waiting.due,
        address_or_nothing(waiting.url_name, *waiting.url_args),
        waiting.number,
        overdue,
    )


#: label, why, URL name, permission (None: shown to the roles named), for whom it is the first thing.
_ACTIONS = (
    ("依頼・受付を見る", "届いている依頼の確認と、受理・差戻しの回答をします。", "referrals:list", P.REFERRAL_DECIDE),
    ("新しく依頼する", "本人の同意をもとに、市町村に利用調整を依頼します。", "referrals:new", P.REFERRAL_WRITE),
    (
        "受入れのご相談を見る",
        "届いているご相談に、受入れできるかどうかを回答します。",
        "inquiries:inbox",
        P.INQUIRY_ANSWER,
    ),
    ("空き状況を知らせる", "いまの空き状況と受入れの条件を、二回押すだけで知らせます。", "offices:own", P.OFFICE_STATE),
    ("ケースを探す", "番号や状態でケースを探します。", "cases:list", P.CASE_VIEW),
    (
        "訪問・連絡の予定を見る",
        "事業所への定期的な訪問・連絡と、過ぎている連絡を確かめます。",
        "consultation:plans",
        P.CONSULT_WRITE,
    ),
    ("事業所を探す", "地域・サービス・距離で事業所を探します。", "offices:search", P.DIRECTORY_VIEW),
    (
        "事業所について問い合わせる",
        "市町村に、地域の事業所のことを聞きます（特定の方のことは書きません）。",
        "offices:questions",
        P.QUESTION_ASK,
    ),
    ("情報共有の取決めを見る", "市町村とセンターなどの取決めと期限を確かめます。", "agreements:list", P.AGREEMENT_VIEW),
    ("機関と委託を登録する", "機関・組合・委託を登録し、期間を変えます。", "accounts:organisations", P.ORG_MANAGE),
    ("利用者を登録する", "自分の機関の人を登録し、役割を決めます。", "accounts:users", P.USER_MANAGE),
    ("事業所データを取り込む", "公表データの新しい版を取り込みます。", "offices:import", P.DIRECTORY_IMPORT),
)


def actions(actor: Actor) -> list[Action]:
    """Quick actions this role may use, in the order of the road; absent pages are left out."""
    neutral = actor.organisation_kind in OFFICE_KINDS
    found = []
    for label, why, name, permission in _ACTIONS:
        url = address_or_nothing(name)
        if url and can(actor, permission) and not (neutral and permission is P.CASE_VIEW):
            found.append(Action(label, why, url))
    return found


_WELCOME: dict[str, str] = {
    Role.AUDITOR: "監査の役割では、ケースの内容は表示されません。取決めと操作の記録を確かめられます。",
    Role.ADMINISTRATOR: "システム管理の役割では、ケースの内容は表示されません。機関・利用者・事業所データを管理できます。",
    Role.PREFECTURE_OFFICER: "都道府県の役割では、個別のケースは表示されません。事業所台帳を見られます。",
    Role.OFFICE_STAFF: "受入れに関わる方の情報は、事業所の窓口の方からお知らせするページで見られます。",
}


def welcome(actor: Actor) -> str:
    """A sentence for roles that do not work on cases."""
    return _WELCOME.get(actor.role, "")
