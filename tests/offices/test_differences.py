"""What two releases differ in, folded over those between; and that known offices come first."""

from __future__ import annotations

import pytest

from renkei.offices import queries
from renkei.offices.enums import ChangeKind
from renkei.offices.models import Office, OfficeChange
from renkei.offices.rules.differences import Step, fold
from tests.offices.wamnet import IMPORTER, row, rows, take

OPENED, CHANGED, GONE, RELISTED = ChangeKind.OPENED, ChangeKind.CHANGED, ChangeKind.GONE, ChangeKind.RELISTED
A_B, B_A, B_C = {"phone": ["a", "b"]}, {"phone": ["b", "a"]}, {"phone": ["b", "c"]}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([Step(CHANGED, A_B), Step(CHANGED, B_C)], Step(CHANGED, {"phone": ["a", "c"]})),
        ([Step(CHANGED, A_B), Step(CHANGED, B_A)], None),
        ([Step(OPENED, {}), Step(CHANGED, A_B)], Step(OPENED, {})),
        ([Step(OPENED, {}), Step(GONE, {})], None),
        ([Step(CHANGED, A_B), Step(GONE, {})], Step(GONE, {})),
        ([Step(GONE, {}), Step(RELISTED, {})], None),
        ([Step(GONE, {}), Step(RELISTED, A_B)], Step(CHANGED, A_B)),
        ([Step(RELISTED, A_B)], Step(RELISTED, A_B)),
    ],
)
def test_folding(steps: list[Step], expected: Step | None) -> None:
    assert fold(steps) == expected


@pytest.fixture
def three(db: None) -> None:
    """Three releases: 2 changes and is gone, 3 is gone and back, 5 opens, 4 moves its telephone twice."""
    take(rows(4), release="202409")
    take([row(1), row(2, capacity="12"), row(4, phone="055-1"), row(5)], release="202503")
    take([row(1), row(3), row(4, phone="055-900-2222"), row(5, name="あたらしい名")], release="202509")


@pytest.mark.usefixtures("three")
def test_between_two_releases() -> None:
    def kinds(older: str, newer: str) -> dict[str, str]:
        found = queries.differences(actor=IMPORTER, profile="wamnet", older=older, newer=newer)
        assert found.unrecorded == 0
        return {row.place[-4]: str(row.kind) for row in found.rows}

    assert kinds("202409", "202503") == {"2": "changed", "3": "gone", "4": "changed", "5": "opened"}
    assert kinds("202503", "202509") == {"2": "gone", "3": "relisted", "4": "changed", "5": "changed"}
    assert kinds("202409", "202509") == {"2": "gone", "4": "changed", "5": "opened"}
    assert not OfficeChange.objects.filter(run__release="202409").exists()  # nothing to differ from


@pytest.mark.usefixtures("three")
def test_fields_filters_and_known_offices_first() -> None:
    ask = {"actor": IMPORTER, "profile": "wamnet", "older": "202409", "newer": "202509"}
    five = Office.objects.get(name="あたらしい名")
    found = queries.differences(**ask, known={five.pk: ("打診中",)})
    assert (found.rows[0].office_id, found.rows[0].known, found.known) == (five.pk, ("打診中",), 1)
    (phone,) = next(r for r in found.rows if r.kind is CHANGED).fields
    assert (phone.label, phone.old, phone.new) == ("事業所電話番号", "055-900-0003", "055-900-2222")
    assert len(queries.differences(**ask, known={five.pk: ("打診中",)}, only_known=True).rows) == 1
    for none in ({"services": ["46"]}, {"municipalities": ["99201"]}, {"prefecture": "99"}):
        assert queries.differences(**ask, **none).rows == ()
    assert len(queries.differences(**ask, services=["33"], municipalities=["22203"], prefecture="22").rows) == 3


@pytest.mark.usefixtures("three")
def test_a_point_is_said_to_have_changed_but_not_shown() -> None:
    take([row(1, latitude="35.1", longitude="138.9"), row(3), row(4), row(5)], release="202603")
    found = queries.differences(actor=IMPORTER, profile="wamnet", older="202509", newer="202603")
    point = [f for r in found.rows for f in r.fields if f.label in ("緯度", "経度")]
    assert point
    assert all((f.old, f.new) == ("", "") for f in point)
