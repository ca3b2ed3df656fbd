"""`import_offices` and `import_municipalities` as they are typed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from renkei.offices.models import ImportRun, Municipality, Office, OfficeService
from tests.offices.wamnet import csv_bytes, row, rows, zip_bytes

pytestmark = pytest.mark.django_db


def _run(*paths: object, **options: object) -> tuple[str, str]:
    """(what was printed, the refusal at the end or '')."""
    out, err = io.StringIO(), ""
    try:
        call_command("import_offices", *map(str, paths), stdout=out, no_color=True, **options)
    except CommandError as error:
        err = str(error)
    return out.getvalue(), err


def test_a_folder_of_two_releases_is_read_oldest_first(tmp_path: Path) -> None:
    for release, count in (("202603", 29), ("202509", 30)):
        (tmp_path / release).mkdir()
        (tmp_path / release / "csvdownload033.csv").write_bytes(csv_bytes(rows(count)))
    (tmp_path / "readme.txt").write_text("no data")
    printed, refusal = _run(tmp_path)
    assert refusal == ""
    assert printed.index("2025年9月公開分") < printed.index("2026年3月公開分")
    assert "読んだ行 29、新規 0、変更 0、変更なし 29、掲載なし 1、再掲載 0" in printed
    assert "合計 2 ファイル: 取り込み 2、取り込み済み 0、取り込めず 0。" in printed
    again, refusal = _run(tmp_path)
    assert refusal == ""
    assert "合計 2 ファイル: 取り込み 1、取り込み済み 1、取り込めず 0。読んだ行 29、新規 0、変更 0、掲載なし 0" in again


def test_broken_files_are_named_and_the_others_go_on(tmp_path: Path) -> None:
    good = tmp_path / "sfkopendata_202603_33.zip"
    good.write_bytes(zip_bytes({"csvdownload033.csv": csv_bytes(rows(5))}))
    (tmp_path / "sfkopendata_202603_45.zip").write_bytes(b"PK\x03\x04cut")
    (tmp_path / "csvdownload046.csv").write_bytes(csv_bytes(rows(5, service_name="就労継続支援Ｂ型")))
    printed, refusal = _run(tmp_path, tmp_path / "absent.csv")
    assert refusal == "取り込めなかったものが 3 件あります。上の理由を確かめてください。"
    assert "壊れているか、途中で切れています" in printed
    assert "公開時期が分かりません" in printed
    assert "absent.csv: ファイルもフォルダも見つかりません。" in printed
    assert Office.objects.count() == 5
    assert ImportRun.objects.filter(status="refused").count() == 2
    printed, refusal = _run(tmp_path / "csvdownload046.csv", release="202603")
    assert refusal == ""
    assert OfficeService.objects.filter(service_code="46").count() == 5


def test_the_report_names_warnings_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "sfkopendata_202603_33.csv"
    path.write_bytes(
        csv_bytes([*rows(30), row(31, street="（以下省略）", phone="０５５－９００－０００３"), row(32, name="")])
    )
    printed, _ = _run(path)
    assert "注意: 住所の番地以降が公表されていません 1行（32行目）" in printed
    assert "注意: 電話・FAX番号に全角の数字や記号があります 1行（32行目「０５５－９００－０００３」）" in printed
    assert "読めない行: 33行目 事業所の名称がありません" in printed
    assert "位置の精度: 番地まで 30、住所の一部が非公表 1" in printed
    assert "注意: 住所" not in _run(path, brief=True)[0]


@pytest.mark.parametrize(("release", "says"), [("2026", "YYYYMM"), ("202613", "YYYYMM")])
def test_a_wrong_release(tmp_path: Path, release: str, says: str) -> None:
    _, refusal = _run(tmp_path, release=release)
    assert says in refusal


def test_an_empty_folder(tmp_path: Path) -> None:
    printed, refusal = _run(tmp_path)
    assert "フォルダに CSV も ZIP もありません" in printed
    assert refusal


def test_municipalities_take_exact_points_from_a_list(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("lgcode,lat,lng\n222038,35.5,138.5\n999999,1,1\n222046,,\n", encoding="utf-8-sig")
    out = io.StringIO()
    call_command("import_municipalities", str(path), stdout=out)
    assert "座標の表を使ったもの 1 件" in out.getvalue()
    numazu = Municipality.objects.get(code="22203")
    assert (numazu.latitude, numazu.longitude, numazu.full_name) == (35.5, 138.5, "静岡県沼津市")
    assert Municipality.objects.count() == 1925
    call_command("import_municipalities", stdout=out)
    numazu.refresh_from_db()
    assert numazu.latitude == pytest.approx(35.1, abs=0.1)


@pytest.mark.parametrize("content", [b"name,lat\nx,1\n", b"\xff\xfe\x00", b""])
def test_a_list_of_points_that_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "points.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="座標の表"):
        call_command("import_municipalities", str(path))
