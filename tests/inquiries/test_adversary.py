"""An adversary reads 200 sheets made of the demo's persons: whatever was slipped into them, no name, date, number, place or
facility is left, and each describes at least as many people as the floor. The reader here shares no code with the scan.
"""

from __future__ import annotations

import random
import re
import tomllib
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from renkei.core.calendar import wareki
from renkei.inquiries.rules import Known, Sheet, mended, scan, sheet_rows
from renkei.inquiries.rules.crowd import Place, crowd_of, default_floor, proposals
from renkei.jobs.demo.persons import records_of
from renkei.people.rules import age_band
from renkei.policy.enums import InfoClass

TODAY, COUNT = date(2026, 11, 27), 200
ASSUMPTIONS = tomllib.loads(files("renkei.jobs.demo").joinpath("assumptions.toml").read_text(encoding="utf-8"))
PLACES = {
    "みなと市": Place("99201", "みなと市", "city", "99", "みらい県"), "つきみ市": Place("99204", "つきみ市", "city", "99", "みらい県"),
    "くもい村": Place("99305", "くもい村", "village", "99", "みらい県"), "みらい県": Place("99", "みらい県", "prefecture", "99", "みらい県"),
}  # fmt: skip
_HALF = str.maketrans(
    {chr(0x3041 + i): chr(0x30A1 + i) for i in range(86)}
)  # hiragana → katakana; NFKD cannot make half width, so the letters that have one are mapped below
_KANA = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
_HALF_OF = {unicodedata.normalize("NFKC", c): c for c in _KANA}


def _half_width(kana: str) -> str:
    full = unicodedata.normalize("NFD", kana.translate(_HALF))
    return "".join({"\u3099": "ﾞ", "\u309a": "ﾟ"}.get(c, _HALF_OF.get(c, c)) for c in full)


def _slips(person: dict[InfoClass, dict[str, Any]], phone: str, address: str) -> list[str]:
    """What somebody in a hurry types, in many writings."""
    identity, outline = person[InfoClass.IDENTITY], person[InfoClass.JUSTICE_OUTLINE]
    (family, given), (kana, called) = identity["name"].split(), identity["kana"].split()
    birth = date.fromisoformat(identity["birth_date"])
    return [
        f"{family}さんは朝が苦手です。", f"{given}さんと呼ばれると落ち着きます。", f"本人（{family}　{given}）の希望です。",
        f"{kana.translate(_HALF)} {called.translate(_HALF)}です。", f"{_half_width(kana)}{_half_width(called)}と書きます。",
        f"{wareki(birth)}生まれです。", f"{birth:%Y/%m/%d}生。", f"{wareki(birth)[:2]}{birth.year % 100}年{birth.month}月{birth.day}日に手帳を取得。",
        f"連絡先は{phone}。", f"携帯{phone.translate(str.maketrans('0123456789', '０１２３４５６７８９')).replace('-', '－')}です。",
        f"{address}に住んでいました。", f"以前は{address.removeprefix('みらい県')}。", "家族には hana@example.jp で連絡。",
        f"{outline['facility'] or 'みらい警察署'}を出ます。", f"{person[InfoClass.JUSTICE_DETAIL]['offense']}がありました。",
        f"{wareki(TODAY + timedelta(days=75))}に来ます。", f"{TODAY.year - birth.year}歳の方です。", "ひばりが丘病院に通院中。",
        "こもれび市の出身です。", "受給者証番号は9900012345です。", "保護観察が付きます。",
    ]  # fmt: skip


def _made(number: int) -> tuple[Sheet, Known, dict[InfoClass, dict[str, Any]], str, str]:
    chance = random.Random(number)
    person = records_of(number, chance, ASSUMPTIONS, TODAY)
    identity, welfare = person[InfoClass.IDENTITY], person[InfoClass.WELFARE]
    phone, address = (
        f"090-{chance.randint(1000, 9999)}-{chance.randint(1000, 9999)}",
        f"みらい県みなと市ひばり台{chance.randint(1, 9)}-2-3",
    )
    area = chance.choice(["みなと市", "つきみ市", "くもい村"])
    slips = chance.sample(_slips(person, phone, address), 4)
    sheet = Sheet(
        need_kind="housing", age_band=age_band(identity["birth_date"], TODAY), sex=identity["sex"], services=("33",), area=area,
        disabilities=tuple(welfare["disabilities"]), certificates=welfare["certificates"], month="2027-02", medical="yes",
        support_category=welfare["support_category"], support_text="".join([welfare["needs"], "。", *slips]),
        backup=f"市が月1回訪問します。{slips[0]}", contact=f"{area}　電話 099-000-0000",
    )  # fmt: skip
    known = Known(
        names=(identity["name"],), kana=(identity["kana"],), birth_date=identity["birth_date"], phones=(phone,), addresses=(address,),
        facilities=tuple(filter(None, [person[InfoClass.JUSTICE_OUTLINE]["facility"]])), places=frozenset({*PLACES, "こもれび市"}),
        allowed_places=frozenset({area, "みらい県"}), allowed_names=(area,), today=TODAY,
    )  # fmt: skip
    return sheet, known, person, phone, address


def _clean(sheet: Sheet, known: Known) -> Sheet:
    """What the page makes of it: every one-click replacement, then what only a hand can mend is cut out; then coarser."""
    for _ in range(4):
        found = scan(sheet, known)
        if not found:
            break
        texts = mended({f.field: getattr(sheet, f.field) for f in found}, found)
        sheet = replace(sheet, **texts)
        for find in scan(sheet, known):
            if find.replacement is None:
                sheet = replace(sheet, **{find.field: getattr(sheet, find.field).replace(find.text, "")})
    places = [PLACES[sheet.area]]
    while crowd_of(sheet, places).people < default_floor() and (found := proposals(sheet, places)):
        sheet = found[0].sheet
        places = [PLACES[sheet.area]]
    return sheet


def _readable(sheet: Sheet) -> str:
    """Everything an office gets to see, in one plain spelling: NFKC, hiragana, no spaces."""
    text = unicodedata.normalize("NFKC", "\n".join(f"{a}{b}" for a, b in sheet_rows(sheet)))
    return re.sub(r"[\s・]", "", "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text))


@pytest.mark.parametrize("first", range(0, COUNT, 50))
def test_nobody_can_be_named(first: int) -> None:
    slipped = 0
    for number in range(first, first + 50):
        sheet, known, person, phone, address = _made(number)
        slipped += bool(scan(sheet, known))
        sheet = _clean(sheet, known)
        text, identity = _readable(sheet), person[InfoClass.IDENTITY]
        words = [
            *identity["name"].split(),
            *identity["kana"].split(),
            phone[-4:],
            address[9:],
            "ひばり",
            "hana@",
            "みらい刑務所",
            "警察",
            "窃盗",
        ]
        words += ["詐欺", "侵入", "無銭", "刑務", "こもれび市", "病院に", "9900012345", "保護観察", "1-2-3"]
        assert [w for w in words if w in text] == [], (number, text)
        assert not re.search(r"\d{4}[年/-]\d|\d+月\d+日|\d{1,3}歳|0\d{1,3}-\d{3,4}-\d{4}", text), (number, text)
        assert scan(sheet, known) == []
        assert crowd_of(sheet, [PLACES[sheet.area]]).people >= default_floor(), (number, sheet)
    assert slipped == 50
