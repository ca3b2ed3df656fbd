"""事業所データを取り込む: `manage.py import_offices PATH...` (files, folders, zips)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from renkei.core import clock
from renkei.core.wall import acting_as
from renkei.offices import services
from renkei.offices.enums import ImportStatus
from renkei.offices.queries import RunReport, report_of
from renkei.offices.rules import releases
from renkei.offices.rules.archives import open_source
from renkei.offices.rules.profiles import LIST, PROFILES
from renkei.offices.rules.refusal import FileRefused
from renkei.policy.actor import system_actor

_KINDS = (".csv", ".zip")
_MOST_BYTES = 300 * 1024 * 1024


class Command(BaseCommand):
    """Reads published files of offices; each in one transaction, the oldest release first."""

    help = "事業所データ（WAM NET のオープンデータ、都道府県・市の一覧）を取り込みます。ファイル・フォルダ・ZIP をいくつでも指定できます。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="CSV・ZIP・それらを含むフォルダ")
        parser.add_argument("--release", default="", metavar="YYYYMM", help="公開時期（ファイル名から分からないとき）")
        parser.add_argument(
            "--profile",
            default="wamnet",
            choices=[*sorted(PROFILES), LIST],
            help="取込みの型（list: 都道府県・市の指定事業所の一覧）",
        )
        parser.add_argument("--scope", default="", metavar="名前", help="list: どの都道府県・市の一覧か（例: 埼玉県）")
        parser.add_argument("--force", action="store_true", help="行数が急に減ったファイルも取り込む")
        parser.add_argument("--brief", action="store_true", help="注意の内訳を印字しない")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["release"] and not releases.is_release(options["release"]):
            raise CommandError("--release は YYYYMM（例: 202603）で指定してください。")
        failed: list[str] = []
        files = _collect(options["paths"], failed)
        reports: list[RunReport] = []
        progress = tqdm(total=len(files), unit="ファイル", desc="事業所データ", dynamic_ncols=True)
        with acting_as("directory_import"), progress as bar:
            for path in files:
                bar.set_description(path.name[:40])
                reports += self._take(path, options, failed)
                bar.update()
        for report in reports:
            self._say(report, brief=options["brief"])
        for reason in failed:
            self.stdout.write(self.style.ERROR(f"× {reason}"))
        self._sum_up(reports)
        refused = len(failed) + sum(report.status == ImportStatus.REFUSED for report in reports)
        if refused or not reports:
            raise CommandError(f"取り込めなかったものが {refused or 1} 件あります。上の理由を確かめてください。")

    def _take(self, path: Path, options: dict[str, Any], failed: list[str]) -> list[RunReport]:
        actor = system_actor("directory_import")
        try:
            content = _read(path)
        except (OSError, FileRefused) as error:
            failed.append(f"{path}: {error if isinstance(error, FileRefused) else 'ファイルを読めません。'}")
            return []
        with tqdm(unit="行", leave=False, dynamic_ncols=True) as rows:

            def progress(done: int, total: int) -> None:
                rows.total = total
                rows.update(done - rows.n)

            runs = services.import_files(
                actor=actor, name=path.name, content=content, folders=_folders(path), release=options["release"],
                profile=options["profile"], scope=options["scope"], force=options["force"], now=clock.now(), progress=progress,
            )  # fmt: skip
        return [report_of(run) for run in runs]

    def _say(self, report: RunReport, *, brief: bool) -> None:
        self.stdout.write("")
        self.stdout.write(self.style.MIGRATE_HEADING(f"■ {report.file_name}"))
        if report.title:
            self.stdout.write(f"  {report.title}")
        if report.status == ImportStatus.REFUSED:
            self.stdout.write(self.style.ERROR(f"  × 取り込めませんでした（何も変えていません）: {report.reason}"))
            return
        if report.status == ImportStatus.SKIPPED:
            self.stdout.write("  取り込み済みの古い公開分なので、何も変えていません。")
            return
        self.stdout.write(f"  {report.counts}（{report.seconds:.1f}秒）")
        if not brief:
            for line in report.details:
                self.stdout.write(f"  ・{line}")

    def _sum_up(self, reports: list[RunReport]) -> None:
        done = [report for report in reports if report.status == ImportStatus.DONE]
        self.stdout.write("")
        self.stdout.write(
            f"合計 {len(reports)} ファイル: 取り込み {len(done)}、"
            f"取り込み済み {sum(r.status == ImportStatus.SKIPPED for r in reports)}、"
            f"取り込めず {sum(r.status == ImportStatus.REFUSED for r in reports)}。"
            f"読んだ行 {sum(r.rows for r in done):,}、新規 {sum(r.new for r in done):,}、"
            f"変更 {sum(r.changed for r in done):,}、掲載なし {sum(r.gone for r in done):,}、"
            f"注意 {sum(r.warned for r in done):,}、読めない行 {sum(r.refused for r in done):,}"
        )


def _collect(paths: list[str], failed: list[str]) -> list[Path]:
    """The files to read, each once, the oldest release first."""
    found: dict[Path, None] = {}
    for given in map(Path, paths):
        if given.is_dir():
            inside = sorted(p for p in given.rglob("*") if p.is_file() and p.suffix.lower() in _KINDS)
            if not inside:
                failed.append(f"{given}: フォルダに CSV も ZIP もありません。")
            found |= dict.fromkeys(p.resolve() for p in inside)
        elif given.is_file():
            found[given.resolve()] = None
        else:
            failed.append(f"{given}: ファイルもフォルダも見つかりません。")
    return sorted(found, key=lambda path: (_release(path), path.name))


def _release(path: Path) -> str:
    """As far as names tell; a zip without a date in its name is opened for it."""
    named = next((r for r in map(releases.release_in, (path.name, *_folders(path))) if r), "")
    if named or path.suffix.lower() != ".zip":
        return named
    try:
        return max(file.release for file in open_source(path.name, _read(path)))
    except (OSError, FileRefused):
        return ""


def _folders(path: Path) -> tuple[str, ...]:
    return tuple(parent.name for parent in path.parents)


def _read(path: Path) -> bytes:
    if path.stat().st_size > _MOST_BYTES:
        raise FileRefused("ファイルが大きすぎます。")
    return path.read_bytes()
