"""Loads the demo prefecture, or prints its log-ins."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from renkei.accounts.queries import is_empty
from renkei.accounts.rules.demo_factor import demo_secret
from renkei.core.clock import now
from renkei.core.wall import acting_as
from renkei.jobs.demo.cast import PASSWORD
from renkei.jobs.demo.making import make_demo
from renkei.policy.enums import Role


class Command(BaseCommand):
    """Only into an empty demo database; `make demo` empties it first."""

    help = "デモの県（架空）を作ります。--logins はデモのログインを表示します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--logins", action="store_true", help="作らずに、ログインの一覧を表示します。")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["logins"]:
            self._print_logins()
            return
        if not settings.DEMO or not is_empty():
            raise CommandError("デモは、空のデモ用データベースにだけ作れます。make demo を使ってください。")
        with acting_as("demo"), transaction.atomic():
            logins = self._load(quiet=options["verbosity"] == 0)
        (settings.DATA_DIR / "demo-logins.json").write_text(json.dumps(logins, ensure_ascii=False), encoding="utf-8")

    def _load(self, *, quiet: bool) -> list[tuple[str, str, str]]:
        with tqdm(desc="ケース", unit="件", disable=quiet) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            return make_demo(now=now(), progress=progress).logins

    def _print_logins(self) -> None:
        path = settings.DATA_DIR / "demo-logins.json"
        if not path.exists():
            return
        self.stdout.write(
            f"\nデモのログイン（パスワードはすべて {PASSWORD}。第2の確認のコードは、デモの画面に表示されます。"
            "manage.py demo_code メールアドレス でも分かります）:"
        )
        seen: dict[str, int] = {}
        for role, organisation, email in json.loads(path.read_text(encoding="utf-8")):
            seen[role] = seen.get(role, 0) + 1
            if seen[role] == 1:
                self.stdout.write(f"  {role}　{organisation}　{email}　鍵 {demo_secret(email)}")
        if len(seen) < len(Role) - 1:
            missing = [r.label for r in Role if r is not Role.SYSTEM and r.label not in seen]
            self.stdout.write(f"  （ログインのない役割: {'、'.join(missing)}）")
