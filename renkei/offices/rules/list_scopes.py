"""Whose list it is: a prefecture designates, and so do 政令指定都市 and 中核市, each for itself and with a list of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from renkei.offices.rules.profiles import LIST_PREFIX
from renkei.offices.rules.refusal import FileRefused

#: A list is a city's own when at least this share of its offices stands there. Assumption: a city's list names few places
#: outside it, and no prefecture has nine in ten of its offices in one city.
CITY_SHARE = 0.9
#: A shorter list whose offices all stand in one city may as well be the prefecture's: the user is asked. Assumption: a
#: prefecture's list of a service has as many rows or names a second city.
SURE_ROWS = 30


@dataclass(frozen=True)
class Body:
    """The designating body by code (two digits a prefecture, five a city) and name."""

    code: str
    name: str

    @property
    def key(self) -> str:
        """Its profile in imports: what one body's list no longer names is gone from that list alone."""
        return f"{LIST_PREFIX}{self.code}"


def body_of(
    codes: Iterable[str], towns: Mapping[str, tuple[str, str, str, str]], *, file_name: str = "", own: Collection[str] = ()
) -> Body:  # fmt: skip
    """The body by the municipalities of its offices.

    Args:
        codes: the municipality of each office whose address could be read.
        towns: municipality → (its city or itself, name, prefecture code, prefecture).
        file_name: may name the city or the prefecture, where the list is too short to tell.
        own: cities whose own lists are certain: 政令指定都市, and those taken in before.

    Raises:
        FileRefused: no address could be read, or the list is too short to tell a city's from the prefecture's.
    """
    known = [towns[code] for code in codes if code in towns]
    if not known:
        raise FileRefused(
            "所在地から、どの都道府県・市の一覧か分かりません。所在地に都道府県名があるかを確かめてください。"
        )
    city, count = Counter(town[0] for town in known).most_common(1)[0]
    (prefecture, name), _ = Counter((town[2], town[3]) for town in known).most_common(1)[0]
    if count < len(known) * CITY_SHARE or city not in towns:
        return Body(prefecture, name)
    if len(known) >= SURE_ROWS or city in own or towns[city][1] in file_name:
        return Body(city, towns[city][1])
    if name in file_name:
        return Body(prefecture, name)
    raise FileRefused(
        f"載っている事業所が{len(known)}か所と少なく、ほとんどが{towns[city][1]}にあるため、{towns[city][1]}の一覧か{name}の一覧かを"
        f"決められません。「どの都道府県・市の一覧か」に「{towns[city][1]}」か「{name}」を入れて、もう一度取り込んでください。"
    )
