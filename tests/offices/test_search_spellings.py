"""One result whichever way it is typed: the same offices for every mixture of widths, kinds of kana and 異体字."""

from __future__ import annotations

from uuid import UUID

import jaconv
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renkei.core.name_variants import _TABLE
from renkei.offices import queries
from renkei.offices.models import Office, OfficeIndex
from renkei.offices.queries import Criteria
from renkei.offices.rules.searching import fold
from renkei.offices.services import index_offices
from renkei.policy.actor import system_actor
from tests.kit.world import START
from tests.offices.test_search import ACTOR
from tests.offices.wamnet import row, take

pytestmark = pytest.mark.django_db
NAMES = (
    "グループホーム茅ヶ崎", "グループホーム茅の里", "渡邊ショートステイ", "渡辺デイサービス", "齋藤作業所", "ＬＩＦＥホーム沢",
    "佐々木の家", "パートナー桜", "ヴィレッジ澤", "ケアホームひので", "第二ひまわり", "青空荘",
)  # fmt: skip


@pytest.fixture
def directory() -> None:
    take([
        row(n, name=name, kana=f"かな{n}", corporation_name="社会福祉法人みほん", street="三園町二丁目３番１号" if n == 1 else f"本町{n}番")
        for n, name in enumerate(NAMES, start=1)
    ])  # fmt: skip


def ids(words: str) -> list[UUID]:
    return [r.id for r in queries.search(actor=ACTOR, criteria=Criteria(words=words)).rows]


def names(words: str) -> list[str]:
    return [r.name for r in queries.search(actor=ACTOR, criteria=Criteria(words=words)).rows]


@pytest.mark.parametrize(
    "ways",
    [
        ("三園町2丁目3番1号", "三園町二丁目三番一号", "三園町２－３－１", "三園町2ー3ー1", "三園町 2丁目 3番", "三園町2の3の1"),
        ("渡邊", "渡辺", "渡邉", "渡邊 渡辺"),
        ("ショートステイ", "ｼｮｰﾄｽﾃｲ", "しょーとすてい", "シヨ-トステイ", "ショトステイ"),
        ("茅ヶ崎", "茅ケ崎", "茅が崎", "茅ヶ﨑", "ヶ崎", "が崎", "茅ヶ"),
        ("第二ひまわり", "第2ヒマワリ", "第２ひまわり"),
        ("life", "ＬＩＦＥ", "Life"),
        ("社会福祉法人みほん", "（福）みほん", "(福)みほん", "社福みほん", "（社福） みほん", "社会福祉法人 みほん"),
    ],
)  # fmt: skip
def test_the_same_offices(directory: None, ways: tuple[str, ...]) -> None:
    found = {way: set(ids(way)) for way in ways}
    assert found[ways[0]]
    assert len({frozenset(f) for f in found.values()}) == 1, {way: names(way) for way in ways}


_GROUPS = {char: tuple(group) for group in _TABLE.split() for char in group}
_LARGE = dict(zip("ァィゥェォッャュョ", "アイウエオツヤユヨ", strict=True))


def test_a_company_is_found_however_its_kind_is_written() -> None:
    take([
        row(1, name="ひので", corporation_name="株式会社あさひ"), row(2, name="ゆうひ", corporation_name="㈱あさひ"),
        row(3, name="つきの", corporation_name="（株）あさひ"), row(4, name="ほしの", corporation_name="有限会社あさひ"),
        row(5, name="かわの", corporation_name="ＮＰＯ法人あさひ"), row(6, name="うみの", corporation_name="特定非営利活動法人あさひ"),
    ])  # fmt: skip
    for typed in ("株式会社あさひ", "㈱あさひ", "(株)あさひ", "（株）アサヒ", "株式会社　あさひ"):
        assert set(names(typed)) == {"ひので", "ゆうひ", "つきの"}, typed
    assert set(names("㈲あさひ")) == {"ほしの"}
    for typed in ("NPO法人あさひ", "特定非営利活動法人あさひ", "（特非）あさひ"):
        assert set(names(typed)) == {"かわの", "うみの"}, typed
    assert "ひので" in names("式会社")  # a part of what is written out still finds it


def ways_of(char: str, before: str) -> list[str]:
    """How somebody may type this character."""
    if char == "ー":
        return ["ー", "-", "―", "－", "ｰ", "‐", ""]
    if char in "ヶ" and before:
        return ["ヶ", "ケ", "が", "ガ", "ｶﾞ", "か"]
    kata = jaconv.hira2kata(char)
    if kata != char or jaconv.kata2hira(char) != char:
        large = _LARGE.get(kata, kata)
        return [way for k in (kata, large) for way in (k, jaconv.kata2hira(k), jaconv.z2h(k))]
    plain = jaconv.z2h(char, ascii=True, digit=True)
    return list(_GROUPS.get(char, (plain, plain.upper(), plain.lower(), jaconv.h2z(plain, ascii=True, digit=True))))


@st.composite
def typed_ways(draw: st.DrawFn) -> tuple[str, str]:
    """(a part of a name, the same part as somebody else types it)."""
    name = draw(st.sampled_from(NAMES))
    start = draw(st.integers(0, len(name) - 2))
    end = draw(st.integers(start + 2, len(name)))
    part = name[start:end]
    other = "".join(draw(st.sampled_from(ways_of(c, part[:n]))) for n, c in enumerate(part))
    return part, other


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed_ways())
def test_any_mixture_finds_the_same(directory: None, ways: tuple[str, str]) -> None:
    part, other = ways
    if fold(part):
        assert ids(part), part
        assert ids(other) == ids(part), ways


def test_the_name_itself_comes_first_then_beginnings_then_the_rest() -> None:
    take([
        row(1, name="作業所ひなた", area="静岡県熱海市"), row(2, name="ひなた作業所", area="静岡県三島市"), row(3, name="ひなた", kana="ひなた"),
        row(4, name="みどり", corporation_name="ひなた会", area="静岡県伊東市"),
    ])  # fmt: skip
    assert names("ヒナタ") == ["ひなた", "ひなた作業所", "作業所ひなた", "みどり"]
    assert names("ひなた作業所") == ["ひなた作業所"]
    assert names("ひなた 作業所") == ["ひなた作業所", "作業所ひなた"]  # together they are the name of one


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("渡邊ショーツステイ", ["渡邊ショートステイ"]),
        ("ショトーステイ", []),  # the long vowel does not count: found
        ("青宙荘", ["青空荘"]),
        ("くるーぷほーむ茅の里", ["グループホーム茅の里"]),
        ("齋藤 作業処所", ["齋藤作業所"]),
        ("まったくちがうもの", []),
    ],
)
def test_a_typing_error_is_offered_only_when_nothing_is_found(directory: None, typed: str, offered: list[str]) -> None:
    result = queries.search(actor=ACTOR, criteria=Criteria(words=typed))
    assert [s.name for s in result.suggestions] == offered
    assert not (result.total and result.suggestions)
    elsewhere = queries.search(actor=ACTOR, criteria=Criteria(words=typed, prefecture="13"))
    assert elsewhere.suggestions == ()  # the other conditions hold for what is offered, too


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("沼津氏", ("沼津市",)),
        ("沼津巿 みほん", ("沼津市 みほん",)),
        ("沼津市", ()),
        ("ぬま", ()),
        ("まったくちがう市", ()),
    ],
)
def test_a_wrong_letter_in_the_name_of_a_town_is_offered(directory: None, typed: str, other: tuple[str, ...]) -> None:
    result = queries.search(actor=ACTOR, criteria=Criteria(words=typed))
    assert result.respelled == other
    assert all(ids(words) for words in result.respelled)


def test_the_index_is_made_anew(directory: None) -> None:
    OfficeIndex.objects.filter(office__name="青空荘").update(search_text="\nふるい\n\t", grams=["ふ", "る"])
    assert names("青空") == []
    assert index_offices(actor=system_actor("directory_import"), now=START) == (len(NAMES), 1)
    assert names("青空") == ["青空荘"]
    assert names("ふる") == []
    assert Office.objects.count() == len(NAMES)
