"""Taking in files of offices. One transaction per file; a refused file changes nothing and is recorded with its reason."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.offices.enums import ImportStatus
from renkei.offices.models import ImportRun
from renkei.offices.rules import releases
from renkei.offices.rules.archives import SourceFile, open_source
from renkei.offices.rules.profiles import PROFILES, Profile
from renkei.offices.rules.reading import RawFile, read_csv
from renkei.offices.rules.refusal import FileRefused
from renkei.offices.rules.service_codes import Service, service_of
from renkei.offices.services.taking import Taking
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

#: Called with (rows done, rows in all).
Progress = Callable[[int, int], None]

#: A release with fewer rows than this share of what is listed is taken for cut off.
_SMALLEST_SHARE = {"large": 0.85, "small": 0.5}
_LARGE = 200
_LOCK = 0x0FF1CE


def import_files(
    *,
    actor: Actor,
    name: str,
    content: bytes,
    now: datetime,
    release: str = "",
    folders: tuple[str, ...] = (),
    profile: str = "wamnet",
    force: bool = False,
    progress: Progress | None = None,
) -> list[ImportRun]:
    """事業所データを取り込む: a CSV, or every CSV in a zip, each in a transaction of its own.

    Args:
        name: the file's name; with `folders` (nearest first) it may carry the release YYYYMM.
        release: the release, where no name tells it; wins over names.
        force: take a file that looks cut off (few rows, open last line).

    Returns:
        One stored ImportRun per CSV; its `status` and `reason` say what became of it. Nothing is raised for bad files.

    Source: the published form of 障害福祉サービス等情報公表システム (WAM NET), state of March and September.
    """
    require(actor, P.DIRECTORY_IMPORT)
    try:
        files = open_source(name, content, folders=folders)
    except FileRefused as refusal:
        run = _new_run(actor, SourceFile(name, content), profile, now)
        return [_finish(actor, run, now, ImportStatus.REFUSED, str(refusal))]
    return [
        _import_one(actor, file, PROFILES[profile], release or file.release, force=force, now=now, progress=progress)
        for file in files
    ]


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
    run = _new_run(actor, file, profile.key, now)
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
    return _finish(actor, run, now, status, reason)


def _take_in(
    run: ImportRun, file: SourceFile, profile: Profile, *, force: bool, now: datetime, progress: Progress | None
) -> ImportStatus:
    with connection.cursor() as cursor:  # two imports at once would both see the same rows as new
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    raw = read_csv(file.content, profile, force=force)
    run.encoding, run.row_count = raw.encoding, len(raw.rows) + len(raw.refused)
    service = _service(raw, file, profile)
    run.service_code, run.service_label = service.code, service.label
    _check_release(run, now)
    newest = _newest(run)
    if newest > run.release:
        return _older(run, newest)
    taking = Taking(run=run, service=service, file=file, raw=raw, progress=progress)
    if not force:
        _check_size(run, taking)
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


def _check_release(run: ImportRun, now: datetime) -> None:
    if not run.release:
        raise FileRefused(
            "公開時期が分かりません。配布されたままの名前（sfkopendata_YYYYMM_NN.zip）のファイルを使うか、"
            "YYYYMM の名前のフォルダに置くか、公開時期（--release YYYYMM）を指定してください。"
        )
    if run.release > day_of(now).strftime("%Y%m"):
        raise FileRefused(f"公開時期「{releases.say(run.release)}」は未来です。YYYYMM を確かめてください。")


def _newest(run: ImportRun) -> str:
    done = ImportRun.objects.filter(
        profile=run.profile, service_code=run.service_code, status=ImportStatus.DONE
    ).order_by("-release")
    return done.values_list("release", flat=True).first() or ""


def _older(run: ImportRun, newest: str) -> ImportStatus:
    """An older release must not overwrite what a newer one said; one that was taken in its time is simply known."""
    known = ImportRun.objects.filter(
        profile=run.profile, service_code=run.service_code, release=run.release, sha256=run.sha256,
        status=ImportStatus.DONE,
    )  # fmt: skip
    if known.exists():
        return ImportStatus.SKIPPED
    raise FileRefused(
        f"「{run.service_label}」は{releases.say(newest)}まで取り込み済みです。"
        f"古い{releases.say(run.release)}で新しい内容を上書きしないため、取り込みません。"
    )


def _check_size(run: ImportRun, taking: Taking) -> None:
    listed = sum(held.listed for held in taking.held)
    share = _SMALLEST_SHARE["large" if listed >= _LARGE else "small"]
    if run.row_count < listed * share:
        raise FileRefused(
            f"掲載中の{listed:,}行に対して{run.row_count:,}行しかありません。途中で切れたファイルの可能性があります。"
            "正しいことを確かめた場合は、強制（--force）で取り込めます。"
        )


def _new_run(actor: Actor, file: SourceFile, profile: str, now: datetime) -> ImportRun:
    return ImportRun(
        profile=profile, file_name=file.name[-255:], sha256=hashlib.sha256(file.content).hexdigest(), at=now,
        by_user_id=actor.user_id, system=actor.system,
    )  # fmt: skip


@transaction.atomic
def _finish(actor: Actor, run: ImportRun, now: datetime, status: ImportStatus, reason: str) -> ImportRun:
    run.status, run.reason = status, reason
    if status != ImportStatus.DONE:
        run.report = {}
    run.save(force_insert=True)
    record(
        actor=actor, event=E.DIRECTORY_IMPORTED, now=now, thing=run,
        detail={"status": str(status), "release": run.release, "service": run.service_code, "sha256": run.sha256},
    )  # fmt: skip
    return run
