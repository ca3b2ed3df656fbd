"""The hand-over sheet drafted from the record: what exists is filled in, what is missing is listed.

Fields of the sheet: the reference's list for 引継書 (定着→市町村・基幹). Nothing of `justice_*` goes into these texts, whose class is
welfare; the print takes it from its own class.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from renkei.cases.queries import needs_of
from renkei.coordination.enums.joint import JointStatus, Responsibility
from renkei.coordination.enums.tasks import TaskSource
from renkei.coordination.models.joint import Handover, JointEvent, JointItem
from renkei.coordination.models.referral import Referral
from renkei.coordination.queries.guide import workers
from renkei.coordination.queries.tasks import tasks_of
from renkei.core.calendar import wareki
from renkei.core.clock import day_of
from renkei.disclosure.models import Attachment
from renkei.disclosure.queries import CaseAccess, live_consents
from renkei.people.queries import read
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

_PROCEDURES = (
    Responsibility.CERTIFICATE, Responsibility.SERVICE_GRANT, Responsibility.RESIDENT_RECORD,
    Responsibility.PUBLIC_ASSISTANCE, Responsibility.PENSION, Responsibility.INSURANCE, Responsibility.MEDICAL,
)  # fmt: skip
_DONE = (JointStatus.ACCEPTED, JointStatus.NOT_NEEDED)


@dataclass(frozen=True)
class Draft:
    """`texts`: for the fields that are empty now; `missing`: what nobody has recorded yet, in words."""

    texts: dict[str, Any]
    missing: tuple[str, ...] = field(default=())


def draft(*, access: CaseAccess, handover: Handover) -> Draft:
    """Filled from what is open to this actor; the reading of the welfare record is recorded."""
    found = {
        "summary": _summary(access, handover), "open_procedures": _procedures(access), "cautions": _cautions(access),
        "told_person": _told(access), "contacts": _contacts(access), "documents": _documents(access),
    }  # fmt: skip
    texts = {name: text for name, text in found.items() if text and not getattr(handover, name)}
    return Draft(texts, _missing(access, handover, found))


def _summary(access: CaseAccess, handover: Handover) -> str:
    """Dated milestones: the request, the board, what was handed over, where the person is."""
    lines = [
        f"{wareki(day_of(r.decided_at))}　依頼（{r.number}）を受理"
        for r in Referral.objects.filter(case=access.case, status="accepted").order_by("decided_at")
        if r.decided_at
    ]
    lines.append(f"{wareki(day_of(handover.opened_at))}　併走を開始")
    events = JointEvent.objects.filter(item__case=access.case, step="accept").select_related("item").order_by("at")
    lines += [f"{wareki(day_of(e.at))}　「{e.item.get_code_display()}」を引継ぎ" for e in events]
    for need in needs_of(access.case.pk):
        place = f"：{need.organisation.name}" if need.organisation else ""
        lines.append(f"{need.get_kind_display()}は「{need.get_status_display()}」{place}")
    return "\n".join(lines)


def _procedures(access: CaseAccess) -> str:
    items = JointItem.objects.filter(case=access.case, code__in=_PROCEDURES).exclude(status__in=_DONE).order_by("order")
    lines = [
        f"{i.get_code_display()}　{_leader(i)}" + (f"　予定：{wareki(i.moves_on)}" if i.moves_on else "") for i in items
    ]
    if access.can(P.TASK_VIEW):
        tasks = tasks_of(actor=access.actor, case=access.case, at=access.at, sources=[TaskSource.PROCEDURE])
        lines += [
            f"{v.title}" + (f"　期限：{wareki(v.task.due_on)}" if v.task.due_on else "")
            for v in tasks
            if v.task.status == "open" and not v.closed and v.task.info_class in (InfoClass.SUMMARY, InfoClass.WELFARE)
        ]
    return "\n".join(lines)


def _leader(item: JointItem) -> str:
    person = item.center_person if item.center_part == "main" else item.body_person
    return ("センターが進行中" if item.center_part == "main" else "市町村・基幹が進行中") + (
        f"（{person}）" if person else ""
    )


def _cautions(access: CaseAccess) -> str:
    view = read(access=access, info_class=InfoClass.WELFARE)
    if view is None:
        return ""
    wanted = [view.labels[name] for name in ("considerations", "communication", "medical") if name in view.labels]
    return "\n".join(f"{label}：{_flat(value)}" for label, value in view.rows() if label in wanted and value)


def _flat(value: Any) -> str:
    return value if isinstance(value, str) else "、".join(str(v) for v in value)


def _told(access: CaseAccess) -> str:
    if not access.can(P.CONSENT_VIEW):
        return ""
    lines = []
    for consent in live_consents(case_id=access.case.pk):
        until = f"{wareki(consent.valid_until)}まで" if consent.valid_until else "支援の終了まで"
        lines.append(f"{wareki(consent.valid_from)}　同意（第{consent.version}版、{until}）の範囲を説明")
    return "\n".join(lines)


def _contacts(access: CaseAccess) -> str:
    return "\n".join(dict.fromkeys(f"{w.organisation.name}　{w.user.name}" for w in workers(access=access)))


def _documents(access: CaseAccess) -> str:
    seen = [c for c in InfoClass if access.sees(c)]
    rows = Attachment.objects.filter(case=access.case, info_class__in=seen).order_by("created_at")
    return "\n".join(
        f"{wareki(day_of(a.created_at))}に登録した書類（{a.get_info_class_display()}）　原本：" for a in rows
    )


_LABELS = {
    "cautions": "注意すること・前兆と対応", "told_person": "本人に伝えた説明", "contacts": "関係機関の連絡先",
    "documents": "引き継ぐ書類", "open_procedures": "終わっていない手続（なければ「なし」と書きます）",
}  # fmt: skip


def _missing(access: CaseAccess, handover: Handover, found: dict[str, str]) -> tuple[str, ...]:
    """What of the sheet nobody has recorded."""
    missing = [label for name, label in _LABELS.items() if not found[name] and not getattr(handover, name)]
    if handover.next_meeting_on is None:
        missing.append("次に協議する日")
    if not any(need.kind == "plan" and need.organisation_id for need in needs_of(access.case.pk)):
        missing.append("いまの計画（計画相談の事業所）")
    if access.sees(InfoClass.JUSTICE_OUTLINE):
        outline = read(access=access, info_class=InfoClass.JUSTICE_OUTLINE)
        if outline is None or not outline.values.get("probation_until"):
            missing.append("保護観察・更生緊急保護の終わる日（「支援に必要な刑事情報」に記録します）")
    missing += ["書類の原本の場所と保存期限", "双方の署名（印刷したものに書きます）"]
    return tuple(missing)
