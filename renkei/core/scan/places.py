"""Places and numbers: addresses, municipalities, facilities, offices, phones, mail, numbers of certificates and cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from renkei.core import names
from renkei.core.scan import words
from renkei.core.scan.finds import Find, FindKind, Known, spans
from renkei.core.scan.text import Folded, all_spots, as_name, plain, tight

_KANJI_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_PHONE = re.compile(r"(?<![\d.])(?:\+?81[-\s(]*\d|\(?0)\d{0,4}(?:[-\s().・/]{0,2}\d){6,9}(?!\d)")
_LOCAL = re.compile(r"(?<![\d-])\d{2,4}-\d{4}(?![\d-])")
_TELLING = range(9, 14)  # digits of a telephone number, with the country's
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+\s?(?:@|\(at\)|\[at\])\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|https?:?//\S+|www\.\S+|"
                   r"(?:LINE|ライン|インスタ|Instagram|Twitter|X)\s?(?:ID|アカウント)[:：\s]*[\w.@-]{3,}", re.I)  # fmt: skip
_N = r"[\d〇一二三四五六七八九十百]{1,5}"
_BLOCK = re.compile(
    rf"〒\s?\d{{3}}-?\d{{0,4}}|{_N}\s?丁目(?:\s?{_N}\s?番(?:地)?)?(?:\s?{_N}\s?号)?|{_N}\s?番地(?:の?\s?{_N})?|{_N}\s?番\s?{_N}\s?号|"
    rf"(?<![\d-])(?!0|(?:19|20)\d\d-)\d{{1,4}}-\d{{1,4}}-\d{{1,4}}(?![\d-])|{_N}\s?号室|(?<![数文十漢活苗名習])字[一-鿿]{{2,5}}(?=\d|{_N}番)|大字[一-鿿]{{1,6}}"
)
_NUMBER = re.compile(r"第\s?\d{2,}\s?号|(?:番号|No\.?|№)\s?[:：]?\s?[A-Za-z0-9-]{3,}|(?<![\d.,])\d{6,}(?![\d.,])")
_CASE_NUMBER = re.compile(r"[A-Z]\d{1,2}-[0-9A-Z]{4,6}(?![0-9A-Z])")
_TOWN = re.compile(r"[一-鿿々ヶァ-ヺぁ-んー]+")
_PREFECTURE = re.compile(r"^(?:東京都|北海道|(?:京都|大阪)府|[一-鿿]{2,3}県)")
_CITY = re.compile(
    r"^(?:[一-鿿々ヶぁ-んァ-ヺー]{1,6}?郡)?[一-鿿々ヶぁ-んァ-ヺー]{1,7}?[市区町村](?:[一-鿿々ぁ-ん]{1,4}区)?"
)
_LONGEST_PLACE, _SHORTEST_PLACE = 9, 2


def places_in(text: str, known: Known) -> Iterator[Find]:
    """Everything of this kind in a text about the person."""
    folded, closed, name = plain(text), tight(text), as_name(text)
    yield from numbers_in(text, known)
    yield from spans(_whole(name, address_tokens(known.addresses), least=2), FindKind.ADDRESS, text, "")
    yield from spans(_whole(name, known.facilities), FindKind.KNOWN_PLACE, text, "以前の支援機関")
    yield from spans(_whole(name, known.offices), FindKind.FACILITY, text, "以前の事業所")
    yield from spans((closed.span(*s) for s in words.betraying_in(closed.text)), FindKind.BETRAYING, text, None)
    yield from spans(_named(folded, known), FindKind.FACILITY, text, None)
    yield from spans((folded.span(*s) for s in _municipalities(folded.text, known)), FindKind.PLACE, text, "別の市町村")
    yield from spans(_whole(name, known.nationality), FindKind.NATIONALITY, text, None)
    yield from spans(_whole(name, known.diagnosis), FindKind.DIAGNOSIS, text, None)


def numbers_in(text: str, known: Known) -> Iterator[Find]:
    """Phones, mail, addresses' numbers, certificates', cases': in every field."""
    folded = plain(text)
    yield from spans(_phones(folded, known), FindKind.PHONE, text, "")
    yield from spans((folded.span(*m.span()) for m in _MAIL.finditer(folded.text)), FindKind.MAIL, text, "")
    yield from spans((folded.span(*m.span()) for m in _BLOCK.finditer(folded.text)), FindKind.ADDRESS, text, "")
    yield from spans(_numbers(folded, known), FindKind.NUMBER, text, "")
    yield from spans(_case_numbers(folded, known), FindKind.CASE_NUMBER, text, "")


def _phones(folded: Folded, known: Known) -> Iterator[tuple[int, int]]:
    own = {_only_digits(n) for n in known.allowed_phones}
    secret = {_only_digits(n)[-8:] for n in known.phones if len(_only_digits(n)) >= _TELLING.start}
    text = folded.text.translate(_KANJI_DIGITS)
    for pattern in (_PHONE, _LOCAL):
        for match in pattern.finditer(text):
            number = _only_digits(match[0])
            if number in own:
                continue
            if pattern is _LOCAL or len(number) in _TELLING:
                yield folded.span(match.start(), match.end())
    squeezed = [(i, c) for i, c in enumerate(text) if c.isdecimal()]
    digits = "".join(c for _, c in squeezed)
    for tail in secret:
        for spot in all_spots(tail, digits):
            yield folded.span(squeezed[spot][0], squeezed[spot + len(tail) - 1][0] + 1)


def _only_digits(number: str) -> str:
    return re.sub(r"\D", "", plain(number).text.translate(_KANJI_DIGITS))


def _numbers(folded: Folded, known: Known) -> Iterator[tuple[int, int]]:
    own = {_only_digits(n) for n in known.allowed_phones}
    for match in _NUMBER.finditer(folded.text):
        if _only_digits(match[0]) not in own:
            yield folded.span(match.start(), match.end())
    wanted = {d for value in known.certificate_numbers for d in re.findall(r"\d{4,}", plain(value).text)}
    for digits in wanted:
        for spot in all_spots(digits, folded.text):
            yield folded.span(spot, spot + len(digits))


def _case_numbers(folded: Folded, known: Known) -> Iterator[tuple[int, int]]:
    text = folded.text.upper()
    for match in _CASE_NUMBER.finditer(text):
        yield folded.span(match.start(), match.end())
    for value in known.case_numbers:
        code = plain(value).text.upper().rpartition("-")[2]
        for spot in all_spots(code, text):
            if len(code) >= 5:  # noqa: PLR2004  the random part of the number alone
                yield folded.span(spot, spot + len(code))


def address_tokens(addresses: Iterable[str]) -> list[str]:
    """What is below the municipality: the town, the building. 「みほん県みほん市桜町1-2 コーポ青空201」 → 桜町, コーポ青空."""
    tokens: list[str] = []
    for address in addresses:
        text = _CITY.sub("", _PREFECTURE.sub("", plain(address).text.strip()), count=1)
        runs = [m[0] for m in _TOWN.finditer(text)]
        tokens += [r for r in runs if len(r) >= _SHORTEST_PLACE and not words.is_ordinary(r)]
    return [t for t in dict.fromkeys(tokens) if len(t) > _SHORTEST_PLACE or t[-1] in "町村里"]


def _whole(folded: Folded, values: Iterable[str], *, least: int = 3) -> Iterator[tuple[int, int]]:
    for value in values:
        needle = names.spelling(value)
        for spot in all_spots(needle, folded.text) if len(needle) >= least else ():
            yield folded.span(spot, spot + len(needle))


def _named(folded: Folded, known: Known) -> Iterator[tuple[int, int]]:
    """Facilities by name, but for the asking bodies and their municipality's own."""
    allowed = [plain(n).text for n in known.allowed_names]
    for start, end in words.named_places_in(folded.text):
        named = folded.text[start:end]
        if not any(named in a or named.startswith(a) for a in allowed):
            yield folded.span(start, end)


def _municipalities(text: str, known: Known) -> Iterator[tuple[int, int]]:
    for spot, char in enumerate(text):
        if char not in "市区町村都道府県":
            continue
        for length in range(_LONGEST_PLACE, _SHORTEST_PLACE - 1, -1):
            start = spot + 1 - length
            place = text[start : spot + 1]
            if start >= 0 and place in known.places:
                if place not in known.allowed_places:
                    yield start, spot + 1
                break
