"""Taking one readable file into the directory: pair with what is held, write the difference, rebuild its offices."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Greatest

from renkei.core.ids import new_id
from renkei.offices.enums import ChangeKind, Precision, Warn
from renkei.offices.models import ImportRun, Office, OfficeChange, OfficeIndex, OfficeService
from renkei.offices.rules import assembling, pairing, releases
from renkei.offices.rules.archives import SourceFile
from renkei.offices.rules.entries import DERIVED, TRACKED, Entry, interpret, swapped_with
from renkei.offices.rules.places import AreaIndex
from renkei.offices.rules.profiles import LIST_PREFIX, is_list
from renkei.offices.rules.reading import RawFile
from renkei.offices.rules.reports import Tally
from renkei.offices.rules.searching import grams
from renkei.offices.rules.service_codes import Service
from renkei.offices.services.bulk import Bulk
from renkei.offices.services.indexing import area_index
from renkei.offices.services.settling import Settling

_STORED = (*TRACKED, *DERIVED)
_STEP = 500
_CHUNK = 5000


def _chunks(ids: Iterable[Any]) -> Iterator[list[Any]]:
    found = list(ids)
    for start in range(0, len(found), _CHUNK):
        yield found[start : start + _CHUNK]


def load_areas(release: str) -> AreaIndex:
    """The municipalities as they were in the month of a release."""
    return area_index(date(int(release[:4]), int(release[4:]), 28))


class Taking:
    """One file on its way in. `go` does all of it, inside the caller's transaction."""

    def __init__(
        self, *, run: ImportRun, service: Service, file: SourceFile, raw: RawFile,
        progress: Callable[[int, int], None] | None, tracked: bool = True,
    ) -> None:  # fmt: skip
        """`tracked`: keep each change as a row (a list of a designating body keeps those of its designations)."""
        self.run, self.service, self.file, self.raw = run, service, file, raw
        self.progress = progress or (lambda done, total: None)
        self.tracked = tracked
        self.tally = Tally(rows=run.row_count)
        self.held = self._load_held()
        self.areas = load_areas(run.release)
        self.changes: list[tuple[UUID, UUID, ChangeKind, dict[str, list[Any]]]] = []  # office, row, kind, fields
        self.touched: set[UUID] = set()
        self.created: set[UUID] = set()

    def go(self, now: datetime) -> None:
        """Write what this file says; fills the run's counts and report."""
        entries = self._read_entries()
        pairs = pairing.pair(self.held, entries)
        self._add(pairs.new, now)
        self._keep(pairs.kept)
        self._drop(pairs.gone)
        self._make_room(entries)
        self._rebuild(now)
        Settling.run()
        self._write_changes(now)
        self._report_places(pairs)
        self._close()

    def _load_held(self) -> list[pairing.Held]:
        rows = OfficeService.objects.filter(profile=self.run.profile, service_code=self.service.code)
        return [
            pairing.Held(row.pop("id"), row.pop("office_id"), row, not row["gone_release"])
            for row in rows.values("id", "office_id", "last_release", "gone_release", *_STORED)
        ]

    def _read_entries(self) -> list[Entry]:
        total = len(self.raw.rows)
        read = []
        for number, row in enumerate(self.raw.rows, start=1):
            read.append(interpret(row, self.areas))
            if number % _STEP == 0 or number == total:
                self.progress(number, total)
        entries, doubles = pairing.split_doubles(read)
        self.tally.refused = [(refused.line, refused.reason) for refused in self.raw.refused]
        self.tally.refused += [(double.line, f"{first.line}行目と同じ行です") for double, first in doubles]
        self.tally.refused.sort()
        twice = pairing.keys_used_twice(entries)
        for entry in entries:
            for kind, about in entry.warnings:
                self.tally.warn(kind, entry.line, about)
            if entry.values["source_key"] in twice:
                self.tally.warn(Warn.DUPLICATE_KEY, entry.line, entry.values["source_key"])
        self._warn_about_file()
        return entries

    def _warn_about_file(self) -> None:
        if not self.service.known:
            self.tally.warn(Warn.SERVICE_UNKNOWN, 0, self.service.label)
        if self.file.file_number and self.service.known and self.service.source_number != self.file.file_number:
            self.tally.warn(Warn.FILE_NUMBER, 0, f"{self.file.file_number} と {self.service.label}")
        if self.raw.open_end:
            self.tally.warn(Warn.LAST_LINE, 0)

    # --- rows

    def _add(self, entries: list[Entry], now: datetime) -> None:
        homes = self._homes_for(entries)
        columns = ("id", "created_at", "office_id", "profile", "service_code", "source_service", "service_label",
                   "first_release", "last_release", "gone_release", *_STORED)  # fmt: skip
        same = (self.run.profile, self.service.code, self.service.source_number, self.service.label,
                self.run.release, self.run.release, "")  # fmt: skip
        rows = [(new_id(), now, homes[e.line], *same, *(e.values[name] for name in _STORED)) for e in entries]
        Bulk(OfficeService).insert(columns, rows)
        self.changes += [(row[2], row[0], ChangeKind.OPENED, {}) for row in rows]
        self.touched.update(homes.values())
        self.tally.new = len(entries)
        self.tally.new_examples = [(e.line, e.values["name"]) for e in entries]

    def _homes_for(self, entries: list[Entry]) -> dict[int, UUID]:
        """The office of each new row: one that stands there already under this number, or a new one."""
        known: dict[tuple[str, ...], UUID] = {}
        columns = ("id", "office_number", "name_key", "place_key", "municipality_code")
        for numbers in _chunks({e.values["office_number"] for e in entries}):
            for row in Office.objects.filter(office_number__in=numbers).order_by("created_at", "id").values(*columns):
                known.setdefault(_home(row), row["id"])
        homes = {}
        for entry in entries:
            home = _home(entry.values)
            if home not in known:
                known[home] = new_id()
                self.created.add(known[home])
            homes[entry.line] = known[home]
        return homes

    def _keep(self, kept: list[tuple[Entry, pairing.Held]]) -> None:
        updates = []
        for entry, held in kept:
            if swapped_with(entry, held.values):
                self.tally.warn(Warn.PHONE_SWAPPED, entry.line, entry.values["phone"])
            changed = pairing.changes(held, entry)
            fresh = held.values | changed
            for name in DERIVED if changed else ("municipality_code", "coordinates_plausible"):
                fresh[name] = entry.values[name]
            if not held.listed:
                self.tally.relisted += 1
            self._count(entry, held, changed)
            if fresh != held.values or not held.listed:
                updates.append((held.id, "", self.run.release, *(fresh[name] for name in _STORED)))
                self.touched.add(held.office_id)
        Bulk(OfficeService).update(("id", "gone_release", "last_release", *_STORED), updates)
        for ids in _chunks(held.id for _, held in kept):
            OfficeService.objects.filter(id__in=ids, last_release__lt=self.run.release).update(
                last_release=self.run.release
            )

    def _count(self, entry: Entry, held: pairing.Held, changed: dict[str, Any]) -> None:
        if changed or not held.listed:
            kind = ChangeKind.CHANGED if held.listed else ChangeKind.RELISTED
            fields = {name: [held.values[name], new] for name, new in changed.items()}
            self.changes.append((held.office_id, held.id, kind, fields))
        if not changed:
            self.tally.unchanged += 1
            return
        self.tally.changed += 1
        labels = [TRACKED[name] for name in changed]
        self.tally.fields.update(labels)
        self.tally.changed_examples.append((entry.line, entry.values["name"], labels))

    def _drop(self, gone: list[pairing.Held]) -> None:
        keys = {refused.key for refused in self.raw.refused if refused.key}
        numbers = {refused.office_number for refused in self.raw.refused if not refused.key}
        torn = any(refused.torn for refused in self.raw.refused)  # other rows may be lost beside it
        keep = [h for h in gone if torn or h.values["source_key"] in keys or h.values["office_number"] in numbers]
        kept_ids = {held.id for held in keep}
        gone = [held for held in gone if held.id not in kept_ids]
        for ids in _chunks(held.id for held in gone):
            OfficeService.objects.filter(id__in=ids).update(gone_release=self.run.release)
        self.touched.update(held.office_id for held in gone)
        self.changes += [(held.office_id, held.id, ChangeKind.GONE, {}) for held in gone]
        self.tally.held_back, self.tally.gone = len(keep), len(gone)
        self.tally.gone_examples = [held.values["name"] for held in gone]

    def _make_room(self, entries: list[Entry]) -> None:
        """The row of a list, of a number and service that nobody had published, ends where this file publishes it."""
        if is_list(self.run.profile):
            return
        own = OfficeService.objects.filter(
            profile__startswith=LIST_PREFIX, service_code=self.service.code, gone_release=""
        )
        held = set(own.values_list("office_number", flat=True))
        if not held:
            return
        found = own.filter(office_number__in=held & {e.values["office_number"] for e in entries})
        self.touched.update(found.values_list("office_id", flat=True))
        found.update(gone_release=Greatest("last_release", Value(self.run.release)))

    # --- offices

    def _rebuild(self, now: datetime) -> None:
        rows: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
        for ids in _chunks(self.touched):
            for row in OfficeService.objects.filter(office_id__in=ids).values(*assembling.ROW_FIELDS):
                rows[row["office_id"]].append(row)
        values = {office: assembling.office_values(found, self.areas) for office, found in rows.items()}
        texts = {office: assembling.search_text(found, self.areas) for office, found in rows.items()}
        if not values:
            return
        columns = tuple(next(iter(values.values())))
        Bulk(Office).insert(
            ("id", "created_at", "precision", *columns),
            ((o, now, Precision.UNKNOWN.value, *values[o].values()) for o in values if o in self.created),
        )
        Bulk(Office).update(
            ("id", *columns), [(o, *found.values()) for o, found in values.items() if o not in self.created]
        )
        self._reindex(texts, now)
        seen = OfficeService.objects.filter(
            profile=self.run.profile, service_code=self.service.code, last_release=self.run.release
        )
        Office.objects.filter(id__in=seen.values("office_id"), last_release__lt=self.run.release).update(
            last_release=self.run.release
        )

    def _reindex(self, texts: dict[UUID, str], now: datetime) -> None:
        Bulk(OfficeIndex).insert(
            ("id", "created_at", "office_id", "search_text", "grams"),
            ((new_id(), now, o, text, grams(text)) for o, text in texts.items() if o in self.created),
        )
        updates = []
        for ids in _chunks(o for o in texts if o not in self.created):
            held = OfficeIndex.objects.filter(office_id__in=ids).values_list("id", "office_id", "search_text")
            updates += [(id_, texts[o], grams(texts[o])) for id_, o, text in held if text != texts[o]]
        Bulk(OfficeIndex).update(("id", "search_text", "grams"), updates)

    def _write_changes(self, now: datetime) -> None:
        """Each row that this file adds, changes or no longer has; a first release has nothing to differ from."""
        if not (self.held and self.tracked):
            return
        self.run.save()  # the rows point to it; `_finish` completes it
        Bulk(OfficeChange).insert(
            ("id", "created_at", "run_id", "service_code", "office_id", "row_id", "kind", "fields"),
            ((new_id(), now, self.run.id, self.service.code, *change) for change in self.changes),
        )

    # --- report

    def _report_places(self, pairs: pairing.Pairs) -> None:
        """How well this file's places are known, and which rows stand on a representative point."""
        rows = OfficeService.objects.filter(
            profile=self.run.profile, service_code=self.service.code, last_release=self.run.release, gone_release=""
        )
        lines = {e.identity: e.line for e in (*pairs.new, *(entry for entry, _ in pairs.kept))}
        columns = ("office__precision", "source_key", "office_number", "name_key", "place_key")
        found: Counter[str] = Counter()
        for precision, *identity in rows.values_list(*columns):
            found[precision] += 1
            if precision == Precision.REPRESENTATIVE:
                self.tally.warn(Warn.REPRESENTATIVE_POINT, lines.get(tuple(identity), 0))
        self.tally.precision = found

    def _close(self) -> None:
        run, tally = self.run, self.tally
        for found in tally.warnings.values():
            found.sort()
        run.new_count, run.changed_count, run.unchanged_count = tally.new, tally.changed, tally.unchanged
        run.gone_count, run.relisted_count = tally.gone, tally.relisted
        run.warned_count, run.refused_count = tally.warned, len(tally.refused)
        run.report = tally.as_json() | {"release_label": releases.say(run.release)}


def _home(values: dict[str, Any]) -> tuple[str, ...]:
    """What makes two rows one office: number and place; where the place is withheld or the number missing, the name."""
    number, place = values["office_number"], values["place_key"]
    if number and place:
        return (number, place)
    return (number, values["name_key"], place or values["municipality_code"])
