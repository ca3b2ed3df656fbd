"""`manage.py restore FILE`: read a backup into an empty database; `--in-place`: it came back by PostgreSQL's own means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from renkei.jobs import backup


class Command(BaseCommand):
    """Overwrites nothing; brings nobody back who was destroyed."""

    help = "backup で書き出したファイルを、空のデータベースに読み込みます。"

    def add_arguments(self, parser: CommandParser) -> None:
        group = parser.add_mutually_exclusive_group(required=True)
        group.add_argument("source", type=Path, nargs="?", help="読み込むファイル")
        group.add_argument(
            "--in-place",
            action="store_true",
            help="データベースは戻してある（PITR など）。表を最新にし、全員をサインアウトさせ、廃棄をやり直します",
        )
        parser.add_argument("--key", type=Path, default=None, help="バックアップの鍵（省くと KEY_DIR/backup.key）")

    def handle(self, *args: Any, **options: Any) -> None:
        key_file = options["key"] or Path(settings.BACKUP_KEY_FILE)
        if options["in_place"]:
            again, audit = backup.settle()
        else:
            again, audit = backup.restore(options["source"], key_file=key_file)
        self.stdout.write(f"戻しました。{audit}")
        self.stdout.write(f"廃棄をもう一度行いました（戻っていた鍵: {again} 本）。続けて make run で始められます。")
