"""Every template of ours compiles, also those no test happens to show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError
from django.template.loader import get_template


class Command(BaseCommand):
    """Compiles all files under renkei/*/templates."""

    help = "すべての画面のひな形を読み込めるか確かめます。"

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for folder in sorted(Path(settings.BASE_DIR).glob("renkei/*/templates")):
            for path in sorted(folder.rglob("*.*")):
                try:
                    get_template(str(path.relative_to(folder)))
                except (TemplateSyntaxError, UnicodeDecodeError) as error:
                    failed.append(f"{path.relative_to(settings.BASE_DIR)}: {error}")
        if failed:
            raise CommandError("\n".join(failed))
