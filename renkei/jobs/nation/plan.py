"""How much is made, and what all parts agree on: ids, days, assumptions."""

from __future__ import annotations

import hashlib
import random
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

#: At size 1: the nation as it is. The directory does not grow with the size: there is one.
CASES, EVENTS, SERVICE_ROWS = 10_000, 100_000, 200_000


@cache
def assumptions() -> dict[str, Any]:
    """assumptions.toml."""
    return tomllib.loads(files("renkei.jobs.nation").joinpath("assumptions.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Plan:
    """Sizes as multiples of the nation; everything else follows from them, the seed and the day."""

    size: float
    audit: float
    seed: int
    today: datetime  # midnight
    towns: dict[int, int] = field(default_factory=dict, compare=False)

    @property
    def cases(self) -> int:
        return max(20, round(CASES * self.size))

    @property
    def events(self) -> int:
        return max(200, round(EVENTS * self.audit))

    @property
    def service_rows(self) -> int:
        return max(500, round(SERVICE_ROWS * min(1.0, self.size)))

    def chance(self, what: str) -> random.Random:
        """Random numbers for one part: parts don't disturb each other's."""
        return random.Random(f"{self.seed} {what}")  # noqa: S311 - made-up data, no secret

    def id(self, what: str, *numbers: object) -> UUID:
        """The id of the n-th thing of a kind: any part can name another's rows without keeping them."""
        text = f"{self.seed} {what} {' '.join(map(str, numbers))}"
        return UUID(bytes=hashlib.blake2b(text.encode(), digest_size=16).digest())

    def ago(self, days: float) -> datetime:
        return self.today - timedelta(days=days)
