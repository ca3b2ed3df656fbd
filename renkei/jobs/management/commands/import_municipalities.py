"""市区町村の一覧を登録する: `manage.py import_municipalities [PATH]`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from renkei.core import clock
from renkei.core.wall import acting_as
from renkei.offices import services
from renkei.offices.rules.refusal import FileRefused
from renkei.policy.actor import system_actor


class Command(BaseCommand):
    """Writes the bundled table again, with exact points where a list of them is given."""

    help = "市区町村の一覧を登録し直します。座標の表（列 lgcode, lat, lng のある UTF-8 の CSV）があれば、その座標を使います。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", default="", metavar="PATH", help="市区町村の座標の表（なくてもよい）")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            points = Path(options["path"]).read_bytes() if options["path"] else None
            with acting_as("directory_import"):
                written, taken = services.load_municipalities(
                    actor=system_actor("directory_import"), now=clock.now(), points=points
                )
        except OSError as error:
            raise CommandError(f"{options['path']} を読めません。") from error
        except FileRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"市区町村と行政区 {written:,} 件を登録しました（座標の表を使ったもの {taken:,} 件）。")
