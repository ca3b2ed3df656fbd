"""The published files that lie beside the project; skipped, and said so, where they are absent."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from renkei.offices import services
from renkei.offices.models import ImportRun, Office
from tests.offices.wamnet import IMPORTER, NOW

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
WAMNET = SHARED / "wamnet"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not WAMNET.exists(), reason=f"the published files are not at {WAMNET}"),
]


def _take(path: Path, content: bytes | None = None, **options: str) -> ImportRun:
    folders = tuple(parent.name for parent in path.parents)
    data = path.read_bytes() if content is None else content
    return services.import_files(actor=IMPORTER, name=path.name, content=data, folders=folders, now=NOW, **options)[0]


def test_two_releases_of_one_service() -> None:
    first = _take(WAMNET / "202309" / "csvdownload024.csv")
    assert (first.status, first.new_count, first.refused_count) == ("done", 6941, 0)
    second = _take(WAMNET / "202403" / "csvdownload024.csv")
    assert (second.new_count + second.changed_count + second.unchanged_count, second.refused_count) == (7498, 0)
    assert second.gone_count == 6941 - (7498 - second.new_count)
    assert 0 < second.gone_count < 200
    assert set(second.report["changed_fields"]) >= {"定員", "事業所電話番号", "事業所住所（番地以降）"}
    again = _take(WAMNET / "202403" / "csvdownload024.csv")
    assert (again.new_count, again.changed_count, again.gone_count, again.unchanged_count) == (0, 0, 0, 7498)
    assert _take(WAMNET / "202309" / "csvdownload024.csv").status == "skipped"
    assert not Office.objects.filter(precision="exact", latitude=None).exists()
    assert not Office.objects.exclude(precision="exact").exclude(latitude=None).exists()


@pytest.mark.parametrize("number", ["014", "021", "034", "041", "061", "064", "066", "068", "069"])
def test_small_services(number: str) -> None:
    path = WAMNET / "202503" / f"csvdownload{number}.csv"
    run = _take(path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = sum(1 for _ in csv.reader(stream)) - 1
    assert (run.status, run.new_count, run.refused_count) == ("done", rows, 0)
    joined = Office.objects.exclude(municipality_code="").count()
    assert joined == Office.objects.count()


def test_withheld_homes_have_no_place() -> None:
    path = WAMNET / "202603" / "sfkopendata_202603_33.zip"
    with zipfile.ZipFile(path) as archive:
        lines = archive.read(archive.namelist()[0]).decode("utf-8-sig").splitlines(keepends=True)
    osaka = lines[0] + "".join(line for line in lines[1:] if "大阪府大阪市平野区" in line)
    run = _take(path.with_name("csvdownload033.csv"), content=osaka.encode("utf-8-sig"), release="202603")
    assert run.status == "done"
    withheld = Office.objects.filter(precision="withheld")
    assert withheld.count() > 30
    assert not withheld.exclude(latitude=None, longitude=None).exists()
    assert withheld.exclude(street="").count() <= 1  # the part before 「以下省略」 is published
    points = {(o.municipality_code, o.origin_latitude, o.origin_longitude) for o in withheld}
    assert len(points) == len({o.municipality_code for o in withheld})  # one point a ward: the ward's own


def test_a_release_in_the_old_encoding_is_read() -> None:
    path = WAMNET / "202503" / "csvdownload034.csv"
    text = path.read_bytes().decode("utf-8-sig")
    old = text.encode("cp932", errors="replace")
    run = _take(path, content=old, release="202203")
    assert (run.status, run.encoding, run.new_count) == ("done", "cp932", 228)
    newer = _take(path)
    assert (newer.new_count, newer.gone_count, newer.unchanged_count + newer.changed_count) == (0, 0, 228)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_cut_anywhere_it_changes_nothing(share: float) -> None:
    path = WAMNET / "202503" / "csvdownload041.csv"
    content = path.read_bytes()
    run = _take(path, content=content[: int(len(content) * share)])
    assert run.status == "refused"
    assert not Office.objects.exists()


@pytest.mark.parametrize("name", ["aichi.csv", "hokkaido.csv", "hyogo.csv", "saitama.csv", "tokyo.csv"])
def test_lists_of_prefectures_are_foreign(name: str) -> None:
    run = _take(SHARED / "pref_grouphome" / name, release="202203")
    assert run.status == "refused"
    assert "見出し" in run.reason or "文字" in run.reason or "引用符" in run.reason
    assert run.reason.endswith("。")
