"""Whose list it is: a prefecture designates, and so do 政令指定都市 and 中核市, each for itself and with a list of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from renkei.offices.rules.profiles import LIST_PREFIX
from renkei.offices.rules.refusal import FileRefused

#: A list is a city's own when at least this share of its offices stands there. Assumption: a city's list names few places
#: outside it, and no prefecture has nine in ten of its offices in one city.
CITY_SHARE = 0.9


@dataclass(frozen=True)
class Body:
    """The designating body by code (two digits a prefecture, five a city) and name."""

    code: str
    name: str

    @property
    def key(self) -> str:
        """Its profile in imports: what one body's list no longer names is gone from that list alone."""
        return f"{LIST_PREFIX}{self.code}"


def body_of(codes: Iterable[str], towns: Mapping[str, tuple[str, str, str, str]]) -> Body:
    """The body by the municipalities of its offices.

    Args:
        codes: the municipality of each office whose address could be read.
        towns: municipality → (its city or itself, name, prefecture code, prefecture).

    Raises:
        FileRefused: no address could be read.
    """
    known = [towns[code] for code in codes if code in towns]
    if not known:
        raise FileRefused(
            "所在地から、どの都道府県・市の一覧か分かりません。所在地に都道府県名があるかを確かめてください。"
        )
    city, count = Counter(town[0] for town in known).most_common(1)[0]
    if count >= len(known) * CITY_SHARE and city in towns:
        return Body(city, towns[city][1])
    (prefecture, name), _ = Counter((town[2], town[3]) for town in known).most_common(1)[0]
    return Body(prefecture, name)
