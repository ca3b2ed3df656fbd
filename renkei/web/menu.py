"""The global navigation: what a role finds in it, in the order of the road."""

from __future__ import annotations

from dataclasses import dataclass

from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.web.addresses import address_or_nothing


@dataclass(frozen=True)
class Item:
    """One entry. Without permissions it is for every member; with several, any of them shows it."""

    label: str
    url_name: str
    permissions: tuple[P, ...] = ()


ITEMS = (
    Item("ホーム", "home:index"),
    Item("依頼・受付", "referrals:list", (P.REFERRAL_WRITE, P.REFERRAL_DECIDE)),
    Item("ケース", "cases:list", (P.CASE_VIEW,)),
    Item("やること", "my_tasks:list", (P.TASK_VIEW,)),
    Item("実施者の協議", "responsible:list", (P.RESPONSIBLE_VIEW,)),
    Item("手続", "procedure_list:list", (P.PROCEDURE_WRITE,)),
    Item("会議", "meetings:list", (P.MEETING_VIEW,)),
    Item("定期協議・協議会", "council:list", (P.COUNCIL_VIEW,)),
    Item("打診", "inquiries:list", (P.INQUIRY_SEND,)),
    Item("候補の並べ方", "inquiries:rules", (P.MATCH_RULES,)),
    Item("受入れのご相談", "inquiries:inbox", (P.INQUIRY_ANSWER,)),
    Item("支援の相談", "consultation:list", (P.CONSULT_VIEW,)),
    Item("研修", "training:list", (P.TRAINING_JOIN,)),
    Item("空き状況", "offices:own", (P.OFFICE_STATE,)),
    Item("返却・廃棄の確認", "privacy:own_returns", (P.RETURN_CONFIRM,)),
    Item("同意・開示", "disclosure:list", (P.CONSENT_VIEW,)),
    Item("緊急の閲覧", "emergencies:list", (P.EMERGENCY_REVIEW,)),
    Item("漏えい等", "incidents:list", (P.INCIDENT_VIEW,)),
    Item("事業所", "offices:list", (P.DIRECTORY_VIEW,)),
    Item("事業所の開拓", "outreach:list", (P.OUTREACH_VIEW,)),
    Item("活動の集計", "stats:activity", (P.ACTIVITY_VIEW,)),
    Item("不足の地図", "stats:unmet", (P.REPORT_VIEW,)),
    Item("顔の見える関係", "stats:ties", (P.ACTIVITY_VIEW,)),
    Item("情報共有の取決め", "agreements:list", (P.AGREEMENT_VIEW,)),
    Item("閉庁日", "closed_days:list", (P.CALENDAR_WRITE,)),
    Item("手続にかかる日数", "procedure_list:days", (P.PROCEDURE_DAYS,)),
    Item("機関と利用者", "accounts:organisations", (P.ORG_MANAGE, P.USER_MANAGE)),
    Item("処理とメール", "system:jobs", (P.SYSTEM_WATCH,)),
    Item("操作の記録", "audit:list", (P.AUDIT_VIEW,)),
    Item("個人情報の請求と廃棄", "privacy:requests", (P.PRIVACY_VIEW,)),
)


@dataclass(frozen=True)
class Entry:
    """An item as a page shows it."""

    label: str
    url: str
    current: bool


def items_for(actor: Actor | None, path: str = "") -> list[Entry]:
    """The entries this actor's role may use; `path` marks the one the page belongs to. Absent areas are left out."""
    if actor is None:
        return []
    found = [(item.label, url) for item in ITEMS if _open(actor, item) and (url := address_or_nothing(item.url_name))]
    current = max((url for _, url in found if _within(path, url)), key=len, default="")
    return [Entry(label, url, url == current) for label, url in found]


def _open(actor: Actor, item: Item) -> bool:
    return not item.permissions or any(can(actor, p) for p in item.permissions)


def _within(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
