"""`manage.py export_audit_head`: the newest signed head as text, to be kept where the database's owner cannot reach it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError, CommandParser

from renkei.audit import queries, services
from renkei.audit.enums import E
from renkei.core.clock import now
from renkei.core.wall import acting_as
from renkei.policy.actor import system_actor

_MAIL = "操作の記録の封印の控えです。個人情報は含みません。削除せずに保管してください。\n\n"


class Command(BaseCommand):
    """Text on the standard output; with --qr also as a picture."""

    help = "最新の封印を文字で出します（紙・メールなど、データベースの外に控えるため）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--qr", type=Path, help="QRコードを書き出すファイル（.svg か .png）")

        parser.add_argument("--mail", action="store_true", help="RENKEI_AUDIT_MAIL の宛先にメールで送る")

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as("jobs"):
            self._export(options["qr"], mail=options["mail"])

    def _export(self, picture: Path | None, *, mail: bool) -> None:
        signed = queries.latest_head()
        if signed is None:
            raise CommandError("まだ封印がありません。manage.py seal_audit を実行してください。")
        self.stdout.write(signed.text(), ending="")
        self.stdout.write(f"鍵 {queries.public_key_text()}")
        if picture:
            qr = segno.make(signed.text(), error="m", micro=False)
            qr.save(str(picture), scale=4, border=2)
        if mail:
            self._send(f"{signed.text()}\n鍵 {queries.public_key_text()}\n")
        services.record(actor=system_actor("jobs"), event=E.EXPORTED, now=now(), detail={"list": "audit_head"})

    def _send(self, text: str) -> None:
        if not settings.AUDIT_MAIL:
            raise CommandError("宛先がありません。環境変数 RENKEI_AUDIT_MAIL にメールアドレスを設定してください。")
        send_mail("れんけい 操作の記録の封印の控え", _MAIL + text, None, settings.AUDIT_MAIL)
