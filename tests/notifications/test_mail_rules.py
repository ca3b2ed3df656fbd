"""When a mail goes out: at once, after the quiet, in the morning; and what no mail ever says."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.core.calendar import is_open_day
from renkei.core.clock import TOKYO
from renkei.notifications.enums import NEVER_MAILED, URGENT, Group, Kind, MailMode, group_of
from renkei.notifications.rules import Line, Wish, body, due_at, end_of_quiet, next_digest, subject

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)).map(lambda d: d.replace(tzinfo=TOKYO))
CLOCKS = st.times()
WISHES = st.builds(
    Wish, mode=st.sampled_from(MailMode.values), quiet_from=CLOCKS, quiet_to=CLOCKS, quiet_closed=st.booleans(),
    digest_at=CLOCKS,
)  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-24T09:00", "2026-11-24T09:00"),  # a Tuesday morning
        ("2026-11-24T20:00", "2026-11-25T07:00"),  # the night begins at eight
        ("2026-11-24T19:59", "2026-11-24T19:59"),
        ("2026-11-24T06:59", "2026-11-24T07:00"),
        ("2026-11-20T21:00", "2026-11-24T07:00"),  # a Friday night before the three days of 勤労感謝の日
        ("2026-12-28T21:00", "2027-01-04T07:00"),  # 12/29–1/3 and their nights
    ],
)
def test_at_once_waits_for_the_end_of_nights_and_closed_days(now: str, due: str) -> None:
    assert end_of_quiet(Wish(), at(now)) == at(due)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-24T07:59", "2026-11-24T08:00"),
        ("2026-11-24T08:00", "2026-11-24T08:00"),
        ("2026-11-24T08:01", "2026-11-25T08:00"),
        ("2026-11-20T12:00", "2026-11-24T08:00"),
    ],
)
def test_the_digest_comes_on_the_next_open_morning(now: str, due: str) -> None:
    assert next_digest(Wish(mode=MailMode.DIGEST), at(now)) == at(due)


@given(WISHES, MOMENTS)
def test_what_is_urgent_passes_every_quiet_but_not_a_no(wish: Wish, now: datetime) -> None:
    assert due_at(wish, is_urgent=True, now=now) == (None if wish.mode == MailMode.NONE else now)


@given(WISHES, MOMENTS)
def test_a_mail_is_never_early_nor_in_the_quiet_nor_lost(wish: Wish, now: datetime) -> None:
    due = due_at(wish, is_urgent=False, now=now)
    if wish.mode == MailMode.NONE:
        assert due is None
        return
    assert due is not None
    assert now - timedelta(minutes=1) < due < now + timedelta(days=14)
    if wish.quiet_closed:
        assert is_open_day(due.date())
    if wish.mode == MailMode.AT_ONCE:
        assert end_of_quiet(wish, due) == due


@given(MOMENTS)
def test_without_quiet_hours_at_once_is_at_once(now: datetime) -> None:
    assert end_of_quiet(Wish(quiet_from=time(0), quiet_to=time(0), quiet_closed=False), now) == now


def test_no_mail_of_any_kind_has_room_for_a_person() -> None:
    """All kinds: the whole mail is the sentence, the number, the link and our own fixed words."""
    number, link = "R8-ABCDE", "/cases/5f1c/"
    for kind in Kind:
        for base in ("", "https://renkei.example.jp"):
            text = body([Line(kind.label, number, link)], base_url=base)
            left = text.replace(kind.label, "").replace(number, "").replace(f"{base}{link}", "")
            assert left == body([Line("", number, link)], base_url=base).replace(number, "").replace(
                f"{base}{link}", ""
            )
        assert not re.search(r"[A-Z]\d*-[A-Z0-9]{5}|様|氏名|罪|さん", subject(1) + subject(7))


@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_no_sentence_could_name_anybody(kind: Kind) -> None:
    """No placeholder to fill in, no name, no date, no offence: a sentence is the same for everybody."""
    assert not re.search(r"[%{}<>]|\d{4}年|様|殿|罪名は|生年月日", kind.label)


def test_a_mail_says_number_and_link_and_keeps_the_order() -> None:
    lines = [Line(Kind.ASSIGNED.label, "R8-AAAAA", "/cases/1/"), Line(Kind.CASE_MOVED.label, "R8-BBBBB", "/cases/2/")]
    text = body(lines, base_url="https://renkei.example.jp")
    assert subject(len(lines)) == "れんけい：お知らせ（2件）"
    assert text.index("R8-AAAAA") < text.index("https://renkei.example.jp/cases/1/") < text.index("R8-BBBBB")
    assert "http" not in body(lines, base_url="")


def test_links_lead_into_this_house_alone() -> None:
    assert "evil" not in body([Line("…", "", "https://evil.example/")], base_url="https://renkei.example.jp")


def test_every_kind_has_its_group_and_the_lists_name_known_ones() -> None:
    assert {g for kind in Kind if (g := group_of(kind))} == set(Group)
    assert not URGENT & NEVER_MAILED
