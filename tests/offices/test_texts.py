"""One spelling for search and comparison."""

from __future__ import annotations

import pytest

from renkei.offices.rules import hours, texts


@pytest.mark.parametrize(
    ("published", "folded"),
    [
        ("グループホーム　アオゾラ", "ぐるーぷほーむあおぞら"),
        ("ｸﾞﾙｰﾌﾟﾎｰﾑあおぞら", "ぐるーぷほーむあおぞら"),
        ("株式会社ＬＩＴＡ", "株式会社lita"),
        ("う゛ぃれっじ", "ゔぃれっじ"),
        ("御幸町１６ー１", "御幸町16-1"),
        ("", ""),
    ],
)
def test_search_fold(published: str, folded: str) -> None:
    assert texts.search_fold(published) == folded


def test_name_key_ignores_width_spaces_and_marks() -> None:
    assert texts.name_key("Ｂ’ｓ　Ｗｏｒｋ") == texts.name_key("B's Work") == "bswork"


@pytest.mark.parametrize(
    ("published", "shown", "digits", "wide", "odd"),
    [
        ("055-900-0003", "055-900-0003", "0559000003", False, False),
        ("０５５－９００－０００３", "055-900-0003", "0559000003", True, False),
        ("09012345678", "090-1234-5678", "09012345678", False, False),
        ("0312345678", "03-1234-5678", "0312345678", False, False),
        ("0120123456", "0120-123-456", "0120123456", False, False),
        ("0559000003", "0559000003", "0559000003", False, False),  # where it divides is not known
        ("(055)900-0003", "055-900-0003", "0559000003", False, False),
        ("055--900-0003", "055-900-0003", "0559000003", False, False),
        ("055-900", "055-900", "055900", False, True),
        ("0", "0", "0", False, True),
        ("-", "", "", False, False),
        ("", "", "", False, False),
    ],
)
def test_phone(published: str, shown: str, digits: str, wide: bool, odd: bool) -> None:
    assert texts.phone(published) == texts.Phone(shown, digits, wide, odd)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [("3丁目1−2", "3丁目1?2", True), ("喜怒哀楽", "喜怒哀\ufffd", True), ("あおぞら", "あお?ら荘", False),
     ("あおぞら", "あおぞら", False)],
)  # fmt: skip
def test_lost_characters_are_no_change(old: str, new: str, same: bool) -> None:
    assert texts.same_but_replaced(old, new) is same


def test_kanji_numbers_before_block_words() -> None:
    assert texts.arabic("二十三番十号十三東三丁目") == "23番10号十三東3丁目"


@pytest.mark.parametrize(
    ("published", "said"),
    [
        ("09:00-18:00", "9:00～18:00"),
        ("00:00-00:00", "休み"),
        ("00:00-23:59", "24時間"),
        ("", ""),
        ("応相談", "応相談"),
    ],
)
def test_hours(published: str, said: str) -> None:
    assert hours.say(published) == said
