"""`make docs`: the generated pages of docs/; `--check` says which are out of date."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from renkei.jobs import generated_docs


class Command(BaseCommand):
    """Writes or compares."""

    help = "docs/ の生成文書（権限・状態・データ定義書）を作ります。--check は比べるだけです。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="書かずに、古いものがあれば失敗します。")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.BASE_DIR / "docs"
        stale = []
        for name, text in generated_docs.pages().items():
            path = folder / name
            if options["check"]:
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    stale.append(name)
            else:
                path.write_text(text, encoding="utf-8")
        if stale:
            raise CommandError(f"docs/ の {'、'.join(stale)} が古くなっています。make docs を実行してください。")
