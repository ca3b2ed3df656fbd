"""`manage.py export_audit_head`: the newest signed head as text, to be kept where the database's owner cannot reach it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import segno
from django.core.management.base import BaseCommand, CommandError, CommandParser

from renkei.audit import queries, services
from renkei.audit.enums import E
from renkei.core.clock import now
from renkei.core.wall import acting_as
from renkei.policy.actor import system_actor


class Command(BaseCommand):
    """Text on the standard output; with --qr also as a picture."""

    help = "最新の封印を文字で出します（紙・メールなど、データベースの外に控えるため）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--qr", type=Path, help="QRコードを書き出すファイル（.svg か .png）")

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as("jobs"):
            self._export(options["qr"])

    def _export(self, picture: Path | None) -> None:
        signed = queries.latest_head()
        if signed is None:
            raise CommandError("まだ封印がありません。manage.py seal_audit を実行してください。")
        self.stdout.write(signed.text(), ending="")
        self.stdout.write(f"鍵 {queries.public_key_text()}")
        if picture:
            qr = segno.make(signed.text(), error="m", micro=False)
            qr.save(str(picture), scale=4, border=2)
        services.record(actor=system_actor("jobs"), event=E.EXPORTED, now=now(), detail={"list": "audit_head"})
