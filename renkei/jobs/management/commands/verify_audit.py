"""`manage.py verify_audit`: is the record of events still what was sealed? Says in words what was changed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser

from renkei.audit import queries, services
from renkei.audit.enums import E, Flaw
from renkei.audit.rules.check import Finding, Report
from renkei.audit.rules.head import SignedHead, read_head
from renkei.core.calendar import wareki_dt
from renkei.core.clock import now
from renkei.core.wall import acting_as
from renkei.policy.actor import system_actor

_NOT_A_HEAD = "「{}」は封印の控えではありません。export_audit_head で出した文字をそのまま指定してください。"


class Command(BaseCommand):
    """Ends with an error (exit code 1) when anything is not as it was sealed."""

    help = "操作の記録が封印のとおりかを確かめ、書き換え・削除・差し込み・切り取りを見つけます。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", action="append", default=[], help="紙やメールに控えた封印（ファイル名か文字）")
        parser.add_argument(
            "--restored", action="store_true", help="バックアップから戻した写し：控えのほうが新しくてもよい"
        )
        parser.add_argument("--no-record", action="store_true", help="確かめたことを操作の記録に書かない")

    def handle(self, *args: Any, **options: Any) -> None:
        kept = [_head(text) for text in options["head"]]
        with acting_as("jobs"):
            report = self._check(kept, may_be_older=options["restored"])
            self._say(report)
            if not options["no_record"]:
                services.record(
                    actor=system_actor("jobs"), event=E.AUDIT_CHECKED, now=now(),
                    detail={"rows": report.rows, "seals": report.seals, "findings": len(report.findings) + report.more},
                )  # fmt: skip
        if not report.is_whole:
            raise CommandError(f"操作の記録が変えられています: {len(report.findings) + report.more}件")
        self.stdout.write(self.style.SUCCESS("操作の記録は、封印のとおりです。"))

    def _check(self, kept: list[SignedHead], *, may_be_older: bool) -> Report:
        try:
            return queries.check(kept=kept, may_be_older=may_be_older)
        except ValueError:
            raise CommandError(
                f"{queries.head_folder()} か audit-former-keys.txt に、読めない控えや鍵があります。"
            ) from None

    def _say(self, report: Report) -> None:
        for finding in report.findings:
            self.stdout.write(self.style.ERROR(sentence(finding)))
        if report.more:
            self.stdout.write(f"ほかに {report.more}件")
        self.stdout.write(
            f"封印 {report.seals}件、封印した行 {report.rows}件、まだ封印していない行 {report.unsealed}件"
        )
        if report.last:
            self.stdout.write(f"最後の封印: {wareki_dt(report.last.head.sealed_at)}")


def sentence(finding: Finding) -> str:
    """What was found, for a person: which row, under which seal, how it stands now."""
    flaw = Flaw(finding.flaw)
    when = f"（{wareki_dt(finding.sealed_at)}）" if finding.sealed_at else ""
    place = f"封印{finding.seal}{when}" if finding.seal else f"控えた封印{when}"
    if flaw is Flaw.MOVED:
        return f"{place}: {flaw.label}: 通し番号 {finding.other} だった行が、いまは {finding.event} です{_now(finding)}"
    if flaw is Flaw.SEAL_MISSING:
        return f"封印{finding.event}から{finding.other}: {flaw.label}"
    if flaw is Flaw.KEPT_NEWER:
        return f"{place}: {flaw.label}: {finding.event}行まであったはずが、いまは{finding.other}行です"
    if flaw in (Flaw.EDITED, Flaw.DELETED, Flaw.INSERTED):
        return f"{place}: {flaw.label}: 通し番号 {finding.event}{_now(finding)}"
    return f"{place}: {flaw.label}" + (f"（{finding.event}行め）" if finding.event else "")


def _now(finding: Finding) -> str:
    if finding.row is None:
        return ""
    at, code = finding.row[1], str(finding.row[2])
    name = E(code).label if code in E.values else code
    return f"（いまの内容: {wareki_dt(cast(datetime, at))} {name}）"


def _head(text: str) -> SignedHead:
    try:
        return read_head(_content(text))
    except ValueError:
        raise CommandError(_NOT_A_HEAD.format(text)) from None


def _content(text: str) -> str:
    """The file of this name, or the text itself."""
    path = Path(text) if "\n" not in text and len(text) < 1000 else None
    return path.read_text(encoding="utf-8") if path and path.is_file() else text
