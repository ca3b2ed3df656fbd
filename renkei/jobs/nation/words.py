"""Names put together from parts, with their kana. No office of this name need exist; where one does, it is by chance."""

from __future__ import annotations

import random
from functools import cache
from itertools import accumulate

FIRST = (
    ("あおば", "あおば"), ("青空", "あおぞら"), ("朝日", "あさひ"), ("あすなろ", "あすなろ"), ("いちご", "いちご"), ("梅の里", "うめのさと"),
    ("えがお", "えがお"), ("大樹", "たいじゅ"), ("おひさま", "おひさま"), ("かがやき", "かがやき"), ("風の", "かぜの"), ("かたつむり", "かたつむり"),
    ("きずな", "きずな"), ("希望", "きぼう"), ("くすのき", "くすのき"), ("こころ", "こころ"), ("こもれび", "こもれび"), ("さくら", "さくら"),
    ("ささえ", "ささえ"), ("四つ葉", "よつば"), ("しらかば", "しらかば"), ("すみれ", "すみれ"), ("清流", "せいりゅう"), ("そよかぜ", "そよかぜ"),
    ("太陽", "たいよう"), ("たんぽぽ", "たんぽぽ"), ("つくし", "つくし"), ("翼", "つばさ"), ("ときわ", "ときわ"), ("虹", "にじ"), ("なごみ", "なごみ"),
    ("なの花", "なのはな"), ("のぞみ", "のぞみ"), ("花みずき", "はなみずき"), ("はばたき", "はばたき"), ("ひだまり", "ひだまり"), ("ひまわり", "ひまわり"),
    ("ふれあい", "ふれあい"), ("ほほえみ", "ほほえみ"), ("まごころ", "まごころ"), ("みのり", "みのり"), ("みらい", "みらい"), ("結", "ゆい"),
    ("ゆうあい", "ゆうあい"), ("夢", "ゆめ"), ("ライフ", "らいふ"), ("りんどう", "りんどう"), ("わかば", "わかば"), ("わかたけ", "わかたけ"), ("和", "なごみ"),
)  # fmt: skip
SECOND = (
    ("", ""), ("の家", "のいえ"), ("の里", "のさと"), ("の丘", "のおか"), ("の森", "のもり"), ("園", "えん"), ("会館", "かいかん"), ("工房", "こうぼう"),
    ("の杜", "のもり"), ("の郷", "のさと"), ("の会", "のかい"), ("学舎", "がくしゃ"), ("ハウス", "はうす"), ("サポート", "さぽーと"), ("プラス", "ぷらす"),
    ("ネット", "ねっと"), ("ステーション", "すてーしょん"), ("ひろば", "ひろば"), ("クラブ", "くらぶ"), ("センター", "せんたー"),
)  # fmt: skip
#: By service: what such an office calls itself.
OWN = {
    "11": ("ヘルパーステーション", "へるぱーすてーしょん"), "22": ("デイセンター", "でいせんたー"), "24": ("ショートステイ", "しょーとすてい"),
    "33": ("グループホーム", "ぐるーぷほーむ"), "34": ("自立訓練センター", "じりつくんれんせんたー"), "42": ("トレーニングセンター", "とれーにんぐせんたー"),
    "43": ("ワークス", "わーくす"), "45": ("ファクトリー", "ふぁくとりー"), "46": ("作業所", "さぎょうしょ"), "52": ("相談支援室", "そうだんしえんしつ"),
    "61": ("児童発達支援教室", "じどうはったつしえんきょうしつ"), "63": ("放課後クラブ", "ほうかごくらぶ"),
}  # fmt: skip
CORPORATIONS = (
    ("株式会社", "かぶしきがいしゃ", 37), ("社会福祉法人", "しゃかいふくしほうじん", 27), ("特定非営利活動法人", "とくていひえいりかつどうほうじん", 11),
    ("一般社団法人", "いっぱんしゃだんほうじん", 9), ("合同会社", "ごうどうがいしゃ", 10), ("医療法人", "いりょうほうじん", 6),
)  # fmt: skip
STREETS = ("本町", "中央", "緑町", "栄町", "東町", "西町", "南", "北", "旭町", "桜ケ丘", "若葉台", "元町", "新町", "泉", "川原", "大字山田", "字上野")  # fmt: skip

SURNAMES = (("仮野", "かりの"), ("架川", "かかわ"), ("試山", "ためやま"), ("測田", "はかりだ"), ("例沢", "れいざわ"), ("見本", "みもと"), ("仮名", "かな"), ("空木", "うつぎ"))  # fmt: skip
GIVEN = (("一", "はじめ"), ("二郎", "じろう"), ("三郎", "さぶろう"), ("四季", "しき"), ("五月", "さつき"), ("六花", "りっか"), ("七海", "ななみ"), ("八重", "やえ"))  # fmt: skip

SENTENCES = (
    "電話で近況を聞いた。体調は安定しており、通院も続けている。", "面談を行い、住まいの希望と日中の過ごし方について話し合った。",
    "事業所の見学に同行した。本人は落ち着いて説明を聞いていた。", "服薬の管理について、訪問看護と役割を確認した。",
    "金銭の管理に不安があるとの話があり、次回までに方法を検討する。", "関係機関と支援会議の日程を調整した。",
    "手帳の更新に必要な書類を確かめ、窓口に同行することにした。", "夜間の見守りの必要について、世話人から様子を聞き取った。",
    "本人から、日中は外で体を動かす作業をしたいとの希望が語られた。", "受入れにあたっての配慮について、事業所の職員に説明した。",
)  # fmt: skip


def person_name(chance: random.Random) -> tuple[str, str]:
    """A name that is visibly made up, with its kana."""
    (surname, surname_kana), (given, given_kana) = chance.choice(SURNAMES), chance.choice(GIVEN)
    return f"{surname} {given}", f"{surname_kana} {given_kana}"


def office_name(chance: random.Random, service: str) -> tuple[str, str]:
    """(name, kana) of an office whose first service this is."""
    (first, first_kana), (second, second_kana) = chance.choice(FIRST), chance.choice(SECOND)
    own, own_kana = OWN.get(service, ("", ""))
    number = chance.choice(("", "", "", "第二", "Ⅱ", "２号館"))
    return f"{own}{first}{second}{number}", f"{own_kana}{first_kana}{second_kana}"


def corporation(chance: random.Random) -> tuple[str, str]:
    """(name, kana) of the body that runs it."""
    kind, kind_kana, _ = chance.choices(CORPORATIONS, cum_weights=_weights())[0]
    (first, first_kana), (second, second_kana) = chance.choice(FIRST), chance.choice(SECOND)
    return f"{kind}{first}{second}", f"{kind_kana}{first_kana}{second_kana}"


@cache
def _weights() -> tuple[int, ...]:
    return tuple(accumulate(weight for _, _, weight in CORPORATIONS))


def street(chance: random.Random) -> str:
    """番地以降, written in one of the ways the published rows write it."""
    town, block, number = chance.choice(STREETS), chance.randint(1, 9), chance.randint(1, 60)
    return chance.choice(
        (f"{town}{block}-{number}", f"{town}{block}丁目{number}番{chance.randint(1, 20)}号", f"{town}{number}番地")
    )
