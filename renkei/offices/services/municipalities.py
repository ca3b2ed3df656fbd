"""The table of municipalities: the real ones from the bundled file, exact points from a newer list, fictional ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.offices.enums import MunicipalityKind
from renkei.offices.models import Municipality
from renkei.offices.rules.check_digits import municipality_code
from renkei.offices.rules.municipality_table import MunicipalityRow, bundled_rows
from renkei.offices.rules.places import point_of
from renkei.offices.rules.prefectures import FICTIONAL
from renkei.offices.rules.refusal import FileRefused
from renkei.offices.services.settling import Settling
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

_POINT_COLUMNS = ("lgcode", "lat", "lng")


@transaction.atomic
def load_municipalities(*, actor: Actor, now: datetime, points: bytes | None = None) -> tuple[int, int]:
    """市区町村の一覧を登録する: the bundled table; `points` (UTF-8 CSV with lgcode, lat, lng) gives exact points.

    Returns:
        (municipalities written, points taken from `points`).

    Raises:
        FileRefused: `points` lacks a column or can't be read.
    """
    require(actor, P.DIRECTORY_IMPORT)
    rows = bundled_rows()
    exact = _read_points(points) if points is not None else {}
    known = {row.code for row in rows}
    _write(MunicipalityRow(**{**vars(row), **_point(exact.get(row.code))}) for row in rows)
    Settling.run()
    taken = len(known & exact.keys())
    record(
        actor=actor,
        event=E.SYSTEM_CHANGED,
        now=now,
        detail={"what": "municipalities", "rows": len(rows), "points": taken},
    )
    return len(rows), taken


@transaction.atomic
def add_fictional_municipalities(*, actor: Actor, rows: Iterable[MunicipalityRow], now: datetime) -> int:
    """架空の県（コード99）の市区町村を登録する, for the demonstration.

    Raises:
        FileRefused: a code does not begin with 99.
    """
    require(actor, P.DIRECTORY_IMPORT)
    found = list(rows)
    if any(not row.code.startswith(FICTIONAL) for row in found):
        raise FileRefused("架空の市区町村のコードは 99 で始まるものに限ります。")
    _write(found)
    record(actor=actor, event=E.SYSTEM_CHANGED, now=now, detail={"what": "fictional", "rows": len(found)})
    return len(found)


def _write(rows: Iterable[MunicipalityRow]) -> None:
    columns = ("prefecture_code", "prefecture", "parent_code", "city", "name", "kana", "kind", "latitude",
               "longitude", "valid_from", "valid_to")  # fmt: skip
    Municipality.objects.bulk_create(
        [Municipality(prefecture_code=row.code[:2], **vars(row)) for row in rows],
        update_conflicts=True, unique_fields=["code"], update_fields=columns,
    )  # fmt: skip


def _point(point: tuple[float, float] | None) -> dict[str, float]:
    return {"latitude": point[0], "longitude": point[1]} if point else {}


def _read_points(content: bytes) -> dict[str, tuple[float, float]]:
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        missing = [name for name in _POINT_COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise FileRefused(f"市区町村の座標の表に、列「{'」「'.join(missing)}」がありません。")
        found = {}
        for row in reader:
            code = municipality_code((row["lgcode"] or "").strip().zfill(6))
            point = point_of(row["lat"] or "", row["lng"] or "")
            if code and point:
                found[code] = (point.latitude, point.longitude)
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileRefused("市区町村の座標の表が読めません（UTF-8 の CSV にしてください）。") from error
    return found


__all__ = ["MunicipalityKind", "MunicipalityRow", "add_fictional_municipalities", "load_municipalities"]
