"""The scan of words: what must be found, in every writing, and ordinary welfare texts that must not be flooded."""

from __future__ import annotations

from datetime import date

import jaconv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.core.scan import FindKind, Known, found_in_place, found_in_text, replaced

KNOWN = Known(
    names=("髙橋 はるか",), kana=("たかはし はるか",), other_names=("旧姓 渡邊",), birth_date="1984-05-06",
    phones=("090-0000-1234",), case_numbers=("R8-7K3Q9",), certificate_numbers=("療育 第0012345号",),
    addresses=("みほん県みほん市桜ヶ丘町1-2 コーポ青空201",), third_parties=("髙橋 一郎",),
    facilities=("みほん社会復帰促進センター",), offices=("ひだまりの家",), nationality=("ベトナム",),
    diagnosis=("ウィリアムズ症候群",),
    places=frozenset({"みほん市", "となり市", "北区", "みほん県", "大阪府", "見本町"}),
    allowed_places=frozenset({"みほん市", "みほん県"}), allowed_phones=("099-999-0000",),
    allowed_names=("みほん市障害福祉課",), today=date(2026, 11, 27),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("高橋さんは朝が苦手", "NAME"), ("髙橋は朝が苦手", "NAME"), ("髙\u3000橋", "NAME"), ("高・橋はるか", "NAME"),
        ("はるかさんと呼んで", "NAME"), ("ハルカは朝が苦手", "NAME"), ("ﾀｶﾊｼﾊﾙｶ", "KANA"), ("たかはしという人", "KANA"),
        ("タカハシ ハルカ", "KANA"), ("タカ\u200bハシ", "KANA"), ("TAKAHASHI Haruka", "NAME"), ("Ｔａｋａｈａｓｉさん", "NAME"),
        ("T.H.さん", "INITIALS"), ("Ｈ・Ｔ", "INITIALS"), ("T氏は", "INITIALS"), ("渡辺の名で届く", "OTHER_NAME"), ("渡邉", "OTHER_NAME"),
        ("髙橋一郎が金を借りに来る", "THIRD_PARTY"), ("一郎さんとは会わない", "THIRD_PARTY"),
        ("昭和59年5月6日生", "BIRTH_DATE"), ("S59.5.6", "BIRTH_DATE"), ("１９８４／５／６", "BIRTH_DATE"), ("昭和五十九年五月六日", "BIRTH_DATE"),
        ("一九八四年五月六日", "BIRTH_DATE"), ("19840506", "BIRTH_DATE"), ("5月6日が誕生日", "BIRTH_DATE"), ("昭和59年生まれ", "BIRTH_DATE"),
        ("1984年の生まれ", "BIRTH_DATE"), ("5月生まれ", "BIRTH_DATE"),
        ("R7.3.3に面談", "DATE"), ("令和七年三月三日", "DATE"), ("三月三日から", "DATE"), ("3/3に面談", "DATE"), ("2026-12-20", "DATE"),
        ("R7.3に入院", "DATE"), ("平成30年から一人暮らし", "DATE"), ("12月24日に見学", "DATE"), ("2019年に父が亡くなり", "DATE"), ("H30年ごろ", "DATE"),
        ("42歳の方です", "AGE"), ("四十二才", "AGE"), ("４２歳です", "AGE"),
        ("携帯 090-0000-1234", "PHONE"), ("０９０００００１２３４", "PHONE"), ("〇九〇−〇〇〇〇−一二三四", "PHONE"), ("090 0000 1234", "PHONE"),
        ("(03)1234-5678", "PHONE"), ("+81 90 0000 1234", "PHONE"), ("0000-1234", "PHONE"), ("090・0000・1234", "PHONE"),
        ("taro@example.jp", "MAIL"), ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "MAIL"), ("LINE ID: taro_84", "MAIL"), ("https://example.jp/a", "MAIL"),
        ("桜ケ丘町に住んでいた", "ADDRESS"), ("桜ヶ丘町", "ADDRESS"), ("コーポ青空", "ADDRESS"), ("三丁目の実家", "ADDRESS"), ("12番地の3", "ADDRESS"),
        ("1-2-3", "ADDRESS"), ("一丁目二番三号", "ADDRESS"), ("〒123-4567", "ADDRESS"), ("201号室", "ADDRESS"), ("大字山下", "ADDRESS"),
        ("となり市の出身", "PLACE"), ("北区で暮らした", "PLACE"), ("大阪府から来た", "PLACE"), ("見本町の人", "PLACE"),
        ("手帳番号 12345", "NUMBER"), ("第0012345号", "NUMBER"), ("受給者証1234567890", "NUMBER"),
        ("ケースR8-7K3Q9", "CASE_NUMBER"), ("7K3Q9の件", "CASE_NUMBER"), ("ｒ８－７ｋ３ｑ９", "CASE_NUMBER"),
        ("みほん社会復帰促進センターから", "KNOWN_PLACE"), ("ひだまりの家にいた", "FACILITY"), ("桜川病院に通院", "FACILITY"),
        ("みどり特別支援学校を卒業", "FACILITY"), ("桜川駅の近く", "FACILITY"), ("第二若竹寮にいた", "FACILITY"),
        ("刑務所にいます", "BETRAYING"), ("出所後の住まい", "BETRAYING"), ("刑 務 所", "BETRAYING"), ("万引きをした", "BETRAYING"),
        ("覚せい剤をやめて", "BETRAYING"), ("保護観察中", "BETRAYING"), ("執行猶予", "BETRAYING"), ("窃盗を繰り返す", "BETRAYING"),
        ("弁護士の紹介", "BETRAYING"), ("罪名は伏せる", "BETRAYING"), ("ﾑｼｮ帰り", "BETRAYING"), ("警\u3000察に", "BETRAYING"),
        ("ベトナム語を話す", "NATIONALITY"), ("ウィリアムズ症候群", "DIAGNOSIS"),
    ],
)  # fmt: skip
def test_it_is_found(text: str, kind: str) -> None:
    assert kind in [f.kind.name for f in found_in_text(text, KNOWN)]


@pytest.mark.parametrize(
    "text",
    [
        "", "買い物の練習を手伝ってほしい。夜は一人で休めます。", "以前のグループホームは3年で卒業しました。", "月1回の通院、薬は朝と夜の1日2回。",
        "金銭管理は週1回、5,000円ずつ渡す形が合っています。", "2階より1階の部屋を希望。家賃は4万円くらいまで。", "以前より落ち着いて過ごせる場所が合います。", "通っていた作業所は、しばらく病院のそばにありました。",
        "精神科病院に月2回通院し、訪問看護を利用しています。", "最寄りの駅まで歩ける所。", "特別支援学校を卒業し、就労継続支援B型事業所に通っていた。",
        "歯列矯正を終えました。尿道留置カテーテルがあります。", "罪悪感を持ちやすいので、叱らずに伝えてください。", "詐欺の被害に遭いやすく、契約は一緒に確かめます。",
        "家庭裁判所の後見の手続きを準備しています。", "療育手帳B2、障害支援区分3。", "令和8年12月ごろからの利用を希望。", "2027年2月から",
        "市が月1回訪問し、相談支援専門員が3か月ごとに計画を見直します。", "20歳未満の方とは別の部屋が安心です。65歳以上も可。",
        "一番苦手なのは大きな音です。二人部屋は難しい。", "本人は料理が好きで、カレーやハンバーグを作ります。", "朝は8時に起き、夜は22時に寝ます。",
        "読み書きは小学3年生くらい。漢字にはふりがなを付けてください。", "てんかんの発作は年に1～2回。発作時は5分見守る。", "アパートで一人暮らしの経験が10年あります。",
        "日中は作業所に通い、休日は図書館で過ごします。", "たばこは1日10本。飲酒はしません。", "統合失調症の診断があり、服薬は自分でできます。",
        "職員は24時間365日いてほしい。", "1/2の量で足ります。", "4月から9月まで", "ADHDの特性があり、IQは60台。", "高い所が苦手です。橋は渡れます。",
        "みほん市が相談に応じます。", "困ったときは基幹相談支援センターが駆けつけます。", "20歳ごろに発病し、入退院を繰り返してきた。",
        "コロナの予防接種は済んでいます。", "生活保護の申請を予定しています。障害年金2級。", "家族とは疎遠です。母とは年に数回会います。",
        "小学校や中学校の近くは避けたい。", "字を書くのが苦手で、名前は書けます。", "近所の病院まで送迎が必要です。", "10年間働いた経験があります。",
    ],
)  # fmt: skip
def test_ordinary_words_pass(text: str) -> None:
    assert [(f.kind.name, f.text) for f in found_in_text(text, KNOWN)] == []


@pytest.mark.parametrize("text", ["高橋市の障害福祉課", "みほん市障害福祉課　電話 099-999-0000"])
def test_a_place_may_be_called_like_the_person_and_the_asking_body_may_be_called(text: str) -> None:
    assert found_in_place(text, KNOWN) == []
    assert found_in_place(f"{text}　髙橋はるか", KNOWN)


@given(st.text("高橋はるかタカ090-1234 R7.3年月日歳丁目刑務所市、。 ﾊﾞ\u3099\u200b々", max_size=30))
def test_every_find_says_where_and_what_was_put_in_is_not_found_again(text: str) -> None:
    found = found_in_text(text, KNOWN)
    for find in found:
        assert text[find.start : find.end] == find.text != ""
    for find in found:
        assert found_in_text(find.replacement or "", KNOWN) == []
    assert len(replaced(text, found)) >= 0


@given(
    st.sampled_from(["髙橋", "たかはし", "タカハシ", "ﾀｶﾊｼ", "はるか", "ハルカ"]),
    st.sampled_from(["", " ", "\u3000", "・", "\u200b"]),
)
def test_however_it_is_spaced(name: str, gap: str) -> None:
    assert found_in_text(f"担当は{gap.join(name)}さんに会った", KNOWN)


def _kinds(text: str, *, name: str, kana: str) -> set[str]:
    known = Known(names=(name,), kana=(kana,), today=date(2026, 11, 27))
    return {f.kind.name for f in found_in_text(text, known)}


@pytest.mark.parametrize(
    ("kana", "word", "name"),
    [
        ("のぞみ", "本人ののぞみは一人暮らしです", "のぞみさんは一人暮らしです"),
        ("のぞみ", "ごのぞみどおりに進めます", "のぞみは一人暮らしです"),
        ("ただし", "ただし、夜間は電話で対応します", "ただしは夜間に電話をします"),
        ("ただし", "支援は週2回。ただし祝日は休みます", "ただしが休みます"),
        ("はじめ", "はじめは見守りが要ります", "はじめさんは見守りが要ります"),
        ("はるか", "前よりはるかに多く食べます", "はるかに聞いてください"),
        ("しずか", "しずかな部屋がよい", "しずかが部屋にいる"),
        ("あきら", "理由をあきらかにしてください", "あきらが説明します"),
        ("あき", "あきがあれば見学したい", "あきさんは見学したい"),
        ("いま", "いまは通院していません", "いまさんは通院していません"),
    ],
)
def test_a_name_that_is_a_word_is_left_to_a_second_person_and_never_passed(kana: str, word: str, name: str) -> None:
    """As a word: found, softly. As a name, in katakana, with the family name beside it, or called: refused for good."""
    person = {"name": "見本 " + kana, "kana": "みほん " + kana}
    assert _kinds(word, **person) <= {"WORD"}  # inside a longer word it was never a name
    assert _kinds(word, name="髙橋 実", kana="たかはし みのる") == set()
    for text in (
        name,
        word.replace(kana, jaconv.hira2kata(kana)),
        word.replace(kana, f"みほん{kana}"),
        word.replace(kana, f"{kana}さん"),
    ):
        kinds = _kinds(text, **person)
        assert kinds & {"NAME", "KANA"}, text
        assert "WORD" not in kinds, text
    assert not FindKind.WORD.firm


def test_a_word_at_the_place_of_a_name_is_seen() -> None:
    words = ("本人ののぞみは", "ただし、夜間は", "はじめは見守り", "あきがあれば", "いまは通院", "まえは入院")
    names = ("のぞみ", "ただし", "はじめ", "あき", "いま", "まえ")
    for word, kana in zip(words, names, strict=True):
        assert _kinds(word, name=f"見本 {kana}", kana=f"みほん {kana}") == {"WORD"}, word
