"""Published files as WAM NET writes them, with fictional offices, and files as they get damaged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from renkei.core.clock import TOKYO
from renkei.offices import services
from renkei.offices.models import ImportRun
from renkei.offices.rules.check_digits import office_number_holds
from renkei.offices.rules.profiles import WAMNET, write_csv
from renkei.policy.actor import system_actor

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=TOKYO)
IMPORTER = system_actor("directory_import")
HEADER = ",".join(f'"{name}"' for name in WAMNET.headers)


def number(serial: int, *, kind: str = "2", prefecture: str = "22") -> str:
    """An office number whose check digit holds."""
    body = f"{prefecture}{kind}{serial:06d}"
    return next(body + str(d) for d in range(10) if office_number_holds(body + str(d)))


def row(serial: int = 1, **fields: Any) -> dict[str, Any]:
    """A faultless row; every office in a street of its own."""
    return {
        "authority_code": "22000", "key": f"A{serial:010d}", "authority_name": "静岡県",
        "corporation_name": "社会福祉法人みほん会", "corporation_kana": "しゃかいふくしほうじんみほんかい",
        "corporation_number": "8700110005901", "corporation_area": "静岡県沼津市",
        "corporation_street": "御幸町１６番１号", "corporation_phone": "055-900-0001",
        "corporation_fax": "055-900-0002", "corporation_url": "https://example.jp/", "service_name": "共同生活援助",
        "name": f"みほんホーム{serial}号", "kana": f"みほんほーむ{serial}ごう", "office_number": number(serial),
        "area": "静岡県沼津市", "street": f"御幸町{serial}番1号", "phone": "055-900-0003", "fax": "055-900-0004",
        "url": "https://example.jp/home", "latitude": f"{35.09 + serial / 10000:.8f}",
        "longitude": f"{138.86 + serial / 10000:.8f}", "hours_weekday": "09:00-18:00", "hours_saturday": "",
        "hours_sunday": "00:00-00:00", "hours_holiday": "", "closed_days": "日曜日", "hours_note": "", "capacity": "10",
    } | fields  # fmt: skip


def rows(count: int, **fields: Any) -> list[dict[str, Any]]:
    return [row(n, **fields) for n in range(1, count + 1)]


def csv_bytes(found: Iterable[Mapping[str, Any]], **options: Any) -> bytes:
    return write_csv(WAMNET, found, **options)


def zip_bytes(files: Mapping[str, bytes], *, date: tuple[int, ...] = (2026, 4, 16, 6, 22, 0)) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, date), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def take(found: Iterable[Mapping[str, Any]] | bytes, *, release: str = "202603", **options: Any) -> ImportRun:
    """Import rows (or bytes) of one file; returns its run."""
    content = found if isinstance(found, bytes) else csv_bytes(found)
    options.setdefault("name", "csvdownload033.csv")
    return services.import_files(actor=IMPORTER, content=content, release=release, now=NOW, **options)[0]
