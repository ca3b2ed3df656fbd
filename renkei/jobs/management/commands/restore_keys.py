"""`manage.py restore_keys FILE`: bring lost keys back from a copy; never a destroyed one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from renkei.core import key_care
from renkei.core.key_encryption import KeyStoreError


class Command(BaseCommand):
    """Overwrites no key. Stop the server first: it would make new keys for persons whose keys are not back yet."""

    help = "鍵の控え（KEY_DIR/backups/keys-日付.txt）から、失われた鍵を戻します（廃棄した鍵は戻りません）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="鍵の控え")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            back, left = key_care.restore_keys(options["source"])
        except KeyStoreError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{back} 本の鍵を戻しました。{left} 本は、すでにあるか廃棄済みのため、戻していません。")
