"""Lists of prefectures and cities: five headers that are really used (with invented offices), and what is done to them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from renkei.core.wall import acting_as
from renkei.offices import queries, services
from renkei.offices.enums import ChangeKind, DesignationStatus, ImportStatus, Warn
from renkei.offices.models import Designation, ImportRun, Office, OfficeChange, OfficeService
from renkei.offices.rules.list_columns import recognise
from renkei.offices.rules.lists import Listed, ListFile, read_list
from renkei.offices.rules.profiles import LIST
from renkei.offices.rules.refusal import FileRefused
from tests.offices.wamnet import IMPORTER, NOW, number, row, take

ON = date(2021, 12, 28)
HOKKAIDO = (
    "事業所番号,ｻｰﾋﾞｽ種類,事業所名,事業所郵便番号,事業所所在地1,事業所所在地2,事業所所在地3,事業所電話,事業所FAX,指定後状態名,"
    "指定年月日,法人種別名,法人(設置者)名,法人(設置者)所在地1,法人(設置者)所在地2,法人(設置者)所在地3,利用定員,施設等の区分"
)
SAITAMA = (
    "No.,申請者名称,事業所番号,枝番／ 連番,事業所名称,事業所郵便番号,事業所所在地,事業所電話番号,事業所FAX番号,共同生活住居名称,"
    "共同生活住居〒,共同生活住居所在地,主たる対象者(身体障害者),主たる対象者(知的障害者),主たる対象者(精神障害者),"
    "主たる対象者(難病等対象者),異動年月日,異動区分,施設等の区分,利用定員数"
)
TOKYO = (
    "申請者－法人種別,申請者－名称,申請者－郵便番号,申請者－住所,,申請者－電話番号,事業所－名称,事業所－郵便番号,事業所－地域,"
    "事業所－住所,事業所－電話番号,ｻｰﾋﾞｽ種類,事業所番号,指定年月日"
)
HYOGO = (
    "申請者－名称,事業所－名称,事業所－郵便番号,事業所－住所,事業所－電話番号,事業所－FAX番号,サービス種類,事業所番号,指定年月日,"
    "廃止年月日,失効年月日"
)
AICHI = (
    "ID,施設・サービス名,種類名,タグ,障害福祉サービス等事業所番号,法人の名称,事業所名カナ,郵便番号,所在地,指定年月日,電話番号,"
    "FAX番号,移動・地域活動支援事業所番号,地域活動支援事業の定員,法人の種類,身体,知的,精神,難病,障害児,給食,入浴,送迎"
)
N1, N2 = number(1, prefecture="01"), number(2, prefecture="22")


def read(header: str, *lines: str, encoding: str = "utf-8-sig") -> ListFile:
    return read_list("\r\n".join([header, *lines, ""]).encode(encoding), on=ON)


def one(header: str, line: str, **options: Any) -> Listed:
    return read(header, line, **options).listed[0]


def test_hokkaido_with_status_kind_and_an_address_in_three_parts() -> None:
    found = read(
        HOKKAIDO,
        f"{N1[1:]},共同生活援助,ﾐﾎﾝﾎｰﾑ,0600000,北海道恵庭市,みほん町１丁目２－3,ﾊｲﾂみほん,011-000-0000,,休止,R3.4.1,営利法人,"
        "みほん会,,,,4,介護サービス包括型",
        encoding="cp932",
    )
    listed = found.listed[0]
    assert (listed.number, listed.name, listed.capacity) == (N1, "ミホンホーム", 4)
    assert (listed.status, listed.designated_on) == (DesignationStatus.SUSPENDED, date(2021, 4, 1))
    assert listed.address == "北海道恵庭市みほん町1丁目2-3 ハイツみほん"
    assert (Warn.ZERO_RESTORED, 2, N1) in found.warnings


def test_saitama_joins_the_dwellings_of_a_number() -> None:
    lines = [
        f"1,みほん会,{N2},{n},みほん,3440000,埼玉県春日部市みほん1-2,048-000-0000,,みほん第{n},3440000,埼玉県越谷市みほん{n},"
        f"×,{'○' if n == 1 else '×'},○,×,44287,新規,1:介護サービス包括型,{n + 3}"
        for n in (1, 2)
    ]
    listed = read(SAITAMA, *lines).listed
    assert len(listed) == 1
    assert (listed[0].capacity, listed[0].targets) == (9, ("intellectual", "mental"))
    assert [d.address for d in listed[0].dwellings] == ["埼玉県越谷市みほん1", "埼玉県越谷市みほん2"]
    assert (listed[0].status, listed[0].facility_kind) == (DesignationStatus.LISTED, "介護サービス包括型")
    assert listed[0].service.code == "33"


def test_tokyo_hides_the_street_and_lost_zeros_of_telephones() -> None:
    listed = one(
        TOKYO,
        f"営利法人,みほん会,1940000,東京都町田市,みほん1-2,042-000-0000,みほん,1940000,東京都町田市,＊,429990000,共同生活援助,{N2},2021/12/1",
    )
    assert (listed.phone, listed.address) == ("0429990000", "東京都町田市*")


@pytest.mark.parametrize(
    ("closed", "expired", "status"),
    [
        ("", "", "listed"), ("2021/9/30", "", "closed"), ("", "令和3年9月30日", "closed"), ("", "2024/3/31", "listed"),
        ("2019/3/31", "", "listed"),
    ],
)  # fmt: skip
def test_hyogo_says_by_dates_what_has_ended(closed: str, expired: str, status: str) -> None:
    """An end before the designation was of an earlier one; an end to come has not come."""
    line = f"みほん会,みほん,655-0000,兵庫県神戸市垂水区みほん1-2,078-000-0000,,共同生活援助,{N2},2020.4.1,{closed},{expired}"
    assert one(HYOGO, line).status == status


def test_aichi_with_a_kind_in_brackets_and_ticked_targets() -> None:
    line = f"1,みほん,共同生活援助(日中サービス支援型),中川,{N2},みほん会,ミホン,454-0000,愛知県名古屋市中川区みほん町1,2021年12月1日,052-000-0000,,,,営利法人,,1,,,○,,,"
    listed = one(AICHI, line)
    assert (listed.service.code, listed.facility_kind) == ("33", "日中サービス支援型")
    assert listed.targets == ("child", "intellectual")


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (N1, N1), (N1[1:], N1), (f"{N1[:2]}-{N1[2]}-{N1[3:5]}-{N1[5:9]}-{N1[9]}", N1), ("０" + N1[1:], N1),
        ("1.32E+09", None), ("", None), ("12345", None), ("0000000000", None),
    ],
)  # fmt: skip
def test_numbers_as_spreadsheets_leave_them(published: str, expected: str | None) -> None:
    good = f"みほん会,みほん,,兵庫県神戸市垂水区みほん1-2,,,共同生活援助,{N2},,,"
    found = read(HYOGO, good, good.replace(N2, published).replace("みほん,", "べつ,"))
    numbers = {listed.number for listed in found.listed}
    assert numbers == ({N2, expected} if expected else {N2})
    assert len(found.refused) == (0 if expected else 1)


def test_a_column_of_another_order_and_spelling_is_known() -> None:
    layout = recognise(["ＴＥＬ", "事業所 番号", "事業所名称", "サービス種別", "住所", "じゆう列"])
    assert layout.fields == ("phone", "number", "name", "service", "address*", "")
    assert layout.unknown == ("じゆう列",)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (["施設名", "おところ", "定員"], ("足りない列: 「事業所番号」「所在地」「サービス種類」", "分かった列: 「施設名」「定員」", "知らない列: 「おところ」")),
        (["氏名", "生年月日"], ("分かった列: なし", "知らない列: 「氏名」「生年月日」")),
        (["事業所番号", "事業所名", "施設名", "所在地", "サービス種類"], ("同じ意味の列が二つ", "「事業所名」「施設名」")),
    ],
)  # fmt: skip
def test_an_unknown_header_is_refused_with_what_was_found_and_missing(
    header: list[str], words: tuple[str, ...]
) -> None:
    with pytest.raises(FileRefused) as refused:
        recognise(header)
    assert all(word in str(refused.value) for word in words)


# --- into the directory


def line(serial: int, *, status: str = "提供中", name: str = "", capacity: str = "4") -> str:
    return (
        f"{number(serial)},共同生活援助,{name or f'みほんホーム{serial}号'},,静岡県沼津市,御幸町{serial}番1号,,055-900-0003,,{status},2021/4/1,"
        f"営利法人,みほん会,,,,{capacity},介護サービス包括型"
    )


def take_list(
    *lines: str, release: str = "202112", header: str = HOKKAIDO, scope: str = "沼津市", name: str = "list.csv"
) -> ImportRun:
    content = "\r\n".join([header, *lines, ""]).encode()
    return services.import_files(
        actor=IMPORTER, name=name, content=content, release=release, now=NOW, profile=LIST, scope=scope
    )[0]


@pytest.mark.django_db
def test_a_list_is_merged_with_what_is_published_and_adds_what_is_not() -> None:
    take([row(1), row(2)])
    run = take_list(line(1), line(2, status="休止", name="べつの名"), line(3))
    assert (run.status, run.profile) == (ImportStatus.DONE, "list:22203")  # all in one city: the city's own list
    assert (run.report["merged"], run.report["own"], run.new_count) == (2, 1, 3)
    assert Office.objects.count() == 3
    own = Office.objects.get(office_number=number(3))
    assert (own.listed, own.precision, own.municipality_code) == (True, "unknown", "22203")
    assert own.services.get().profile == run.profile
    published = Office.objects.get(office_number=number(2))
    assert (published.name, published.precision) == (
        "みほんホーム2号",
        "exact",
    )  # a list never speaks for what is published
    found = queries.designations_of(actor=IMPORTER, office_ids=[published.id])[published.id]["33"]
    assert (found.stops, found.status_words, found.designated_on) == (True, "休止", date(2021, 4, 1))


@pytest.mark.django_db
def test_the_next_list_changes_adds_and_loses_and_no_other_list_is_touched() -> None:
    take_list(*(line(n) for n in range(1, 5)))
    other = take_list(
        f"営利法人,みほん会,,,,,みほん,1940000,東京都町田市,＊,,共同生活援助,{number(90, prefecture='13')},2021/12/1",
        header=TOKYO,
        scope="町田市",
    )
    run = take_list(line(1), line(2, status="廃止"), line(3, capacity="6"), line(9), release="202206")
    counts = (run.new_count, run.changed_count, run.gone_count, run.unchanged_count)
    assert counts == (1, 2, 1, 1)
    assert Designation.objects.get(office_number=number(4)).gone_release == "202206"
    assert not Office.objects.get(office_number=number(4)).listed
    assert Designation.objects.get(scope=other.profile).gone_release == ""
    changed = OfficeChange.objects.get(run=run, office__office_number=number(2))
    assert (changed.kind, changed.fields) == (ChangeKind.CHANGED, {"status": ["active", "closed"]})
    again = take_list(line(1), release="202112")
    assert again.status == ImportStatus.REFUSED
    assert "上書きしない" in again.reason


@pytest.mark.django_db
def test_the_same_list_twice_changes_nothing() -> None:
    lines = [line(n) for n in range(1, 4)]
    take_list(*lines)
    run = take_list(*lines)
    assert (run.new_count, run.changed_count, run.gone_count, run.unchanged_count) == (0, 0, 0, 3)
    assert not OfficeChange.objects.exists()


@pytest.mark.django_db
def test_a_row_of_a_list_makes_room_when_it_is_published() -> None:
    take_list(line(1), line(2))
    take([row(1, street="別の町9番9号")], release="202203")
    assert OfficeService.objects.filter(profile="list:22203", gone_release="").count() == 1
    take_list(line(1), line(2), release="202204")
    designation = Designation.objects.get(office_number=number(1))
    assert designation.office.services.filter(profile="wamnet", gone_release="").exists()


@pytest.mark.django_db
def test_a_list_without_a_place_or_a_release_is_refused() -> None:
    with acting_as("directory_import"):
        nowhere = take_list(line(1).replace("静岡県沼津市", "どこか"), scope="")
        never = take_list(line(1), release="")
    assert "どの都道府県・市の一覧か" in nowhere.reason
    assert "公開時期が分かりません" in never.reason
    assert not Office.objects.exists()


@pytest.mark.django_db
def test_a_short_list_of_one_city_asks_whose_it_is() -> None:
    lines = [line(n) for n in range(1, 4)]
    asked = take_list(*lines, scope="")
    assert asked.status == ImportStatus.REFUSED
    assert "「沼津市」か「静岡県」を入れて" in asked.reason
    assert not Designation.objects.exists()
    assert take_list(*lines, scope="どこか市").status == ImportStatus.REFUSED
    assert take_list(*lines, scope="静岡県").profile == "list:22"
    assert take_list(*lines, scope="", name="静岡県GH一覧.csv").profile == "list:22"
    assert take_list(*lines, scope="", name="沼津市GH.csv").profile == "list:22203"
    assert take_list(*lines, scope="").profile == "list:22203"  # its own list was taken in before
    sapporo = line(9).replace("静岡県沼津市", "北海道札幌市中央区")  # 政令指定都市 designate for themselves
    assert take_list(sapporo, scope="").profile == "list:01100"
