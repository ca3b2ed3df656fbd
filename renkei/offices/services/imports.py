"""Taking in files of offices. One transaction per file; a refused file changes nothing and is recorded with its reason."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction

from renkei.offices.enums import ImportStatus
from renkei.offices.models import ImportRun
from renkei.offices.rules import releases
from renkei.offices.rules.archives import SourceFile, open_source
from renkei.offices.rules.profiles import PROFILES, Profile, is_list
from renkei.offices.rules.reading import RawFile, read_csv
from renkei.offices.rules.refusal import FileRefused
from renkei.offices.rules.service_codes import Service, service_of
from renkei.offices.services.lists import import_list
from renkei.offices.services.runs import check_release, check_size, finish, hold_imports, new_run, newest_of, older
from renkei.offices.services.taking import Taking
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

#: Called with (rows done, rows in all).
Progress = Callable[[int, int], None]


def import_files(
    *,
    actor: Actor,
    name: str,
    content: bytes,
    now: datetime,
    release: str = "",
    folders: tuple[str, ...] = (),
    profile: str = "wamnet",
    scope: str = "",
    force: bool = False,
    progress: Progress | None = None,
) -> list[ImportRun]:
    """事業所データを取り込む: a CSV, or every CSV in a zip, each in a transaction of its own.

    Args:
        name: the file's name; with `folders` (nearest first) it may carry the release YYYYMM.
        release: the release, where no name tells it; wins over names.
        profile: a key of PROFILES, or `profiles.LIST` for the list of a prefecture or city.
        scope: of a list, the name of the prefecture or city whose it is, where its rows do not tell.
        force: take a file that looks cut off (few rows, open last line).

    Returns:
        One stored ImportRun per CSV; its `status` and `reason` say what became of it. Nothing is raised for bad files.

    Source: lists of designating bodies (`rules.list_columns`), and the published form of 障害福祉サービス等情報公表システム (WAM NET), state of March and September.
    """
    require(actor, P.DIRECTORY_IMPORT)
    try:
        files = open_source(name, content, folders=folders)
    except FileRefused as refusal:
        run = new_run(actor, SourceFile(name, content), profile, now)
        return [finish(actor, run, now, ImportStatus.REFUSED, str(refusal))]
    options: dict[str, Any] = {"force": force, "now": now, "progress": progress}
    if is_list(profile):
        found = [import_list(actor, file, release or file.release, scope=scope, **options) for file in files]
        return [run for runs in found for run in runs]
    return [_import_one(actor, file, PROFILES[profile], release or file.release, **options) for file in files]


def _import_one(
    actor: Actor,
    file: SourceFile,
    profile: Profile,
    release: str,
    *,
    force: bool,
    now: datetime,
    progress: Progress | None,
) -> ImportRun:
    run = new_run(actor, file, profile.key, now)
    run.release = release if releases.is_release(release) else ""
    started = time.perf_counter()
    status, reason = ImportStatus.DONE, ""
    try:
        with transaction.atomic():
            status = _take_in(run, file, profile, force=force, now=now, progress=progress)
    except FileRefused as refusal:
        status, reason = ImportStatus.REFUSED, str(refusal)
    except DatabaseError as error:
        reason = f"データベースに書き込めない値があります（{type(error).__name__}）。何も変えていません。"
        status = ImportStatus.REFUSED
    run.seconds = round(time.perf_counter() - started, 2)
    return finish(actor, run, now, status, reason)


def _take_in(
    run: ImportRun, file: SourceFile, profile: Profile, *, force: bool, now: datetime, progress: Progress | None
) -> ImportStatus:
    hold_imports()
    raw = read_csv(file.content, profile, force=force)
    run.encoding, run.row_count = raw.encoding, len(raw.rows) + len(raw.refused)
    service = _service(raw, file, profile)
    run.service_code, run.service_label = service.code, service.label
    check_release(run, now)
    newest = newest_of(run)
    if newest > run.release:
        return older(run, newest)
    taking = Taking(run=run, service=service, file=file, raw=raw, progress=progress)
    if not force:
        check_size(run.row_count, sum(held.listed for held in taking.held))
    taking.go(now)
    return ImportStatus.DONE


def _service(raw: RawFile, file: SourceFile, profile: Profile) -> Service:
    names = {row.fields["service_name"] for row in raw.rows}
    if len(names) > 1:
        shown = "、".join(f"「{name or '空'}」" for name in sorted(names)[:4])
        raise FileRefused(f"1つのファイルに複数のサービス種別（{shown}）が混ざっています。何も取り込みません。")
    published = names.pop()
    if not published:
        raise FileRefused("サービス種別の列が空です。何も取り込みません。")
    service = service_of(published, file.file_number, scheme=profile.key)
    if service is None or len(service.label) > 60:
        raise FileRefused(
            f"サービス種別「{published[:40]}」は一覧になく、ファイル名からも番号が分かりません。"
            "配布されたままのファイル名（csvdownload0NN.csv）で取り込んでください。"
        )
    return service
