"""`manage.py backup [FILE]`: the whole database in one encrypted file, tried out by reading it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from renkei.core import sealed_file
from renkei.jobs import backup


class Command(BaseCommand):
    """While people work: everything in it is of one moment. Also for a new major version of PostgreSQL (ADR 0002)."""

    help = "データベース全体を1つの暗号化したファイルに書き出し、読み戻して確かめます（本人の鍵は入りません）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, nargs="?", help="書き出すファイル（省くと DATA_DIR/backups/ の下）")

    def handle(self, *args: Any, **options: Any) -> None:
        key_file = Path(settings.BACKUP_KEY_FILE)
        if sealed_file.make_key(key_file):
            self.stdout.write(
                self.style.WARNING(
                    f"バックアップの鍵を作りました。別の場所に控えてください。これがないと戻せません: {key_file}"
                )
            )
        done = backup.write(options["target"] or backup.default_target(), key_file=key_file)
        self.stdout.write(
            f"{done.file} に書き出し、読み戻して確かめました"
            f"（{done.tables} 表、{done.rows:,} 行、{done.size / 1_000_000:.1f} MB）。{done.audit}"
        )
        self.stdout.write(
            f"鍵（{settings.KEY_DIR}）は入っていません。docs/how-to/back-up-and-restore.md のとおり控えてください。"
        )
