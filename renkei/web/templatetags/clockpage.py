"""Words of the legal clock in templates: countdowns, dates of deadlines, what an event says besides its date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from renkei.coordination.rules.clock.content import details
from renkei.coordination.rules.clock.events import Deadline, Event
from renkei.coordination.rules.clock.releasing import Release
from renkei.coordination.rules.clock.words import Countdown
from renkei.coordination.rules.clock.words import countdown as words_of
from renkei.core.calendar import wareki
from renkei.core.clock import today as this_day
from renkei.web.templatetags.dads import both_dates, chip

register = template.Library()


@register.simple_tag
def countdown(release: Release) -> list[Countdown]:
    """Days left and the worst case, as chips."""
    return words_of(release, this_day())


@register.simple_tag
def release_cell(release: Release) -> SafeString:
    """Days left and the worst case of one case, as chips."""
    return format_html_join(" ", "{}", ((chip(c.text, c.tone),) for c in words_of(release, this_day())))


@register.simple_tag
def release_chips(releases: Mapping[UUID, Release] | None, case_id: UUID) -> SafeString | str:
    """The cell of a list: chips, or a dash where the class is not open."""
    release = (releases or {}).get(case_id)
    return "―" if release is None else release_cell(release)


@register.simple_tag
def release_days(release: Release) -> str:
    """The day of release, or its range, in both ways of writing."""
    if release.day is None:
        return ""
    return both_dates(release.day) + (f" 〜 {both_dates(release.until)}" if release.until else "")


@register.simple_tag
def days_left(deadline: Deadline, today: date) -> SafeString:
    """A chip with the days left to a deadline; of a range to its earliest day."""
    left = (deadline.day - today).days
    if deadline.settled:
        return chip("済", "neutral")
    if deadline.latest < today:
        return chip("過ぎました", "neutral")
    if left <= 0:
        return chip("今日", "danger")
    return chip(f"あと{left}日", "danger" if left <= 3 else "warning" if left <= 14 else "info")


@register.simple_tag
def deadline_days(deadline: Deadline | None) -> str:
    """A deadline's day in 和暦, its range, or なし."""
    if deadline is None:
        return "なし"
    if deadline.settled:
        return f"{wareki(deadline.day)}（済）"
    return wareki(deadline.day) + (f"〜{wareki(deadline.until)}" if deadline.until else "")


@register.filter
def clock_moment(moment: datetime) -> str:
    """A naive moment of Japan's time: 令和8年11月24日 9時05分."""
    return f"{wareki(moment.date())} {moment.hour}時{moment.minute:02d}分"


@register.simple_tag
def event_details(event: Event) -> str:
    """What an event says besides its date."""
    return details(event)
