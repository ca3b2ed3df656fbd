"""不足の地図: what was asked for and not found, over all cases the reader may count, without opening one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from renkei.cases.enums import NeedKind
from renkei.core import wall
from renkei.core.clock import TOKYO
from renkei.inquiries.queries.candidates import TOO_FEW
from renkei.inquiries.rules.wanted import BY_STAGE, USUAL_SERVICES
from renkei.offices.queries import names_of_areas
from renkei.offices.rules.service_codes import service_label
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P
from renkei.stats.enums import REASONS, Rows
from renkei.stats.rules import ALL, UNKNOWN, Cube, Period, Row, Table, assumptions, make_cube, regions, table_of

_KIND = "kind:"  # of a need without chosen services, where the office is not one that usually answers it
_USUAL = sorted(
    {(kind, code) for kind, codes in USUAL_SERVICES.items() for code in codes}
    | {(kind, code) for (kind, _), codes in BY_STAGE.items() for code in codes}
)


@dataclass(frozen=True)
class GapMap:
    """The cube of one period, and the words of what occurs in it."""

    period: Period
    cube: Cube
    area_names: dict[str, str]

    @property
    def is_empty(self) -> bool:
        return not self.cube.cells

    def table(self, *, rows: Rows, service: str = ALL, area: str = ALL) -> Table:
        """The slice one looks at; `rules.gapmap.table_of`."""
        return table_of(self.cube, rows=rows, service=service, area=area, names=self.name)

    def services(self) -> list[tuple[str, str]]:
        """(code, words) of the services that occur."""
        return [(code, self.name(0, code)) for code in self.cube.nodes(0)]

    def areas(self) -> list[tuple[str, str]]:
        """(code, words) of the prefectures, 圏域 and municipalities that occur."""
        return [(code, self.name(1, code)) for code in self.cube.nodes(1)]

    def name(self, axis: int, node: str) -> str:
        """What a node is called: a service, an area, a reason."""
        if axis == 1:
            return "地域の希望なし・不明" if node == UNKNOWN else self.area_names.get(node, node)
        if axis == 2:
            return REASONS.get(node, node)
        if node.startswith(_KIND):
            return f"{NeedKind(node.removeprefix(_KIND)).label}（サービスの指定なし）"
        return service_label(node)


def gap_map(*, actor: Actor, period: Period) -> GapMap:
    """Counts of declines and of searches that found too little, by service, area and reason, small ones hidden.

    Over the cases of the municipalities one stands for (a prefecture: of its municipalities; the centre: one's own
    cases). Two queries.

    Raises:
        NotAllowed: the role sees no figures.
    """
    require(actor, P.REPORT_VIEW)
    towns = regions()
    since = datetime.combine(period.first, time(), TOKYO)
    until = datetime.combine(period.last + timedelta(days=1), time(), TOKYO)
    found = wall.call(
        "SELECT * FROM wall.unmet_counts(%s, %s, %s::text[], %s::text[], %s::text[], %s::text[], %s)",
        [
            since, until, list(towns), list(towns.values()), [k for k, _ in _USUAL], [code for _, code in _USUAL], TOO_FEW,
        ],
    )  # fmt: skip
    rows = [Row(*line) for line in found]
    names = names_of_areas({row.area for row in rows} - {ALL, UNKNOWN})
    cube = make_cube(rows, areas=_tree(names, towns), least=assumptions().least_persons)
    return GapMap(period, cube, names)


def _tree(names: dict[str, str], towns: dict[str, str]) -> dict[str, str]:
    """Municipality → 圏域 → prefecture, as far as each is there."""
    codes = [code for code in names if len(code) == 5 and code.isdecimal()]
    tree = {code: towns.get(code, code[:2]) for code in codes}
    return tree | {towns[code]: code[:2] for code in codes if code in towns}
