"""The directory's one spelling, and what a misspelt word may have meant."""

from __future__ import annotations

import pytest

from renkei.offices.rules import searching


@pytest.mark.parametrize(
    ("spellings", "folded"),
    [
        (("グループホーム　アオゾラ", "ｸﾞﾙｰﾌﾟﾎｰﾑあおぞら", "ぐる-ぷほ―むアオゾラ"), "ぐるぷほむあおぞら"),
        (("株式会社ＬＩＴＡ", "株式会社lita", "株式會社 Lita"), "株式会社lita"),
        (("茅ヶ崎", "茅ケ崎", "茅が崎", "茅ｹ崎", "茅ガ﨑"), "茅が崎"),
        (("佐々木", "佐佐木"), "佐佐木"),
        (("渡邊・齋藤", "渡辺斉藤", "渡邉　斎藤"), "渡辺斎藤"),
        (("う゛ぃれっじ", "ヴィレッジ", "ヴイレツジ"), "ゔいれつじ"),
        (("御幸町二丁目３番１号", "御幸町2-3-1", "御幸町２丁目３ー１", "御幸町2丁目3の1", "御幸町2丁3番地1"), "御幸町2-3-1-"),
        (("第二ひまわり", "第２ヒマワリ"), "第2-ひまわり"),
        (("北三条西五丁目", "北3条西5"), "北3-条西5-"),
        (("Ｂ’ｓ　Ｗｏｒｋ", "b's-work"), "bswork"),
        (("", "・", "ー", "―_　"), ""),
    ],
)  # fmt: skip
def test_fold(spellings: tuple[str, ...], folded: str) -> None:
    assert {searching.fold(text) for text in spellings} == {folded}


@pytest.mark.parametrize(
    ("typed", "spellings"),
    [
        ("あお　ｿﾞﾗ", [("あお",), ("ぞら",)]),
        ("2", [("2",)]),  # the number may go on: 2, 21 …
        ("2丁目", [("2-",)]),  # … or not
        ("2-3", [("2-3",)]),
        ("ヶ崎", [("が崎", "け崎", "か崎")]),
        ("けやき", [("けやき", "がやき")]),
        ("々木", [("木",)]),
        ("055-900-0003", [("0559000003",)]),
        ("０５５（９００）０００３", [("0559000003",)]),
        ("900ー0003", [("900-0003", "9000003")]),
        ("_ ー %", []),
        ("a " * 20, [("a",)] * 8),
    ],
)
def test_words(typed: str, spellings: list[tuple[str, ...]]) -> None:
    assert [word.spellings for word in searching.words_of(typed)] == spellings


def test_the_index_holds_names_before_everything_else() -> None:
    text = searching.search_text(["三条の家", "さんじょう"], ["さんじょう", "0559000003", ""])
    assert text == "\n3-条の家\n三条の家\nさんじよう\n\t0559000003-\t"
    assert searching.grams("\n佐藤\n\t家\t") == sorted(["佐", "藤", "佐藤", "家"])
    assert (searching.grams_of("佐藤家"), searching.grams_of("窮")) == (["佐藤", "藤家"], ["窮"])


@pytest.mark.parametrize(
    ("typed", "name", "how"),
    [
        ("あおぜら", "あおぞら", 0),  # wrong
        ("あおら", "あおぞら", 0),  # missing
        ("あおぞぞら", "あおぞら", 0),  # too many
        ("あぞおら", "あおぞら", 0),  # swapped
        ("おおぞら", "あおぞら", 0),  # at the edge
        ("あおぜら", "あおぞらほむ", 1),
        ("あおぜら", "ほむあおぞら", 2),
        ("あぜおら", "あおぞら", None),  # two
        ("あお", "あか", None),  # too short to guess
    ],
)
def test_one_typing_error(typed: str, name: str, how: int | None) -> None:
    assert searching.distance(typed, name) == how
