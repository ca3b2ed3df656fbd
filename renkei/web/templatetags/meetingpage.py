"""What the pages and papers of a meeting draw: answers by seat, lines by kind, plain text with its ruby."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from renkei.contacts.enums import Possible
from renkei.contacts.queries.at_table import Seat, TextLine
from renkei.contacts.queries.slots import SlotLine

register = template.Library()

#: ｜漢字《かんじ》 or 漢字《かんじ》: the notation of 青空文庫, which typists know.
_RUBY = re.compile(r"(?:｜([^｜《》\n]+)|([\u4e00-\u9fff々]+))《([^《》\n]+)》")


@register.filter
def plain_ruby(text: str) -> SafeString:
    """A text in lines; readings written as 漢字《かんじ》 become ruby."""
    return format_html_join(SafeString("<br>"), "{}", ((_line(line),) for line in str(text).splitlines()))


def _line(line: str) -> SafeString:
    parts, end = [], 0
    for found in _RUBY.finditer(line):
        word = found[1] or found[2]
        parts += [line[end : found.start()], format_html("<ruby>{}<rt>{}</rt></ruby>", word, found[3])]
        end = found.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, line[end:]]))


@register.simple_tag
def lines_of(lines: Iterable[TextLine], kind: str) -> list[TextLine]:
    """Lines of the minutes of one kind."""
    return [line for line in lines if line.line.kind == kind]


@register.filter
def of_item(discussed: Mapping[UUID | None, list[TextLine]], item: Any) -> list[TextLine]:
    """What was said to one item."""
    return discussed.get(item.pk, []) if item is not None else []


@register.simple_tag
def seat_answers(line: SlotLine, seats: Iterable[Seat]) -> list[tuple[str, str]]:
    """(whose, ○△× or a dash) of one date, in the order of the seats."""
    marks = {a.value: a.label[0] for a in Possible}
    return [
        (" ".join(w for w in (seat.body, seat.name) if w), marks.get(answer, "―"))
        for seat, answer in zip(seats, line.answers, strict=True)
    ]
