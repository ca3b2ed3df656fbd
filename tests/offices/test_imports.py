"""A file taken in: what is new, changed, gone, back; and what a refused file leaves as it was."""

from __future__ import annotations

from typing import Any

import pytest

from renkei.audit.models import Event
from renkei.core.errors import NotAllowed
from renkei.offices import services
from renkei.offices.models import ImportRun, Office, OfficeIndex, OfficeService
from renkei.policy.actor import Actor
from renkei.policy.enums import OrgKind, Role
from tests.offices.wamnet import IMPORTER, NOW, csv_bytes, number, row, rows, take, zip_bytes

pytestmark = pytest.mark.django_db


def _counts(run: ImportRun) -> tuple[int, ...]:
    return run.new_count, run.changed_count, run.unchanged_count, run.gone_count, run.relisted_count


def _state() -> list[tuple[Any, ...]]:
    fields = ("id", "office_id", "name", "street", "phone", "last_release", "gone_release")
    return sorted(OfficeService.objects.values_list(*fields)) + sorted(
        Office.objects.values_list("id", "name", "precision", "latitude", "service_codes", "listed")
    )


def test_first_then_again() -> None:
    run = take(rows(30))
    assert (run.status, run.reason) == ("done", "")
    assert _counts(run) == (30, 0, 0, 0, 0)
    assert Office.objects.count() == OfficeIndex.objects.count() == 30
    before = _state()
    assert _counts(take(rows(30))) == (0, 0, 30, 0, 0)
    assert _state() == before


def test_what_changed_is_counted_by_field() -> None:
    take(rows(30), release="202503")
    newer = rows(30)
    newer[0] |= {"phone": "055-900-9999", "capacity": "12"}
    newer[1] |= {"phone": "055-900-8888", "street": "御幸町２番１号"}  # the street only in another width
    run = take(newer)
    assert _counts(run) == (0, 2, 28, 0, 0)
    assert run.report["changed_fields"] == {"事業所電話番号": 2, "定員": 1}
    office = Office.objects.get(name="みほんホーム1号")
    assert (office.phone, office.last_release) == ("055-900-9999", "202603")
    assert OfficeService.objects.get(name="みほんホーム1号").capacity == 12


def test_gone_is_marked_with_the_release_and_comes_back() -> None:
    take(rows(30), release="202503")
    run = take(rows(28), release="202509")
    assert _counts(run) == (0, 0, 28, 2, 0)
    gone = Office.objects.get(name="みほんホーム30号")
    assert (gone.listed, gone.gone_release, gone.service_codes, gone.former_service_codes) == (
        False,
        "202509",
        [],
        ["33"],
    )
    assert OfficeService.objects.get(office=gone).last_release == "202503"
    assert _counts(take(rows(28), release="202509")) == (0, 0, 28, 0, 0)  # gone once
    assert _counts(take(rows(30), release="202603")) == (0, 0, 30, 0, 2)
    gone.refresh_from_db()
    assert (gone.listed, gone.gone_release, gone.service_codes) == (True, "", ["33"])


def test_the_service_of_another_file_is_untouched() -> None:
    take(rows(30), release="202503")
    work = [row(n, service_name="就労継続支援Ａ型") for n in range(1, 21)]
    run = take(work, name="csvdownload045.csv")
    assert _counts(run) == (20, 0, 0, 0, 0)
    assert Office.objects.count() == 30  # the same places
    assert Office.objects.get(name="みほんホーム1号").service_codes == ["33", "45"]
    assert not OfficeService.objects.exclude(gone_release="").exists()


def test_satellites_stay_apart_and_services_at_one_place_come_together() -> None:
    one = number(1)
    found = rows(30) + [
        row(101, office_number=one, name="みほんホーム1号の従たる事業所", street="本田町5番"),
        row(102, office_number=one, name="みほんホーム1号別館", street="御幸町1-1みほんビル"),  # the same place
        row(103, office_number=one, name="みほんホーム3番館", street="（以下省略）"),
    ]
    take(found)
    offices = Office.objects.filter(office_number=one).order_by("name")
    assert [(o.name, o.services.count()) for o in offices] == [
        ("みほんホーム1号", 2), ("みほんホーム1号の従たる事業所", 1), ("みほんホーム3番館", 1),
    ]  # fmt: skip


def test_numbers_of_zeros_are_no_number() -> None:
    run = take(rows(30) + [row(n, office_number="0000000000", name=f"番号なし{n}") for n in (41, 42)])
    assert sorted(Office.objects.filter(office_number="").values_list("name", flat=True)) == [
        "番号なし41",
        "番号なし42",
    ]
    assert _warned(run)["office_number_zero"] == 2


def test_the_same_no_for_two_offices_and_true_doubles() -> None:
    found = [*rows(30), row(31, key="A0000000001"), row(2)]
    run = take(found)
    assert (run.new_count, run.refused_count, _warned(run)["duplicate_key"]) == (31, 1, 2)
    assert run.report["refused"] == [[33, "3行目と同じ行です"]] or run.report["refused"] == [(33, "3行目と同じ行です")]
    assert _counts(take(found)) == (0, 0, 31, 0, 0)


def _warned(run: ImportRun) -> dict[str, int]:
    return {warning["kind"]: warning["count"] for warning in run.report["warnings"]}


BROKEN = {
    "empty": b"",
    "cut": csv_bytes(rows(30))[:4000],
    "foreign": "名称,住所\r\nあ,い\r\n".encode(),
    "mixed": csv_bytes([*rows(29), row(30, service_name="就労継続支援Ａ型")]),
    "no service": csv_bytes(rows(30, service_name="")),
    "few": csv_bytes(rows(10)),
    "bad zip": b"PK\x03\x04broken",
    "unknown service": csv_bytes(rows(30, service_name="しらないサービス")),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_refused_file_changes_nothing_and_says_why(kind: str) -> None:
    take(rows(30), release="202503")
    before = _state()
    run = take(BROKEN[kind], name="file.csv")
    assert run.status == "refused"
    assert run.reason.endswith(("。", "ます。", "ません。"))
    assert _state() == before
    assert (run.new_count, run.gone_count, run.report) == (0, 0, {})
    assert ImportRun.objects.filter(status="refused").count() == 1
    assert Event.objects.filter(code="directory.imported").count() == 2


def test_few_rows_can_be_forced() -> None:
    take(rows(30), release="202503")
    assert take(rows(10), force=True).gone_count == 20


def test_a_refused_row_does_not_make_its_office_gone() -> None:
    take(rows(30), release="202503")
    found = rows(30)
    found[4]["name"] = ""
    run = take(found)
    assert (run.refused_count, run.gone_count, run.report["held_back"]) == (1, 0, 1)
    assert run.report["refused"][0][0] == 6
    assert Office.objects.get(name="みほんホーム5号").listed


def test_beside_a_torn_row_nothing_is_gone() -> None:
    take(rows(40), release="202503")
    lines = csv_bytes(rows(40)).decode("utf-8-sig").split("\r\n")
    lines[5] = lines[5].replace('"みほんホーム5号",', "")
    run = take("\r\n".join(lines[:8] + lines[11:]).encode("utf-8-sig"))  # and three rows are missing
    assert (run.refused_count, run.gone_count, run.report["held_back"]) == (1, 0, 4)
    assert not Office.objects.filter(listed=False).exists()


@pytest.mark.parametrize(
    ("release", "name", "status", "says"),
    [
        ("", "csvdownload033.csv", "refused", "公開時期が分かりません"),
        ("202703", "csvdownload033.csv", "refused", "未来です"),
        ("", "sfkopendata_202509_33.csv", "done", ""),
        ("20250", "csvdownload033.csv", "refused", "公開時期が分かりません"),
    ],
)
def test_release(release: str, name: str, status: str, says: str) -> None:
    run = take(rows(5), release=release, name=name)
    assert run.status == status
    assert says in run.reason


def test_an_older_release_never_overwrites_a_newer_one() -> None:
    take(rows(30), release="202503")
    take(rows(30, phone="055-900-7777"), release="202603")
    known = take(rows(30), release="202503")
    assert (known.status, known.new_count) == ("skipped", 0)
    unknown = take(rows(29), release="202509")
    assert unknown.status == "refused"
    assert "2026年3月公開分まで取り込み済み" in unknown.reason
    assert set(OfficeService.objects.values_list("phone", flat=True)) == {"055-900-7777"}


def test_a_republished_release_is_taken() -> None:
    take(rows(30))
    run = take(rows(29))
    assert (run.status, run.gone_count) == ("done", 1)
    assert Office.objects.get(listed=False).gone_release == "202603"


def test_lost_characters_of_a_bad_release_do_not_replace_good_ones() -> None:
    take(rows(30, street="御幸町1-2"), release="202203")
    run = take(csv_bytes(rows(30, street="御幸町1?2"), encoding="cp932"))
    assert (run.encoding, run.changed_count) == ("cp932", 0)
    assert set(OfficeService.objects.values_list("street", flat=True)) == {"御幸町1-2"}


def test_every_csv_of_a_zip_stands_for_itself() -> None:
    content = zip_bytes({"csvdownload033.csv": csv_bytes(rows(5)), "csvdownload045.csv": b"broken"})
    runs = services.import_files(actor=IMPORTER, name="sfkopendata_202603.zip", content=content, now=NOW)
    assert [(run.status, run.release) for run in runs] == [("done", "202603"), ("refused", "202603")]


def test_a_service_without_our_code_is_kept_under_its_number() -> None:
    run = take(rows(5, service_name="未来の新サービス"), name="csvdownload071.csv")
    assert (run.status, run.service_code, _warned(run)["service_unknown"]) == ("done", "wamnet:71", 1)


def test_a_file_under_a_wrong_number_is_believed_by_its_content() -> None:
    run = take(rows(5), name="csvdownload045.csv")
    assert (run.service_code, _warned(run)["file_number"]) == ("33", 1)


def test_progress_is_told() -> None:
    seen: list[tuple[int, int]] = []
    take(rows(30), progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (30, 30)


def test_only_who_may() -> None:
    actor = Actor(role=Role.MUNICIPAL_OFFICER, organisation_id=None, organisation_kind=OrgKind.MUNICIPALITY)
    with pytest.raises(NotAllowed):
        services.import_files(actor=actor, name="a.csv", content=b"", now=NOW)


# --- places


def test_only_an_exact_place_has_a_point() -> None:
    take([
        row(1), row(2, street="（以下省略）"), row(3, latitude="26.2", longitude="127.7"), row(4, latitude=""),
        row(5, street="御幸町"), row(6, area="静岡県ない市"),
    ])  # fmt: skip
    found = {o.name: o for o in Office.objects.all()}
    precision = [found[f"みほんホーム{n}号"].precision for n in range(1, 7)]
    assert precision == ["exact", "withheld", "unknown", "unknown", "representative", "exact"]
    assert [o.name for o in found.values() if o.latitude is not None and o.precision != "exact"] == []
    numazu = found["みほんホーム2号"]
    assert (numazu.street, numazu.latitude) == ("", None)
    assert numazu.origin_latitude == pytest.approx(35.1, abs=0.1)
    assert numazu.origin_latitude != float(row(2)["latitude"])  # the municipality's point, not the published one


def test_a_point_shared_by_several_towns_is_nobodys_place() -> None:
    shared = {"latitude": "35.09500001", "longitude": "138.86300001"}
    take(
        [row(1), *(row(n, street=f"{town}町{n}番", **shared) for n, town in enumerate(["東", "西町", "南野"], start=2))]
    )
    assert set(Office.objects.exclude(name="みほんホーム1号").values_list("precision", flat=True)) == {"representative"}
    assert Office.objects.get(name="みほんホーム1号").precision == "exact"


def test_one_building_with_many_offices_is_a_place() -> None:
    shared = {"latitude": "35.09500001", "longitude": "138.86300001"}
    take([row(n, street=f"御幸町16-1-{n}0{n}", **shared) for n in range(1, 7)])
    assert set(Office.objects.values_list("precision", flat=True)) == {"exact"}


def test_a_later_file_can_reveal_a_representative_point() -> None:
    shared = {"latitude": "35.09500001", "longitude": "138.86300001"}
    take([row(1, street="東町1番", **shared)])
    assert Office.objects.get().precision == "exact"
    others = [row(n, service_name="短期入所", street=f"{t}1番", **shared) for n, t in ((2, "西町"), (3, "南野"))]
    take(others, name="csvdownload024.csv")
    assert Office.objects.get(name="みほんホーム1号").latitude is None
