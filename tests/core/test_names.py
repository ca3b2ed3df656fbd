"""One spelling for what people write differently; the index holds numbers only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.core import blind_index, names
from renkei.core.key_encryption import KeyStoreError

FOUND = [
    ("高橋", "髙橋 一郎"), ("崎", "﨑山"), ("崎本", "嵜本"), ("渡辺", "渡邊"), ("渡邉", "渡辺"), ("斎藤", "齋藤"), ("斉藤", "齊藤"),
    ("沢田", "澤田"), ("浜口", "濱口"), ("吉野", "𠮷野家"), ("広瀬", "廣瀬"), ("桜井", "櫻井"), ("島", "嶋田"), ("富田", "冨田"),
    ("佐々木", "佐佐木"), ("佐佐木", "佐々木"), ("神谷", "神谷"), ("葛", "葛󠄁城"), ("林", "林太郎"), ("村", "中村"),
    ("ｻｲﾄｳ", "さいとう"), ("サイトー", "さいとう"), ("おおの", "オオノ"), ("オーノ", "おおの"), ("おうの", "おおの"), ("けーこ", "けいこ"),
    ("うち", "おおうち"), ("りょうこ", "りようこ"), ("ジョン", "ｼﾞｮﾝ"), ("みづき", "ミズキ"), ("SMITH", "Ｓｍｉｔｈ"), ("見本太郎", "見本　太郎"),
    ("マリア・ゴメス", "マリアゴメス"), ("関ケ原", "関ヶ原"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "name"), FOUND)
def test_what_is_typed_finds_what_is_kept(words: str, name: str) -> None:
    assert names.pieces_wanted(words) <= names.pieces_of(name)
    assert names.matches(words, name)


@pytest.mark.parametrize(
    ("words", "name"), [("山田", "田山"), ("おの", "さとう"), ("高", "安田"), ("たろう", "たろ"), ("太郎", "太一郎")]
)
def test_what_differs_is_not_found(words: str, name: str) -> None:
    assert not names.matches(words, name)


@pytest.mark.parametrize("words", ["", " ", "あ", "ー", "・", "ｱ"])
def test_too_little_gives_no_pieces(words: str) -> None:
    assert names.pieces_wanted(words) == set()


@given(
    st.text("あいうおかがさざとどーっゃアイウオカサト高髙崎﨑邊辺々 ", max_size=8),
    st.text(max_size=4),
    st.text(max_size=4),
)
def test_whatever_matches_is_in_the_index(words: str, before: str, after: str) -> None:
    name = before + words + after
    if names.pieces_wanted(words) and names.matches(words, name):
        assert names.pieces_wanted(words) <= names.pieces_of(name)


def test_the_index_depends_on_its_key_and_holds_no_text(settings, tmp_path) -> None:
    pieces = names.pieces_of("見本太郎")
    settings.KEY_DIR = tmp_path / "one"
    with pytest.raises(KeyStoreError, match="index_names"):
        blind_index.tokens(pieces)
    blind_index.make_key()
    mine = blind_index.tokens(pieces)
    settings.KEY_DIR = tmp_path / "two"
    blind_index.make_key()
    assert set(mine).isdisjoint(blind_index.tokens(pieces))
    assert len(mine) == len(pieces)
    assert mine == sorted(mine)
