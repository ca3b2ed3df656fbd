"""Taking in the list of a designating body: merged with the published offices on 事業所番号 and service.

What a list alone knows (status, designation date, 主たる対象者, dwellings) becomes a designation. A number and service that
nobody published becomes an office of its own, marked by its profile.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction

from renkei.core.ids import new_id
from renkei.core.plain import plain
from renkei.offices.enums import ChangeKind, ImportStatus, MunicipalityKind, Warn
from renkei.offices.models import Designation, ImportRun, Municipality, Office, OfficeChange, OfficeService
from renkei.offices.queries.naming import place_named
from renkei.offices.rules import releases
from renkei.offices.rules.archives import SourceFile
from renkei.offices.rules.list_scopes import Body, body_of
from renkei.offices.rules.lists import TRACKED, Listed, ListFile, read_list
from renkei.offices.rules.places import split_address
from renkei.offices.rules.profiles import LIST, LIST_PREFIX
from renkei.offices.rules.reading import RawFile, RawRow
from renkei.offices.rules.refusal import FileRefused
from renkei.offices.rules.service_codes import Service
from renkei.offices.rules.texts import name_key
from renkei.offices.services.bulk import Bulk
from renkei.offices.services.runs import check_release, check_size, finish, hold_imports, new_run, newest_of, older
from renkei.offices.services.taking import Taking, load_areas
from renkei.policy.actor import Actor

#: A list has no points and no numbers of rows; that it has none is no fault of a row.
_NO_FAULT = (Warn.MISSING_KEY, Warn.COORDINATES_MISSING, Warn.AUTHORITY)


def import_list(
    actor: Actor, file: SourceFile, release: str, *, scope: str = "", force: bool, now: datetime,
    progress: Callable[[int, int], None] | None,
) -> list[ImportRun]:  # fmt: skip
    """A list, one run per service, each in a transaction of its own. A header nobody knows is refused with its reason.

    Args:
        scope: whose list it is, by name (埼玉県, 川越市); empty: told by where its offices stand.
    """
    run = new_run(actor, file, LIST, now)
    run.release = release if releases.is_release(release) else ""
    try:
        check_release(run, now)
        found = read_list(file.content, on=date(int(run.release[:4]), int(run.release[4:]), 28))
        body = _named(scope) if scope else _body(found, run.release, file.name)
    except FileRefused as refusal:
        return [finish(actor, run, now, ImportStatus.REFUSED, str(refusal))]
    return [
        _one(actor, file, run.release, Taken(found, service, body), force=force, now=now, progress=progress)
        for _, service in sorted(found.services.items())
    ]


class Taken:
    """The part of a list that is one service, on its way in."""

    def __init__(self, found: ListFile, service: Service, body: Body) -> None:
        self.found, self.service, self.body = found, service, body
        self.rows = {one.number: one for one in found.listed if one.service.code == service.code}
        self.changes: list[tuple[UUID, UUID, ChangeKind, dict[str, list[Any]]]] = []

    def go(self, run: ImportRun, file: SourceFile, *, force: bool, now: datetime, progress: Any) -> ImportStatus:
        """Inside the caller's transaction. Fills the run's counts and report."""
        hold_imports()
        run.encoding, run.row_count = self.found.encoding, self.found.rows
        newest = newest_of(run)
        if newest > run.release:
            return older(run, newest)
        held = {
            d.office_number: d for d in Designation.objects.filter(scope=run.profile, service_code=self.service.code)
        }
        if not force:
            check_size(len(self.rows), sum(not d.gone_release for d in held.values()))
        own = self._own(run)
        taking = Taking(run=run, service=self.service, file=file, raw=own, progress=progress, tracked=False)
        taking.go(now)
        offices = self._offices()
        self._write(run, held, offices, now)
        self._report(run, taking, len(own.rows), held)
        return ImportStatus.DONE

    def _own(self, run: ImportRun) -> RawFile:
        """The rows whose number and service nobody else published."""
        published = OfficeService.objects.filter(service_code=self.service.code, office_number__in=list(self.rows))
        numbers = set(published.exclude(profile__startswith=LIST_PREFIX).values_list("office_number", flat=True))
        areas = load_areas(run.release)
        raw = RawFile(self.found.encoding)
        for row in self.rows.values():
            if row.number not in numbers:
                area, street = split_address(row.address, areas.find(row.address))
                raw.rows.append(RawRow(row.line, {
                    "key": row.number, "office_number": row.number, "name": row.name, "kana": row.kana, "area": area,
                    "street": street, "phone": row.phone, "fax": row.fax, "url": row.url,
                    "capacity": str(row.capacity or ""), "corporation_name": row.corporation_name,
                    "authority_code": self.body.code, "authority_name": self.body.name,
                }))  # fmt: skip
        return raw

    def _offices(self) -> dict[str, UUID]:
        """Number → the office that stands for it: listed, of the same name, the first."""
        rows = Office.objects.filter(
            office_number__in=list(self.rows), services__service_code=self.service.code
        ).order_by("created_at", "id")
        found: dict[str, tuple[bool, bool, UUID]] = {}
        for pk, number, key, listed in rows.values_list("id", "office_number", "name_key", "listed"):
            rank = (not listed, key != name_key(self.rows[number].name), pk)
            if number not in found or rank[:2] < found[number][:2]:
                found[number] = rank
        return {number: pk for number, (_, _, pk) in found.items()}

    def _write(self, run: ImportRun, held: dict[str, Designation], offices: dict[str, UUID], now: datetime) -> None:
        fresh, kept = [], []
        columns = ("office_id", "last_release", "gone_release", *TRACKED)
        for number, row in self.rows.items():
            values, old = self._values(row), held.get(number)
            stored = (offices[number], run.release, "", *values.values())
            if old is None:
                pk = new_id()
                fresh.append((pk, now, run.profile, self.body.name, number, self.service.code, run.release, *stored))
                self.changes.append((offices[number], pk, ChangeKind.OPENED, {}))
                continue
            kept.append((old.id, *stored))
            changed = {n: [plain(getattr(old, n)), v] for n, v in values.items() if plain(getattr(old, n)) != v}
            if changed or old.gone_release:
                kind = ChangeKind.RELISTED if old.gone_release else ChangeKind.CHANGED
                self.changes.append((offices[number], old.id, kind, changed))
        Bulk(Designation).insert(
            ("id", "created_at", "scope", "authority", "office_number", "service_code", "first_release", *columns),
            fresh,
        )
        Bulk(Designation).update(("id", *columns), kept)
        self._drop(run, held)
        if held:
            run.save()
            Bulk(OfficeChange).insert(
                ("id", "created_at", "run_id", "service_code", "office_id", "row_id", "kind", "fields"),
                ((new_id(), now, run.id, self.service.code, *change) for change in self.changes),
            )

    def _drop(self, run: ImportRun, held: dict[str, Designation]) -> None:
        """What this list no longer names. A row that can't be read may hide any of them."""
        if any(not refused.office_number for refused in self.found.refused):
            return
        unread = {refused.office_number for refused in self.found.refused}
        gone = [d for n, d in held.items() if n not in self.rows and n not in unread and not d.gone_release]
        Designation.objects.filter(id__in=[d.id for d in gone]).update(gone_release=run.release)
        self.changes += [(d.office_id, d.id, ChangeKind.GONE, {}) for d in gone]

    @staticmethod
    def _values(row: Listed) -> dict[str, Any]:
        """The tracked columns as they are stored."""
        dwellings = [{"name": d.name, "address": d.address, "capacity": d.capacity} for d in row.dwellings]
        return {
            name: plain(getattr(row, name))
            for name in TRACKED if name != "dwellings"
        } | {"dwellings": dwellings}  # fmt: skip

    def _report(self, run: ImportRun, taking: Taking, own: int, held: dict[str, Designation]) -> None:
        tally = taking.tally
        for kind in _NO_FAULT:
            tally.warnings.pop(kind, None)
        for kind, line, about in self.found.warnings:
            tally.warn(kind, line, about)
        tally.refused = [(refused.line, refused.reason) for refused in self.found.refused]
        kinds = [kind for _, _, kind, _ in self.changes]
        tally.fields.clear()
        for _, _, _, fields in self.changes:
            tally.fields.update(TRACKED[name] for name in fields)
        run.new_count, run.changed_count = kinds.count(ChangeKind.OPENED), kinds.count(ChangeKind.CHANGED)
        run.gone_count, run.relisted_count = kinds.count(ChangeKind.GONE), kinds.count(ChangeKind.RELISTED)
        run.unchanged_count = len(self.rows) - run.new_count - run.changed_count - run.relisted_count
        run.warned_count, run.refused_count = tally.warned, len(tally.refused)
        run.report = tally.as_json() | {
            "release_label": releases.say(run.release), "authority": self.body.name, "designations": len(self.rows),
            "own": own, "merged": len(self.rows) - own,
        }  # fmt: skip
        run.report |= {name: [] for name in ("new", "changed", "gone")}


def _one(
    actor: Actor, file: SourceFile, release: str, taken: Taken, *, force: bool, now: datetime, progress: Any
) -> ImportRun:  # fmt: skip
    run = new_run(actor, file, taken.body.key, now)
    run.release, run.service_code, run.service_label = release, taken.service.code, taken.service.label
    started = time.perf_counter()
    status, reason = ImportStatus.DONE, ""
    try:
        with transaction.atomic():
            status = taken.go(run, file, force=force, now=now, progress=progress)
    except FileRefused as refusal:
        status, reason = ImportStatus.REFUSED, str(refusal)
    except DatabaseError as error:
        reason = f"データベースに書き込めない値があります（{type(error).__name__}）。何も変えていません。"
        status = ImportStatus.REFUSED
    run.seconds = round(time.perf_counter() - started, 2)
    return finish(actor, run, now, status, reason)


def _named(scope: str) -> Body:
    """Whose list it is, as somebody said."""
    place = place_named(scope, prefecture_code="")
    if place is None:
        raise FileRefused(
            f"「{scope[:20]}」という都道府県・市は見つかりません。どの都道府県・市の一覧かを確かめてください。"
        )
    return Body(place[0], place[1])


def _body(found: ListFile, release: str, file_name: str) -> Body:
    """Whose list it is, by where its offices stand."""
    areas = load_areas(release)
    codes = [area.code for one in found.listed if (area := areas.find(one.address)) is not None]
    towns = Municipality.objects.filter(code__in=set(codes) | _parents(codes))
    before = Designation.objects.filter(scope__startswith=LIST_PREFIX).values_list("scope", flat=True).distinct()
    own = {m.code for m in towns if m.kind == MunicipalityKind.DESIGNATED_CITY}
    return body_of(
        codes, {m.code: (m.parent_code or m.code, m.local_name, m.prefecture_code, m.prefecture) for m in towns},
        file_name=file_name, own=own | {scope.removeprefix(LIST_PREFIX) for scope in before},
    )  # fmt: skip


def _parents(codes: Iterable[str]) -> set[str]:
    return set(Municipality.objects.filter(code__in=set(codes)).values_list("parent_code", flat=True)) - {""}
