"""支援経過記録 in the demo: half a year of a coordinator's contacts, a ひな形 of his own, and a confirmed month in two versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from renkei.contacts import services as contacts
from renkei.coordination.queries import guide
from renkei.core.clock import day_of
from renkei.jobs.demo.cast import Cast
from renkei.policy.actor import Actor
from renkei.policy.enums import Role
from renkei.stats.queries.activity import works
from renkei.stats.services import confirm_report

if TYPE_CHECKING:
    from renkei.cases.models import Case

#: days ago, method, counterpart, item, class, minutes, travel, text, next step (days from now)
_NOTES: tuple[tuple[int, str, str, str, str, int, int | None, str, int | None], ...] = (
    (0, "phone", "person", "a", "welfare", 15, None, "体調はよいとのこと。見学の日を楽しみにしている。", 3),
    (2, "phone", "office", "a", "summary", 10, None, "見学の候補日を三つ聞いた。", None),
    (6, "visit", "office", "b", "welfare", 60, 40, "夜の声かけの仕方を、職員の方と一緒に決めた。", 10),
    (
        9,
        "accompany",
        "person",
        "a",
        "welfare",
        120,
        30,
        "役所で手続に同行した。書類が一つ足りず、次回に持っていく。",
        None,
    ),
    (20, "letter", "government", "a", "summary", 10, None, "支給決定の書類を送った。", None),
    (36, "phone", "center", "a", "justice_outline", 20, None, "面会の日程を聞いた。", None),
    (44, "prison_visit", "person", "a", "justice_outline", 60, 150, "これからの暮らしの希望を聞いた。", None),
    (68, "visit", "person", "b", "welfare", 45, 30, "部屋の片付けを一緒にした。", None),
    (95, "meeting", "plan_office", "c3", "summary", 90, 20, "支援の分担を確かめた。", None),
    (130, "online", "medical", "a", "welfare", 30, None, "通院先と、薬の受け取り方を相談した。", None),
)


def tell_notes(*, cast: Cast, now: datetime, leads: Sequence[tuple[str, str, Role]]) -> None:
    """Ten contacts on each of three cases of the first commissioned body, and last month confirmed, then corrected."""
    _, key, role = next((lead for lead in leads if lead[2] is Role.CORE_OFFICER), leads[0])
    actor = cast.actor(key, role, now)
    found = guide.listed(actor=actor, at=now, mine=True)
    cases = list(found.filter(status__in=("coordinating", "placed"), center__isnull=False)[:3])
    for number, case in enumerate(cases):
        for line in _NOTES[: len(_NOTES) - number * 3]:
            _write(actor, case, line, now, number)
    contacts.save_template(
        actor=actor, code="", now=now, name="保護観察所と電話", method="phone", counterpart="probation", item="a",
        info_class="justice_outline", minutes=15, text="用件：\n結果：\n",
    )  # fmt: skip
    if cases:
        _confirm(cast.actor(key, Role.CORE_MANAGER, now), actor, cases[0], now)


def _write(actor: Actor, case: Case, line: tuple[Any, ...], now: datetime, number: int) -> None:
    days, method, counterpart, item, info_class, minutes, travel, text, due = line
    contacts.write_note(
        actor=actor, case=case, info_class=info_class, now=now, at=now - timedelta(days=days, hours=number, minutes=minutes),
        minutes=minutes, travel_minutes=travel, method=method, counterpart=counterpart, item=item, text=text,
        next_step="その後の様子を聞く" if due else "", next_due=day_of(now) + timedelta(days=due) if due else None,
        shareable=days == 2,
    )  # fmt: skip


def _confirm(manager: Actor, writer: Actor, case: Case, now: datetime) -> None:
    """The month is reported; then a note of it comes late, and a second version says so."""
    last = day_of(now).replace(day=1) - timedelta(days=1)
    work = next(w for w in works(actor=manager) if w.body.pk == manager.organisation_id)
    confirm_report(actor=manager, work=work, month=last, now=now)
    late = now - timedelta(days=day_of(now).day)
    contacts.write_note(
        actor=writer, case=case, info_class="summary", now=now, at=late, minutes=20, method="phone", counterpart="housing",
        item="a", text="大家さんと、鍵の受け渡しの日を決めた。", next_step="", next_due=None, shareable=False,
    )  # fmt: skip
    confirm_report(actor=manager, work=work, month=last, now=now, reason="記録の入力もれを加えたため")
