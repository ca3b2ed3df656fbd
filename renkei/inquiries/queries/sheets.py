"""What the anonymous sheet starts from."""

from __future__ import annotations

from datetime import date
from typing import Any

from renkei.accounts.models import Organisation
from renkei.cases.models import Need
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.disclosure.queries import CaseAccess
from renkei.inquiries.enums import ThreeWay
from renkei.inquiries.rules.sheets import SPEAKING_SERVICES
from renkei.inquiries.rules.wanted import usual_services
from renkei.offices import queries as offices
from renkei.people.enums import Disability, Sex, SupportCategory
from renkei.people.queries import read
from renkei.people.rules import age_band
from renkei.policy.enums import InfoClass

_BACKUP = "利用開始のあとも、市町村と相談支援の担当が、定期的に連絡し、困ったときの相談に応じます。"


def prefilled(*, access: CaseAccess, need: Need) -> dict[str, Any]:
    """Initial values of the sheet's form, from coded facts the actor may read; what is not open stays empty."""
    start = need.start_month or access.case.start_month
    values: dict[str, Any] = {
        "services": [
            c for c in need.service_codes or usual_services(need.kind, need.stage)[:1] if c not in SPEAKING_SERVICES
        ],
        "wishes": [*need.required, *(c for c in need.conditions if c not in need.required)],
        "area": _area_words(need.area_codes or [c for c in (need.origin_code or access.case.area_code,) if c]),
        "month": start.strftime("%Y-%m") if start else "",
        "backup": _BACKUP,
        "contact": _contact(access.case.responsible),
    }
    return values | _identity(access, day_of(access.at)) | _welfare(access)


def _identity(access: CaseAccess, on: date) -> dict[str, Any]:
    if not access.sees(InfoClass.IDENTITY):
        return {}
    record = read(access=access, info_class=InfoClass.IDENTITY)
    if record is None:
        return {}
    sex = record.values.get("sex") or ""
    try:
        band = age_band(record.values.get("birth_date"), on)
    except ValueError:
        band = age_band(None, on)
    return {"age_band": band, "sex": sex if sex in Sex.values else ""}


def _welfare(access: CaseAccess) -> dict[str, Any]:
    if not access.sees(InfoClass.WELFARE):
        return {}
    record = read(access=access, info_class=InfoClass.WELFARE)
    if record is None:
        return {}
    category = record.values.get("support_category") or ""
    return {
        "disabilities": [d for d in record.values.get("disabilities") or [] if d in Disability.values],
        "certificates": record.values.get("certificates") or "",
        "support_category": category if category in SupportCategory.values else "",
        "night": ThreeWay.YES if record.values.get("night_support") else ThreeWay.UNKNOWN,
        "medical": ThreeWay.YES if record.values.get("medical") else ThreeWay.UNKNOWN,
        "money": ThreeWay.YES if record.values.get("money") else ThreeWay.UNKNOWN,
    }


def _area_words(codes: list[str]) -> str:
    names = []
    for code in codes:
        try:
            names.append(offices.get_municipality(code).name)
        except NotFound:
            continue
    return "、".join(names)


def _contact(responsible: Organisation | None) -> str:
    if responsible is None:
        return ""
    return f"{responsible.name}　電話 {responsible.phone}" if responsible.phone else responsible.name
