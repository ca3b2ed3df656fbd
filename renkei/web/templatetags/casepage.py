"""What stands on every page of a case, made from `access` (disclosure.queries.CaseAccess). Used by cases/_frame.html."""

from __future__ import annotations

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from renkei.cases.enums import CaseStatus, Urgency
from renkei.cases.rules import status_label
from renkei.coordination.rules.stages import stage_points
from renkei.disclosure.queries import CaseAccess
from renkei.policy.enums import CORE_KINDS
from renkei.policy.permissions import P
from renkei.privacy.queries.emergencies import EmergencyView, running_on
from renkei.web.addresses import address_or_nothing
from renkei.web.templatetags.dads import Stage, Tab, chip

register = template.Library()

#: name, word, URL name, permission. Offices get the reduced set.
_TABS = (
    ("overview", "概要", "cases:detail", P.CASE_VIEW),
    ("record", "本人の情報", "people:sheet", P.CASE_VIEW),
    ("clock", "期限", "clock:page", P.JUSTICE_OUTLINE_VIEW),
    ("consents", "同意と開示", "disclosure:case", P.CONSENT_VIEW),
    ("needs", "ニーズと打診", "inquiries:case", P.INQUIRY_VIEW),
    ("procedures", "手続", "procedures:page", P.WELFARE_VIEW),
    ("tasks", "やること", "tasks:list", P.TASK_VIEW),
    ("plan", "釈放の計画", "plan:page", P.JUSTICE_OUTLINE_VIEW),
    ("responsible", "実施者", "responsible:index", P.RESPONSIBLE_VIEW),
    ("board", "併走・引継ぎ", "coordination:board", P.HANDOVER_VIEW),
    ("backup", "後方支援", "consultation:case", P.CONSULT_VIEW),
    ("notes", "記録", "contacts:list", P.NOTE_VIEW),
    ("meetings", "会議", "meetings:case", P.MEETING_VIEW),
    ("history", "経過", "cases:history", P.CONSENT_VIEW),
)
_OFFICE_TABS = (
    ("overview", "概要と予定", "cases:detail", P.CASE_VIEW),
    ("record", "本人の情報", "people:sheet", P.CASE_VIEW),
    ("consents", "受け取った情報", "disclosure:case", P.CONSENT_VIEW),
    ("tasks", "やること", "tasks:list", P.TASK_VIEW),
    ("plan", "開始日の予定", "plan:day", P.TASK_VIEW),
    ("backup", "相談・いざという時", "consultation:case", P.CONSULT_VIEW),
    ("notes", "記録", "contacts:list", P.NOTE_VIEW),
    ("meetings", "会議", "meetings:case", P.MEETING_VIEW),
)
#: What an office gets besides, once it was told.
_TOLD_TABS = (("board", "併走・引継ぎ", "coordination:board", P.HANDOVER_VIEW),)
#: The whole history of a case, and its procedures, are for the bodies that run it.
_CORE_ONLY = frozenset({"history", "procedures"})
_URGENCY_TONE = {Urgency.URGENT: "warning", Urgency.WITHIN_48H: "danger"}


@register.simple_tag
def case_status(access: CaseAccess) -> str:
    """The word of the stage; the neutral one where the wording must hide the programme."""
    return status_label(access.case.status, neutral=access.neutral)


@register.simple_tag
def case_stages(access: CaseAccess) -> list[Stage]:
    """For `{% stage_line %}`."""
    case = access.case
    points = stage_points(
        status=case.status, status_before=case.status_before, is_light=case.is_light,
        without_place=case.without_place, neutral=access.neutral,
    )  # fmt: skip
    return [Stage(p.label, p.state, p.note) for p in points]


@register.simple_tag
def case_tabs(access: CaseAccess, current: str = "") -> list[Tab]:
    """For `{% tabs %}`: the parts of the case this actor may open."""
    outside = access.actor.is_office
    tabs = (*_OFFICE_TABS, *(() if access.neutral else _TOLD_TABS)) if outside else _TABS
    found = [
        (name, label, address_or_nothing(url_name, access.case.pk))
        for name, label, url_name, permission in tabs
        if access.can(permission) and (name not in _CORE_ONLY or access.actor.organisation_kind in CORE_KINDS)
    ]
    return [Tab(label, url, name == current) for name, label, url in found if url]


@register.simple_tag
def running_emergencies(access: CaseAccess) -> list[EmergencyView]:
    """緊急の閲覧 that run in one's own body; only the bodies of the programme can open one."""
    return running_on(access=access) if access.actor.organisation_kind in CORE_KINDS else []


@register.simple_tag
def case_line_status(access: CaseAccess) -> SafeString:
    """The chip of the status in a list."""
    return chip(status_label(access.case.status, neutral=access.neutral), _status_tone(access.case.status))


@register.simple_tag
def case_chips(access: CaseAccess) -> SafeString:
    """緊急度, 中断, 住まいなしで地域へ, 依頼のないケース, 併走中: what must be seen at once."""
    return format_html_join(" ", "{}", ((chip(label, tone),) for label, tone in _chips(access)))


def _chips(access: CaseAccess) -> list[tuple[str, str]]:
    case = access.case
    found = [(status_label(case.status, neutral=access.neutral), _status_tone(case.status))]
    if case.status != CaseStatus.CLOSED and case.urgency != Urgency.NORMAL:
        found.append((f"緊急度：{case.get_urgency_display()}", _URGENCY_TONE[Urgency(case.urgency)]))
    if access.neutral:
        return found
    if case.suspend_reason:
        found.append((f"中断の理由：{case.get_suspend_reason_display()}", "warning"))
    if case.without_place:
        found.append(("住まいなしで地域へ", "danger"))
    if case.is_light:
        found.append(("依頼のないケース", "neutral"))
    return found


def _status_tone(status: str) -> str:
    if status == CaseStatus.SUSPENDED:
        return "warning"
    return "neutral" if status == CaseStatus.CLOSED else "progress"
