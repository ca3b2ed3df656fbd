"""研修 in the demo: one in every state, with registrations, a waiting list, attendance, replies and certificates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from renkei.core.clock import TOKYO
from renkei.jobs.demo.cast import Cast
from renkei.policy.actor import Actor
from renkei.policy.enums import Role
from renkei.programme.queries.training import get_training, link_token
from renkei.programme.queries.training_people import roster
from renkei.programme.services import training, training_days, training_seats, training_sides
from renkei.programme.services.training_seats import Person

#: state, days from now, title, kind, aims, capacity
_PLANNED = (
    ("preparing", 60, "見学会：受け入れている事業所をたずねる", "visit", "受け入れの経験がある事業所を見学し、工夫を聞きます。", 12),
    ("open", 21, "地域で支えるための基礎研修（第2回）", "training", "罪に問われた障害のある人の暮らしと、支え方の基本を学びます。", 4),
    ("closed", 5, "困りごとの背景を考える事例検討会", "case_study", "だれのことか分からない形にした事例で、関わり方を話し合います。", None),
    ("held", -1, "相談支援専門員のための研修", "training", "計画相談で気を付けることと、相談できる先を確かめます。", 30),
    ("done", -80, "地域で支えるための基礎研修（第1回）", "training", "罪に問われた障害のある人の暮らしと、支え方の基本を学びます。", 30),
    ("cancelled", 10, "市民向け講演会", "awareness", "地域で共に暮らすことを考える講演会です。", None),
)  # fmt: skip
_GUESTS = ("花里 一葉", "星影 二葉", "霞 三葉", "虹川 四葉", "森野 五葉", "泉水 六花")
_SAID = (
    "具体的な声のかけ方が分かりました。", "ほかの事業所の話を聞けてよかったです。", "", "夜間の相談先をもっと知りたいです。",
    "", "次は見学会に参加したいです。", "職場で共有します。", "",
)  # fmt: skip


def tell_training(*, cast: Cast, now: datetime, leads: Sequence[tuple[str, str, Role]]) -> None:
    """By the first commissioned body, in the name of its municipality, jointly with the centre where it is the basic course."""
    town, body, role = next(lead for lead in leads if lead[2] is Role.CORE_OFFICER)
    for state, days, title, kind, aims, capacity in _PLANNED:
        day = (now + timedelta(days=days)).astimezone(TOKYO).replace(hour=13, minute=30, second=0, microsecond=0)
        began = min(now, day) - timedelta(days=30)
        lead = cast.actor(body, role, began)
        thing = training.plan(
            actor=lead, municipality_id=cast.organisations[town].pk, now=began, title=title, kind=kind, aims=aims, starts_at=day,
            ends_at=day + timedelta(hours=2), deadline=day - timedelta(days=3), way="both" if "基礎" in title else "place",
            place="みらい市民会館 2階 会議室", online_url="https://meet.example.jp/renkei-demo" if "基礎" in title else None,
            capacity=capacity, audience=["plan_office"] if "専門員" in title else ["housing", "daytime", "plan_office"],
            speakers="みらい県地域生活定着支援センター 職員", contact="基幹相談支援センター 099-000-0000",
            partner_id=cast.organisations["center"].pk if "基礎" in title else None,
        )  # fmt: skip
        if state != "preparing":
            _run(cast, lead, thing.pk, state, began, day)


def _run(cast: Cast, lead: Actor, pk: UUID, state: str, began: datetime, day: datetime) -> None:
    def step(name: str, at: datetime, **said: str) -> None:
        training.move(actor=lead, pk=pk, step=name, now=at, **said)

    step("open", began)
    training_sides.invite(actor=lead, pk=pk, office_ids=[], everybody=True, now=began + timedelta(hours=1))
    who = _register(cast, lead, pk, began + timedelta(days=1))
    if state == "cancelled":
        step("cancel", began + timedelta(days=2), reason="会場の都合により、日を改めて開きます。")
    if state in ("closed", "held", "done"):
        step("close", began + timedelta(days=20))
    if state in ("held", "done"):
        seats = [seat.pk for seat in roster(actor=lead, training=get_training(actor=lead, pk=pk)).registered]
        marks = dict(zip(seats, ["late", "part", *["present"] * len(seats)], strict=False))
        if state == "held":
            marks = dict(list(marks.items())[:4])
        training_days.mark_list(actor=lead, pk=pk, marks=marks, now=day + timedelta(minutes=20))
        step("hold", day + timedelta(hours=2))
    if state == "done":
        step("finish", day + timedelta(hours=3), summary="事業所どうしの話し合いの時間を、次は長くとる。")
        _after(lead, pk, who, day + timedelta(days=1))


#: Who answers the questionnaire: an account with its seat, or the secret of one's own link.
_Replier = tuple[Actor, UUID] | str


def _register(cast: Cast, lead: Actor, pk: UUID, at: datetime) -> list[_Replier]:
    """By accounts of offices, by the link, by telephone; the first gives the seat back."""
    who: list[_Replier] = []
    offices = [(key, role) for key, role in cast.members if role in (Role.OFFICE_CONTACT, Role.PLAN_OFFICER)][:5]
    for key, role in offices:
        actor = cast.actor(key, role, at)
        who.append((actor, training_seats.register(actor=actor, pk=pk, now=at).pk))
    for number, name in enumerate(_GUESTS, start=1):
        person = Person(name=name, job="support", office_name=f"みらい作業所{number}", phone="099-000-0002")
        if number <= _BY_LINK:
            who.append(training_seats.register_by_link(secret=link_token(pk), person=person, now=at))
        else:
            training_seats.enter(actor=lead, pk=pk, person=person, now=at)
    first = who.pop(0)
    if not isinstance(first, str):
        training_seats.cancel_seat(actor=first[0], seat_id=first[1], now=at + timedelta(hours=5))
    return who


def _after(lead: Actor, pk: UUID, who: list[_Replier], at: datetime) -> None:
    for number, replier in enumerate(who):
        said: dict[str, Any] = {
            "q_content": 5 - number % 2, "q_clear": 5 - number % 2, "q_worry": 4 - number % 2, "q_next": 5, "now": at,
            "text": _SAID[number % len(_SAID)],
        }  # fmt: skip
        if isinstance(replier, str):
            training_days.reply_by_link(secret=replier, **said)
        else:
            training_days.reply(actor=replier[0], seat_id=replier[1], **said)
    training_sides.add_file(actor=lead, pk=pk, title="当日の資料", content=_PDF, now=at)
    training_days.certify(actor=lead, pk=pk, now=at)


_BY_LINK = 4
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
