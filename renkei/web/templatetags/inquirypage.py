"""Words of needs and inquiries for templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import template

from renkei.core import calendar
from renkei.inquiries.enums import DeclineReason, InquiryStatus, WantedInfo
from renkei.offices.enums import Criterion, DropCode, Wish
from renkei.offices.rules.service_codes import service_label

register = template.Library()

_S = InquiryStatus
_NEXT = {
    _S.CANDIDATE: "候補に残しています。ニーズの「候補をさがす」から打診票を書いて送ります。",
    _S.ANONYMOUS: "事業所の回答を待っています。用紙や電話で届いた回答は、代わりに入力してください。",
    _S.CONSIDERING: "事業所が検討しています。本人の同意がこの事業所を名指ししていれば、実名で共有して話を進められます。",
    _S.CONDITIONAL: "条件を確かめ、本人の同意（この事業所を名指ししたもの）を得て、実名で共有します。",
    _S.POSITIVE: "本人の同意（この事業所を名指ししたもの）を得て、実名で共有します。",
    _S.DISCLOSED: "面会・見学・体験を予定するか、決まったら内定にします。",
    _S.MET: "体験に進むか、決まったら内定にします。",
    _S.TRIAL: "体験の結果を記録し、決まったら内定にします。",
    _S.AGREED: "契約・利用開始の日を記録します。",
    _S.EXPIRED: "回答のないまま期限が過ぎました。期限を延ばして再開するか、ほかの事業所に打診します。",
}


@register.filter
def kept_day(value: str) -> str:
    """A day as a kept search holds it (ISO 8601): 令和8年11月24日."""
    return calendar.wareki(date.fromisoformat(value))


@register.simple_tag
def need_title(need: Any) -> str:
    """住まい：共同生活援助: what is looked for."""
    services = "・".join(service_label(code) for code in need.service_codes[:2])
    return f"{need.get_kind_display()}：{services}" if services else need.get_kind_display()


@register.simple_tag
def service_words(codes: Iterable[str]) -> str:
    """Names of services."""
    return "、".join(service_label(code) for code in codes)


@register.simple_tag
def wish_words(codes: Iterable[str]) -> str:
    """Names of wishes."""
    return "、".join(Wish(c).label for c in codes if c in Wish.values)


@register.simple_tag
def wanted_words(codes: Iterable[str]) -> str:
    """What the office wants to know."""
    return "、".join(WantedInfo(c).label for c in codes if c in WantedInfo.values)


@register.simple_tag
def decline_words(codes: Iterable[str]) -> str:
    """Why the office declined."""
    return "、".join(DeclineReason(c).label for c in codes if c in DeclineReason.values)


@register.filter
def reach(need: Any) -> str:
    """How far the search goes."""
    return f"{need.max_km} km 以内" if need.max_km else ""


@register.filter
def distance(match: Any) -> str:
    """約 3.2 km; 代表点 where the place is not exact."""
    km = match.candidate.distance_km
    if km is None:
        return "距離は不明"
    return f"約 {km:.1f} km" + ("（市区町村の代表点）" if match.candidate.distance_is_rough else "")


@register.filter
def points(share: float) -> int:
    """0 to 1 as whole points of 100: a guide for the order, no measure."""
    return round(share * 100)


@register.filter
def km_limit(search: Any) -> str:
    """「20 km」 of an old search."""
    return f"{search.max_km:g} km" if search.max_km else ""


@register.filter
def rules_words(search: Any) -> str:
    """Which version of the rules it was made with."""
    return f"第{search.rules_version}版" if search.rules_version else "既定"


@register.filter
def totals_words(search: Any) -> str:
    """How many fitted and dropped out."""
    return f"合うところ {search.fits_total}件、合わないところ {search.dropped_total}件"


@register.filter
def drop_words(counts: Mapping[str, int]) -> str:
    """「遠すぎる 12件、空きがない 3件」, the most frequent first; an office may be in several."""
    known = [(DropCode(code), n) for code, n in counts.items() if code in DropCode.values]
    return "、".join(f"{code.label} {n}件" for code, n in sorted(known, key=lambda pair: (-pair[1], pair[0].value)))


@register.filter
def weight_words(version: Any) -> str:
    """「近さ 30、空き 20」."""
    return "、".join(f"{c.label} {version.weights[c.value]}" for c in Criterion if version.weights.get(c.value))


@register.filter
def joined(words: Iterable[str]) -> str:
    """A list in one line."""
    return "、".join(words)


@register.filter
def known_first(match: Any) -> list[Any]:
    """The criteria of which something is known, the weightiest first."""
    return sorted((v for v in match.criteria if v.known), key=lambda v: -v.weight)


@register.simple_tag
def next_of(inquiry: Any) -> str:
    """What the asking side does next."""
    return _NEXT.get(InquiryStatus(inquiry.status), "")


@register.simple_tag
def kept_candidates(inquiries: Iterable[Any]) -> str:
    """The query that brings the kept candidates of a need to the form of the sheet; empty when there are none."""
    orgs = [("org", str(i.organisation_id)) for i in inquiries if i.status == _S.CANDIDATE]
    return f"?{urlencode(orgs)}" if orgs else ""


@register.simple_tag
def consent_label(consent: Any) -> str:
    """The words on the button that extends a consent by a recipient."""
    return f"同意 第{consent.version}版に提供先を加える"
