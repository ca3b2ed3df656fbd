"""Municipalities, offices, their published service rows, and the record of every import."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.offices.enums import ImportStatus, MunicipalityKind, Precision
from renkei.policy import walls
from renkei.policy.permissions import P


def _none(*names: str) -> dict[str, object]:
    """Every column of the directory is published data about organisations."""
    return dict.fromkeys(names, Privacy.NONE)


class Municipality(Base):
    """市区町村・行政区, with the days on which it exists (Hamamatsu's wards changed on 2024-01-01)."""

    WALL = walls.open_to_all("the public directory", write=walls.may(P.DIRECTORY_IMPORT)).removable(
        walls.may(P.DIRECTORY_IMPORT)
    )
    PURPOSE, RETENTION = Purpose.DIRECTORY, Retention.EDITION
    PRIVACY = _none(
        "code", "prefecture_code", "prefecture", "parent_code", "city", "name", "kana", "kind", "latitude",
        "longitude", "valid_from", "valid_to",
    )  # fmt: skip

    code = models.CharField(
        "コード", max_length=5, unique=True, db_comment="全国地方公共団体コードの5桁（検査数字なし）"
    )
    prefecture_code = models.CharField("都道府県コード", max_length=2, db_comment="都道府県コード2桁。99は架空の県")
    prefecture = models.CharField("都道府県", max_length=10, db_comment="都道府県名")
    parent_code = models.CharField("市のコード", max_length=5, blank=True, db_comment="行政区の属する政令指定都市")
    city = models.CharField("市の名称", max_length=20, blank=True, db_comment="行政区の属する政令指定都市の名称")
    name = models.CharField("名称", max_length=20, db_comment="市区町村・行政区の名称")
    kana = models.CharField("ふりがな", max_length=40, blank=True, db_comment="名称のかな")
    kind = models.CharField("種類", max_length=20, choices=MunicipalityKind.choices, db_comment="市区町村の種類")
    latitude = models.FloatField("緯度", null=True, db_comment="代表点の緯度（世界測地系、度）")
    longitude = models.FloatField("経度", null=True, db_comment="代表点の経度（世界測地系、度）")
    valid_from = models.DateField("設置日", null=True, db_comment="この日から。空は以前から")
    valid_to = models.DateField("廃止日", null=True, db_comment="この日まで。空は現存")

    class Meta:
        db_table_comment = "市区町村と行政区"
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{5}$") & Q(code__startswith=F("prefecture_code")),
                name="municipality_code_form",
                violation_error_message="市区町村コードは、都道府県コードで始まる5桁の数字です。",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="municipality_point_whole",
                violation_error_message="緯度と経度は、両方を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="municipality_period",
                violation_error_message="廃止日は設置日以後の日を入力してください。",
            ),
        ]

    @property
    def full_name(self) -> str:
        """都道府県から: 「静岡県浜松市中央区」."""
        return f"{self.prefecture}{self.city}{self.name}"

    @property
    def local_name(self) -> str:
        """市区町村だけ: 「浜松市中央区」."""
        return f"{self.city}{self.name}"


class ImportRun(Base):
    """One file that was offered to the directory, and what became of it. Also kept when it was refused."""

    WALL = walls.open_to_all("the public directory", write=walls.may(P.DIRECTORY_IMPORT)).removable(
        walls.may(P.DIRECTORY_IMPORT)
    )
    PURPOSE, RETENTION = Purpose.DIRECTORY, Retention.EDITION
    PRIVACY = _none(
        "profile", "release", "service_code", "service_label", "file_name", "sha256", "status", "reason", "encoding",
        "row_count", "new_count", "changed_count", "unchanged_count", "gone_count", "relisted_count",
        "warned_count", "refused_count", "report", "seconds", "at", "system",
    ) | {"by_user_id": Privacy.STAFF}  # fmt: skip

    profile = models.CharField("取込みの型", max_length=20, db_comment="データの出所（取込みの型のキー）")
    release = models.CharField("公開分", max_length=6, blank=True, db_comment="公開時期 YYYYMM")
    service_code = models.CharField("サービス", max_length=24, blank=True, db_comment="サービス種別のコード")
    service_label = models.CharField("サービス名", max_length=60, blank=True, db_comment="公表されたサービス種別名")
    file_name = models.CharField("ファイル名", max_length=255, db_comment="ファイル名（ZIPの中の名前を含む）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="CSVの内容のSHA-256")
    status = models.CharField("結果", max_length=10, choices=ImportStatus.choices, db_comment="取込みの結果")
    reason = models.TextField("理由", blank=True, db_comment="取り込まなかった理由")
    encoding = models.CharField("文字コード", max_length=20, blank=True, db_comment="読めた文字コード")
    row_count = models.PositiveIntegerField("読んだ行", default=0, db_comment="読んだ行数（見出しを除く）")
    new_count = models.PositiveIntegerField("新規", default=0, db_comment="新しい行の数")
    changed_count = models.PositiveIntegerField("変更", default=0, db_comment="内容が変わった行の数")
    unchanged_count = models.PositiveIntegerField("変更なし", default=0, db_comment="内容が同じ行の数")
    gone_count = models.PositiveIntegerField("掲載なし", default=0, db_comment="掲載がなくなった行の数")
    relisted_count = models.PositiveIntegerField("再掲載", default=0, db_comment="再び掲載された行の数")
    warned_count = models.PositiveIntegerField("注意", default=0, db_comment="注意のある行の数")
    refused_count = models.PositiveIntegerField("読めない行", default=0, db_comment="取り込めなかった行の数")
    report = models.JSONField("報告", default=dict, db_comment="項目別の変更、注意と読めない行の内訳")
    seconds = models.FloatField("秒", default=0, db_comment="かかった秒数")
    at = models.DateTimeField("日時", db_comment="取込みの日時")
    by_user_id = models.UUIDField("取込みをした人", null=True, db_comment="操作した利用者の識別子")
    system = models.CharField("プログラム", max_length=40, blank=True, db_comment="プログラムによる操作の名前")

    class Meta:
        db_table_comment = "事業所データの取込みの記録"
        indexes = [
            models.Index(fields=["profile", "service_code", "release"], name="import_by_service"),
            models.Index(fields=["-at"], name="import_by_time"),
        ]


class Office(Base):
    """事業所: one place under one 事業所番号. Its values follow its newest listed service row."""

    WALL = walls.open_to_all("the public directory", write=walls.may(P.DIRECTORY_IMPORT)).removable(
        walls.may(P.DIRECTORY_IMPORT)
    )
    PURPOSE, RETENTION = Purpose.DIRECTORY, Retention.EDITION
    PRIVACY = _none(
        "office_number", "name", "kana", "corporation_name", "corporation_number", "municipality_code",
        "area", "street", "phone", "fax", "url", "precision", "latitude", "longitude", "origin_latitude",
        "origin_longitude", "service_codes", "former_service_codes", "listed", "last_release", "gone_release",
        "name_key", "place_key",
    )  # fmt: skip

    office_number = models.CharField("事業所番号", max_length=10, blank=True, db_comment="10桁。空は番号なし")
    name = models.TextField("名称", db_comment="事業所の名称")
    kana = models.TextField("ふりがな", blank=True, db_comment="名称のかな")
    corporation_name = models.TextField("法人", blank=True, db_comment="法人の名称")
    corporation_number = models.CharField("法人番号", max_length=13, blank=True, db_comment="13桁")
    municipality_code = models.CharField("市区町村コード", max_length=5, blank=True, db_comment="5桁。空は結び付かず")
    area = models.TextField("市区町村", blank=True, db_comment="住所のうち市区町村まで")
    street = models.TextField("番地以降", blank=True, db_comment="住所のうち番地以降。非公表なら空")
    phone = models.CharField("電話", max_length=60, blank=True, db_comment="半角にした電話番号")
    fax = models.CharField("FAX", max_length=60, blank=True, db_comment="半角にしたFAX番号")
    url = models.TextField("ホームページ", blank=True, db_comment="URL")
    precision = models.CharField("位置の精度", max_length=20, choices=Precision.choices, db_comment="位置の精度")
    latitude = models.FloatField("緯度", null=True, db_comment="事業所の緯度。番地まで分かるときだけ")
    longitude = models.FloatField("経度", null=True, db_comment="事業所の経度。番地まで分かるときだけ")
    origin_latitude = models.FloatField("距離の起点の緯度", null=True, db_comment="事業所または市区町村の代表点")
    origin_longitude = models.FloatField("距離の起点の経度", null=True, db_comment="事業所または市区町村の代表点")
    service_codes = ArrayField(models.CharField(max_length=24), default=list, db_comment="掲載中のサービス種別コード")
    former_service_codes = ArrayField(
        models.CharField(max_length=24), default=list, db_comment="掲載がなくなったサービス種別コード"
    )
    listed = models.BooleanField("掲載中", default=True, db_comment="一つでもサービスが掲載されている")
    last_release = models.CharField("最後の公開分", max_length=6, db_comment="最後に載っていた公開分 YYYYMM")
    gone_release = models.CharField("掲載なしの公開分", max_length=6, blank=True, db_comment="載らなくなった公開分")
    name_key = models.CharField("名称の照合形", max_length=200, db_comment="幅や記号の違いを除いた名称")
    place_key = models.CharField("所在地の照合形", max_length=200, blank=True, db_comment="建物名などを除いた所在地")

    class Meta:
        db_table_comment = "事業所"
        constraints = [
            models.CheckConstraint(
                condition=Q(precision=Precision.EXACT, latitude__isnull=False, longitude__isnull=False)
                | (~Q(precision=Precision.EXACT) & Q(latitude__isnull=True, longitude__isnull=True)),
                name="office_point_only_if_exact",
                violation_error_message="番地まで分からない事業所に、座標を持たせることはできません。",
            ),
            models.CheckConstraint(
                condition=Q(listed=True, gone_release="") | (Q(listed=False) & ~Q(gone_release="")),
                name="office_gone_has_release",
                violation_error_message="掲載のない事業所には、載らなくなった公開分が要ります。",
            ),
        ]
        indexes = [
            models.Index(fields=["office_number"], name="office_by_number"),
            models.Index(fields=["municipality_code", "name"], name="office_by_municipality"),
            models.Index(fields=["origin_latitude", "origin_longitude"], name="office_by_origin"),
            GinIndex(fields=["service_codes"], name="office_by_service"),
            GinIndex(fields=["former_service_codes"], name="office_by_former"),
        ]


class OfficeIndex(Base):
    """What the search looks in, apart from the office so that a new release does not rewrite it."""

    WALL = walls.open_to_all("the public directory", write=walls.may(P.DIRECTORY_IMPORT)).removable(
        walls.may(P.DIRECTORY_IMPORT)
    )
    PURPOSE, RETENTION = Purpose.DIRECTORY, Retention.EDITION
    PRIVACY = _none("office", "search_text", "grams")

    office = models.OneToOneField(Office, models.PROTECT, related_name="index", db_comment="事業所")
    search_text = models.TextField("検索用の文", db_comment="名称・かな・法人・住所・番号（かな・幅をそろえた形）")
    grams = ArrayField(models.CharField(max_length=2), default=list, db_comment="検索用の文の1文字と2文字の並び")

    class Meta:
        db_table_comment = "事業所の検索の索引"
        indexes = [GinIndex(fields=["grams"], name="office_by_grams")]


class OfficeService(Base):
    """One published row: one service of one office. Never deleted; when it is gone, `gone_release` says since when."""

    WALL = walls.open_to_all("the public directory", write=walls.may(P.DIRECTORY_IMPORT)).removable(
        walls.may(P.DIRECTORY_IMPORT)
    )
    PURPOSE, RETENTION = Purpose.DIRECTORY, Retention.EDITION
    PRIVACY = _none(
        "office", "profile", "source_key", "service_code", "source_service", "service_label", "authority_code",
        "authority_name", "office_number", "name", "kana", "corporation_name", "corporation_kana",
        "corporation_number", "corporation_area", "corporation_street", "corporation_phone", "corporation_fax",
        "corporation_url", "area", "street", "phone", "fax", "url", "latitude", "longitude", "hours_weekday",
        "hours_saturday", "hours_sunday", "hours_holiday", "closed_days", "hours_note", "capacity", "name_key",
        "place_key", "locality", "municipality_code", "address_withheld", "address_numbered",
        "coordinates_plausible", "first_release", "last_release", "gone_release",
    )  # fmt: skip

    office = models.ForeignKey(Office, models.PROTECT, related_name="services", db_comment="事業所")
    profile = models.CharField("出所", max_length=20, db_comment="データの出所（取込みの型のキー）")
    source_key = models.CharField("NO", max_length=60, blank=True, db_comment="出所の固有の番号")
    service_code = models.CharField("サービス", max_length=24, db_comment="国保連サービス種類コード、または固有のキー")
    source_service = models.CharField(
        "出所の番号", max_length=6, blank=True, db_comment="出所のサービス番号（WAM NET）"
    )
    service_label = models.CharField("サービス名", max_length=60, db_comment="公表されたサービス種別名")
    authority_code = models.CharField("指定機関コード", max_length=20, blank=True, db_comment="指定した自治体のコード")
    authority_name = models.TextField("指定機関", blank=True, db_comment="指定した自治体")
    office_number = models.CharField("事業所番号", max_length=10, blank=True, db_comment="10桁。空は番号なし")
    name = models.TextField("名称", db_comment="公表された名称")
    kana = models.TextField("ふりがな", blank=True, db_comment="公表された名称のかな")
    corporation_name = models.TextField("法人", blank=True, db_comment="法人の名称")
    corporation_kana = models.TextField("法人のかな", blank=True, db_comment="法人の名称のかな")
    corporation_number = models.CharField("法人番号", max_length=13, blank=True, db_comment="13桁")
    corporation_area = models.TextField("法人住所（市区町村）", blank=True, db_comment="法人住所の市区町村")
    corporation_street = models.TextField("法人住所（番地以降）", blank=True, db_comment="法人住所の番地以降")
    corporation_phone = models.TextField("法人電話", blank=True, db_comment="公表された法人電話番号")
    corporation_fax = models.TextField("法人FAX", blank=True, db_comment="公表された法人FAX番号")
    corporation_url = models.TextField("法人URL", blank=True, db_comment="法人URL")
    area = models.TextField("市区町村", blank=True, db_comment="公表された住所（市区町村）")
    street = models.TextField("番地以降", blank=True, db_comment="公表された住所（番地以降）")
    phone = models.TextField("電話", blank=True, db_comment="公表された電話番号")
    fax = models.TextField("FAX", blank=True, db_comment="公表されたFAX番号")
    url = models.TextField("ホームページ", blank=True, db_comment="URL")
    latitude = models.FloatField("公表された緯度", null=True, db_comment="代表点のことがある。画面に出さない")
    longitude = models.FloatField("公表された経度", null=True, db_comment="代表点のことがある。画面に出さない")
    hours_weekday = models.TextField("平日", blank=True, db_comment="利用可能な時間帯（平日）")
    hours_saturday = models.TextField("土曜", blank=True, db_comment="利用可能な時間帯（土曜）")
    hours_sunday = models.TextField("日曜", blank=True, db_comment="利用可能な時間帯（日曜）")
    hours_holiday = models.TextField("祝日", blank=True, db_comment="利用可能な時間帯（祝日）")
    closed_days = models.TextField("定休日", blank=True, db_comment="定休日（自由記載）")
    hours_note = models.TextField("特記事項", blank=True, db_comment="利用可能曜日特記事項（留意事項）")
    capacity = models.PositiveIntegerField("定員", null=True, db_comment="定員（人）。空は公表なし")
    name_key = models.CharField("名称の照合形", max_length=200, db_comment="幅や記号の違いを除いた名称")
    place_key = models.CharField("所在地の照合形", max_length=200, blank=True, db_comment="建物名などを除いた所在地")
    locality = models.CharField("町名の頭", max_length=2, blank=True, db_comment="代表点を見分けるための町名2文字")
    municipality_code = models.CharField("市区町村コード", max_length=5, blank=True, db_comment="5桁。空は結び付かず")
    address_withheld = models.BooleanField("住所が非公表", default=False, db_comment="番地以降が公表されていない")
    address_numbered = models.BooleanField("番地あり", default=True, db_comment="住所に番地がある")
    coordinates_plausible = models.BooleanField("座標が確か", default=True, db_comment="市区町村の近くにある")
    first_release = models.CharField("最初の公開分", max_length=6, db_comment="最初に載った公開分 YYYYMM")
    last_release = models.CharField("最後の公開分", max_length=6, db_comment="最後に載っていた公開分 YYYYMM")
    gone_release = models.CharField("掲載なしの公開分", max_length=6, blank=True, db_comment="載らなくなった公開分")

    class Meta:
        db_table_comment = "事業所のサービス（公表された1行）"
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "service_code", "source_key", "office_number", "name_key", "place_key"],
                name="office_service_once", deferrable=models.Deferrable.DEFERRED,
                violation_error_message="同じサービスの同じ行が、すでに登録されています。",
            ),
            models.CheckConstraint(
                condition=Q(gone_release="") | Q(gone_release__gte=F("last_release")),
                name="office_service_gone_later",
                violation_error_message="載らなくなった公開分は、最後に載っていた公開分より前にはなりません。",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["profile", "service_code"], name="office_service_by_source"),
            models.Index(fields=["municipality_code", "latitude", "longitude"], name="office_service_by_point"),
        ]
