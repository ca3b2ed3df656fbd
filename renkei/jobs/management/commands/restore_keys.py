"""`manage.py restore_keys FILE`: bring lost keys back from a copy; never a destroyed one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.postgresql.base import own_connection
from renkei.core import key_care
from renkei.core.key_encryption import KeyStoreError
from renkei.jobs import key_store


class Command(BaseCommand):
    """Overwrites no key. Until all are back no new one is made, so the server may run."""

    help = "鍵の控え（KEY_DIR/backups/keys-日付.txt）から、失われた鍵を戻します（廃棄した鍵は戻りません）。"

    def add_arguments(self, parser: CommandParser) -> None:
        group = parser.add_mutually_exclusive_group(required=True)
        group.add_argument("source", type=Path, nargs="?", help="鍵の控え")
        group.add_argument(
            "--all-are-lost",
            action="store_true",
            help="控えも残っていない。これまでの個人の情報は読めないまま、新しい鍵で始めます。",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all_are_lost"]:
            key_store.start_anew(own_connection())
            return self.stdout.write("新しい鍵の置き場所を作りました。これまでに書いた個人の情報は、もう読めません。")
        try:
            back, left = key_care.restore_keys(options["source"])
        except KeyStoreError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{back} 本の鍵を戻しました。{left} 本は、すでにあるか廃棄済みのため、戻していません。")
