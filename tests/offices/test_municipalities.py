"""The bundled table against the published one, and the fictional prefecture."""

from __future__ import annotations

import csv

import pytest

from renkei.core.errors import RuleBroken
from renkei.offices import services
from renkei.offices.models import Municipality, Office
from renkei.offices.rules.check_digits import print_code
from renkei.offices.rules.geo import Point, distance_km
from renkei.offices.rules.municipality_table import MunicipalityRow, bundled_rows
from tests.offices.test_real_files import SHARED
from tests.offices.wamnet import IMPORTER, NOW, row, take

FICTIONAL = MunicipalityRow("99201", "みほん県", "みほん市", "みほんし", "city", 35.0, 139.0)


def test_the_table_agrees_with_the_published_list() -> None:
    path = SHARED / "municipal" / "localgovjp-utf8.csv"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        published = {r["lgcode"]: r for r in csv.DictReader(stream)}
    ours = {print_code(r.code): r for r in bundled_rows()}
    assert published.keys() - ours.keys() == set()
    new_wards = {"221384", "221392", "221406"}
    assert {c for c in ours.keys() - published.keys() if not c.startswith(("0169", "0170"))} == new_wards
    for code, theirs in published.items():
        assert theirs["city"].split()[-1] == ours[code].name
    far = []
    for code, theirs in published.items():
        if ours[code].latitude is not None:
            here = Point(ours[code].latitude, ours[code].longitude)
            far.append(distance_km(here, Point(float(theirs["lat"]), float(theirs["lng"]))))
    assert sorted(far)[len(far) // 2] < 2  # the middle of its towns is near the town hall
    assert sum(km > 25 for km in far) <= 5  # island groups whose hall stands elsewhere


@pytest.mark.django_db
def test_the_fictional_prefecture_takes_offices_like_any_other() -> None:
    assert services.add_fictional_municipalities(actor=IMPORTER, rows=[FICTIONAL], now=NOW) == 1
    assert services.add_fictional_municipalities(actor=IMPORTER, rows=[FICTIONAL], now=NOW) == 1  # twice is once
    take([row(1, area="みほん県みほん市", latitude="35.01", longitude="139.01")])
    office = Office.objects.get()
    assert (office.municipality_code, office.precision) == ("99201", "exact")
    assert Municipality.objects.get(code="99201").prefecture_code == "99"


@pytest.mark.django_db
def test_a_real_code_is_not_fictional() -> None:
    real = MunicipalityRow("22203", "静岡県", "沼津市", "ぬまづし", "city", 35.0, 138.0)
    with pytest.raises(RuleBroken, match="99"):
        services.add_fictional_municipalities(actor=IMPORTER, rows=[real], now=NOW)
