"""Components after the Digital Agency's design system. `/gallery/` shows each; its template's head says how to use it.

Containers: card section notice fields details table dl empty_state form_box
Leaves:     button submit action_buttons chip status deadline stage_line tabs crumbs pager timeline search_box tag_list
            row ruby moment error_summary
Filters:    wareki wareki_dt both_dates deadline dash lines
Permission: {% can P_NAME [facts] as ok %}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django import template
from django.forms import BaseForm
from django.template.loader import get_template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from renkei.core import calendar, clock
from renkei.policy.decide import can as policy_can
from renkei.policy.permissions import P
from renkei.web.addresses import address_or_nothing
from renkei.web.tickets import hidden_fields
from renkei.web.tones import TONES

register = template.Library()


# --- what views hand to the components -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Stage:
    """One stage of `stage_line`. state: done | current | todo | skipped."""

    label: str
    state: str = "todo"
    note: str = ""
    url: str = ""


#: Tabs that stand in two lines of a phone.
FIT_ON_A_PHONE = 5


@dataclass(frozen=True)
class Tab:
    """One link of `tabs`. `count` stands behind the label when it is not None."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Happening:
    """One entry of `timeline`. `at` is a date or an aware datetime."""

    at: date | datetime
    title: str
    who: str = ""
    body: str = ""
    tone: str = "neutral"
    url: str = ""
    tags: Sequence[str] = field(default_factory=tuple)


def _draw(name: str, /, **context: Any) -> SafeString:
    return mark_safe(get_template(f"dads/{name}.html").render(context).strip())  # noqa: S308 - a template's output


# --- containers ----------------------------------------------------------------------------------------------------


@register.simple_block_tag
def card(content: str, title: str = "", level: int = 2, url: str = "", tone: str = "") -> SafeString:
    """A box for one thing. `{% card title="次にすること" %}…{% endcard %}`"""
    return _draw("card", content=content, title=title, level=level, url=url, tone=tone)


@register.simple_block_tag
def section(content: str, title: str, id: str = "", level: int = 2, note: str = "") -> SafeString:  # noqa: A002
    """A titled part of a page, without a box."""
    return _draw("section", content=content, title=title, id=id, level=level, note=note)


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> SafeString:
    """A banner: info | success | warning | error. `{% notice "warning" title="…" %}…{% endnotice %}`"""
    return _draw("notice", content=content, kind=kind, title=title, word=NOTICE_WORDS[kind])


@register.simple_block_tag
def fields(content: str, legend: str, help: str = "") -> SafeString:  # noqa: A002
    """A group of form fields with a legend."""
    return _draw("fields", content=content, legend=legend, help=help)


@register.simple_block_tag
def details(content: str, title: str, open: bool = False) -> SafeString:  # noqa: A002
    """Closed until wanted: explanations, rarely needed parts."""
    return _draw("details", content=content, title=title, open=open)


@register.simple_block_tag
def table(content: str, caption: str, hide_caption: bool = False) -> SafeString:
    """A table; on a phone each row is a card, so every td carries data-label. Give <thead> and <tbody>."""
    return _draw("table", content=content, caption=caption, hide_caption=hide_caption)


@register.simple_block_tag
def dl(content: str, columns: int = 1) -> SafeString:
    """A list of terms: `{% dl %}{% row "障害" value %}{% enddl %}`"""
    return _draw("dl", content=content, columns=columns)


@register.simple_block_tag
def empty_state(content: str, title: str) -> SafeString:
    """An empty list: what is missing, and inside what to do next."""
    return _draw("empty_state", content=content, title=title)


@register.simple_block_tag(takes_context=True)
def form_box(
    context: template.Context,
    content: str,
    form: BaseForm | None,
    submit: str,
    cancel: str = "",
    kind: str = "primary",
    action: str = "",
    method: str = "post",
    note: str = "",
    second: str = "",
    second_name: str = "",
) -> SafeString:
    """A whole form: csrf, error summary, fields, buttons. With nothing inside, all fields of the form are drawn.

    Args:
        submit: the words on the button: what happens (「依頼を送る」), not 「OK」.
        cancel: address of 「もどる」.
        note: one sentence above the button about what the step does.
        second, second_name: a second submit button (「下書きを保存」) and its name in POST.
    """
    token = hidden_fields(context["request"]) if method == "post" else ""
    return _draw(
        "form_box",
        content=mark_safe(content.strip()),  # noqa: S308 - rendered by the template
        form=form,
        submit=submit,
        cancel=cancel,
        kind=kind,
        action=action,
        method=method,
        note=note,
        second=second,
        second_name=second_name,
        token=token,
    )


NOTICE_WORDS = {"info": "お知らせ", "success": "完了", "warning": "注意", "error": "エラー"}


# --- leaves --------------------------------------------------------------------------------------------------------


@register.simple_tag
def button(label: str, url: str, kind: str = "secondary", note: str = "") -> SafeString:
    """A link that looks like a button: primary | secondary | tertiary | danger. `note` is read out after the label."""
    return _draw("button", label=label, url=url, kind=kind, note=note)


@register.simple_tag
def submit(label: str, kind: str = "primary", name: str = "", value: str = "") -> SafeString:
    """A submit button inside a form of your own."""
    return _draw("submit", label=label, kind=kind, name=name, value=value)


@register.simple_tag(takes_context=True)
def action_buttons(context: template.Context, buttons: Iterable[Any]) -> SafeString:
    """The steps from `web.actions.buttons`: links to their pages, or forms that ask before they post."""
    return _draw("action_buttons", buttons=list(buttons), token=partial(hidden_fields, context["request"]))


@register.simple_tag
def chip(label: str, tone: str = "neutral") -> SafeString:
    """A short state in words, with a mark: neutral | info | progress | success | warning | danger."""
    return format_html('<span class="dads-chip" data-tone="{}">{}</span>', tone, label)


@register.simple_tag
def status(value: Any, label: str = "") -> SafeString:
    """The chip of a status: `{% status case.status case.get_status_display %}`; tones stand in web/tones.py."""
    return chip(label or getattr(value, "label", value), TONES.get(str(value), "neutral"))


@register.simple_tag
def stage_line(stages: Sequence[Stage], label: str = "進み具合") -> SafeString:
    """Where a case stands: a list of Stage."""
    return _draw("stage_line", stages=stages, label=label, plain=not any(s.url or s.note for s in stages))


@register.simple_tag
def tabs(items: Sequence[Tab], label: str = "このページの内容") -> SafeString:
    """Links between the parts of one thing: a list of Tab. More than fit on a phone fold into one line there."""
    current = next((t for t in items if t.current), None) if len(items) > FIT_ON_A_PHONE else None
    return _draw("tabs", items=items, label=label, current=current)


@register.simple_tag
def crumbs(*pairs: str) -> SafeString:
    """The way back: label, address, label, address, …, label of this page (no personal data)."""
    links = [(pairs[i], pairs[i + 1] if i + 1 < len(pairs) else "") for i in range(0, len(pairs), 2)]
    return _draw("crumbs", links=links)


@register.simple_tag(takes_context=True)
def pager(context: template.Context, page: Any, unit: str = "件") -> SafeString:
    """Pages of a list (a Django Page object); keeps the rest of the query."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return _draw("pager", page=page, query=query.urlencode(), unit=unit)


@register.simple_tag
def timeline(items: Sequence[Happening]) -> SafeString:
    """What happened, newest first: a list of Happening."""
    return _draw("timeline", items=items)


@register.simple_tag
def search_box(url: str, value: str = "", name: str = "q", label: str = "検索", hint: str = "") -> SafeString:
    """One box and a button (GET)."""
    return _draw("search_box", url=url, value=value or "", name=name, label=label, hint=hint)


@register.simple_tag
def tag_list(items: Iterable[Any], label: str = "") -> SafeString:
    """Short words side by side; nothing when empty."""
    return _draw("tag_list", items=list(items), label=label)


@register.simple_tag
def row(term: str, value: Any = "", note: str = "", empty: str = "未入力") -> SafeString:
    """One line of a `dl`; dates appear in 和暦, lists with 「、」."""
    return _draw("row", term=term, value=_words(value), note=note, empty=empty)


@register.simple_tag
def ruby(text: str, reading: str) -> SafeString:
    """Furigana for what the person reads."""
    return format_html("<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>", text, reading)


@register.simple_tag
def error_summary(form: Any) -> SafeString:
    """All errors on top of a form drawn by hand, each a link to its field. `form_box` and `{{ form }}` have it.

    Also why a post is shown again, and what somebody else saved meanwhile beside what was typed.
    """
    if form is None or not (form.errors or getattr(form, "notice", "")):
        return mark_safe("")  # noqa: S308
    return _draw("error_summary", form=form, count=sum(len(e) for e in form.errors.values()))


@register.simple_tag(takes_context=True)
def can(context: template.Context, permission: str, facts: Any = None) -> bool:
    """May the actor do this? `{% can "CASE_WRITE" facts as may_write %}`. For steps of a machine use web.actions."""
    actor = context.get("actor") or getattr(context.get("request"), "actor", None)
    return actor is not None and policy_can(actor, P[permission], facts, at=clock.now() if facts else None)


@register.simple_tag
def url_or_nothing(name: str, *args: object) -> str:
    """The address of a page, or nothing while its area is not installed."""
    return address_or_nothing(name, *args)


# --- filters -------------------------------------------------------------------------------------------------------


@register.filter
def wareki(value: date | datetime | None) -> str:
    """令和8年11月24日; empty for nothing. A datetime gives its day in Japan."""
    if not value:
        return ""
    return calendar.wareki(clock.day_of(value) if isinstance(value, datetime) else value)


@register.filter
def wareki_dt(value: datetime | None) -> str:
    """令和8年11月24日 9時05分."""
    return calendar.wareki_dt(value) if value else ""


_ERA_READINGS = {
    "令和": "れいわ", "平成": "へいせい", "昭和": "しょうわ", "元": "がん", "年": "ねん", "月": "がつ", "日": "にち",
}  # fmt: skip


@register.filter
def wareki_ruby(value: date | datetime | None) -> SafeString:
    """令和8年11月24日 with furigana, for what the person reads."""
    parts = re.split(f"({'|'.join(_ERA_READINGS)})", wareki(value))
    return format_html_join("", "{}", ((ruby(p, _ERA_READINGS[p]) if p in _ERA_READINGS else p,) for p in parts))


@register.filter
def both_dates(value: date | None) -> str:
    """令和8年11月24日（2026-11-24）."""
    return f"{wareki(value)}（{value:%Y-%m-%d}）" if value else ""


@register.filter
def deadline(value: date | datetime | None) -> SafeString:
    """「11月24日まで（残り3日）」 or 「期限超過 2日」 with a mark; urgent from 3 days before."""
    if not value:
        return mark_safe("")  # noqa: S308
    day = clock.day_of(value) if isinstance(value, datetime) else value
    left = (day - clock.today()).days
    words, tone = _left(left)
    return format_html(
        '<span class="dads-deadline" data-tone="{}"><b>{}</b> <time datetime="{}">{}まで</time></span>',
        tone,
        words,
        day.isoformat(),
        calendar.wareki(day),
    )


def _left(days: int) -> tuple[str, str]:
    if days < 0:
        return f"期限超過 {-days}日", "over"
    if days == 0:
        return "今日まで", "soon"
    return f"残り {days}日", "soon" if days <= 3 else "calm"


@register.filter
def dash(value: Any) -> Any:
    """「―」 for an empty cell."""
    return value if value not in (None, "", [], ()) else "―"


@register.filter
def lines(value: Any) -> SafeString:
    """Typed text with its line breaks, escaped."""
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in str(value or "").splitlines()))  # noqa: S308


@register.filter
def with_label(error: str, label: str) -> str:
    """An error as the summary says it: with the field's label in front, unless the sentence names it already."""
    return str(error) if str(label) in str(error) else f"{label}：{error}"


@register.filter
def echo(bound: Any) -> str:
    """The 和暦 of what a date box holds (used by the field template)."""
    return bound.field.echo(bound.value()) if hasattr(bound.field, "echo") else ""


@register.filter
def page_numbers(paginator: Any, number: int) -> list[int]:
    """Page numbers to offer around `number`; 0 stands for a gap."""
    return [n if isinstance(n, int) else 0 for n in paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)]


@register.simple_tag
def moment(value: date | datetime) -> SafeString:
    """A <time> in 和暦: with hours for a datetime, without for a date."""
    words = wareki_dt(value) if isinstance(value, datetime) else wareki(value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


def _words(value: Any) -> Any:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, datetime):
        return wareki_dt(value)
    if isinstance(value, date):
        return wareki(value)
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(str(v) for v in value)
    if isinstance(value, SafeString):
        return value
    return lines(value) if isinstance(value, str) and "\n" in value else conditional_escape(value or "")
