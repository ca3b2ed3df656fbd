"""休止 and 廃止 as hard facts of the match: from a list, from a coordinator, and who is believed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from renkei.offices.enums import Corrected, DropCode
from renkei.offices.models import Office
from renkei.offices.queries.candidates import match
from renkei.offices.rules.matching import Need
from tests.kit.world import World
from tests.offices.test_corrections import correct
from tests.offices.test_lists import line, take_list
from tests.offices.wamnet import number, row, take


@pytest.fixture
def listed(world: World) -> None:
    """1 休止, 2 廃止 in a list, 3 found closed, 4 found running after the list called it 休止, 5 as published."""
    take([row(n) for n in range(1, 6)])
    take_list(line(1, status="休止"), line(2, status="廃止"), line(4, status="休止"), line(5))
    for serial, value in ((3, "closed"), (4, "running")):
        correct(world, Office.objects.get(office_number=number(serial)), field=Corrected.OPERATION, value=value)


@pytest.mark.usefixtures("listed")
def test_who_is_stopped_and_why(world: World) -> None:
    found = match(actor=world.actor("officer"), need=Need(service_codes=frozenset({"33"})), on=date(2026, 11, 24))
    assert {m.candidate.office_number for m in found.ranking.fits} == {number(4), number(5)}
    sentences: dict[str, Any] = {m.candidate.office_number: m.drops for m in found.ranking.dropped}
    assert {n: [d.code for d in drops] for n, drops in sentences.items()} == dict.fromkeys(
        (number(1), number(2), number(3)), [DropCode.HALTED]
    )
    assert "「休止」です（沼津市の指定事業所の一覧（2021年12月公開分））" in sentences[number(1)][0].sentence
    assert sentences[number(3)][0].sentence.startswith("廃止された（令和8年11月24日にみほん市が電話で確認）")
    assert (found.fits_total, found.dropped_total, found.drop_counts) == (2, 3, {DropCode.HALTED: 3})
