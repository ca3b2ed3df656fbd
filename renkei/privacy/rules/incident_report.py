"""The nine items of the report (施行規則44条1項): what stands in each, what is still missing. Pure."""

from __future__ import annotations

from dataclasses import dataclass

UNKNOWN = "未入力"


@dataclass(frozen=True)
class ReportItem:
    """One item: its number, title, the field that holds it (empty for what is computed), and what to write."""

    number: int
    title: str
    field: str
    hint: str


ITEMS = (
    ReportItem(1, "概要", "overview", "いつ・どこで・何が起き、どのように分かったか。"),
    ReportItem(2, "漏えい等が発生し、または発生したおそれがある個人情報の項目", "items", "氏名、住所、障害の状況など。情報区分は自動で入ります。"),
    ReportItem(3, "本人の数", "", "一覧にある人数と、れんけいに記録のない人数。"),
    ReportItem(4, "原因", "cause", "人の誤り、仕組みの不備、不正な行為など。"),
    ReportItem(5, "二次被害またはそのおそれの有無およびその内容", "harm", "ないときは「なし」と、そう判断した理由。"),
    ReportItem(6, "本人への対応の実施状況", "response", "通知の状況は自動で入ります。ほかに行ったことを書きます。"),
    ReportItem(7, "公表の実施状況", "publication", "公表した・しない、その方法や理由。"),
    ReportItem(8, "再発防止のための措置", "prevention", "すでに行ったことと、これから行うこと。"),
    ReportItem(9, "その他参考となる事項", "other", "警察への相談、ほかの機関への報告など。ないときは「なし」。"),
)  # fmt: skip
FIELDS = tuple(item.field for item in ITEMS if item.field)


@dataclass(frozen=True)
class Facts:
    """What the incident knows beside its texts."""

    texts: dict[str, str]
    classes: tuple[str, ...]  # in words
    listed: int
    others: int | None
    told: int
    impossible: int


@dataclass(frozen=True)
class Line:
    """One item as it is printed; `missing` where nothing can be said yet."""

    item: ReportItem
    text: str
    missing: bool


def report(facts: Facts) -> list[Line]:
    """The nine items in their order. What nobody wrote stays visibly 未入力, also where something was computed."""
    return [_line(item, facts) for item in ITEMS]


def as_text(lines: list[Line]) -> str:
    """The draft as plain text, to be copied into the Commission's form."""
    return "\n\n".join(f"{line.item.number}　{line.item.title}\n{line.text}" for line in lines)


def _line(item: ReportItem, facts: Facts) -> Line:
    if item.number == 3:
        return _count(item, facts)
    typed = facts.texts.get(item.field, "").strip()
    known = {2: "情報区分：" + "、".join(facts.classes) if facts.classes else "", 6: _notices(facts)}.get(
        item.number, ""
    )
    return Line(item, "\n".join(filter(None, (known, typed or UNKNOWN))), missing=not typed)


def _count(item: ReportItem, facts: Facts) -> Line:
    unknown = facts.others is None
    outside = f"れんけいに記録のない人：{UNKNOWN if unknown else f'{facts.others}人'}"
    total = "" if unknown else f"合計 {facts.listed + (facts.others or 0)}人"
    return Line(item, "\n".join(filter(None, (total, f"一覧にある人：{facts.listed}人", outside))), missing=unknown)


def _notices(facts: Facts) -> str:
    if not facts.listed:
        return ""
    rest = facts.listed - facts.told - facts.impossible
    return f"本人への通知：済 {facts.told}人、困難 {facts.impossible}人、未通知 {rest}人"
