"""測定用の全国規模のデータ: `manage.py make_national_data [--size 1]`."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from renkei.core.clock import now
from renkei.jobs.nation import database
from renkei.jobs.nation.making import fill
from renkei.jobs.nation.plan import Plan, assumptions


class Command(BaseCommand):
    """Only into a database of its own name that it made itself; the demo and real data are never touched."""

    help = (
        "測定用に、全国規模の架空のデータを専用のデータベース（renkei_nation_…）に作ります。"
        "1倍で 1万ケース・記録10万件・操作の記録10万件・事業所のサービス20万行。"
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", type=float, default=1.0, help="全国の何倍か（0.01〜10。事業所は全国分まで）")
        parser.add_argument(
            "--audit", type=float, help="操作の記録は何倍か（なければ --size の2乗。10なら100倍＝1千万件）"
        )
        parser.add_argument("--seed", type=int, default=assumptions()["seed"], help="同じ値からは同じデータができます")
        parser.add_argument("--again", action="store_true", help="同じ名前の測定用データを消して、作り直します")

    def handle(self, *args: Any, **options: Any) -> None:
        size = options["size"]
        audit = size**2 if options["audit"] is None else options["audit"]
        today = now().replace(hour=0, minute=0, second=0, microsecond=0)
        plan = Plan(size, audit, options["seed"], today)
        quiet = options["verbosity"] == 0

        def progress(rows: Iterable[Any], what: str, total: int | None) -> Iterable[Any]:
            return tqdm(rows, desc=what, total=total, unit="件", disable=quiet, dynamic_ncols=True, mininterval=1)

        begin = time.perf_counter()
        made = database.rebuild(plan, lambda p: fill(p, progress), again=options["again"])
        name = database.name_of(size)
        took = time.perf_counter() - begin
        self.stdout.write(f"{name}: {f'{took:.0f}秒で作りました' if made else 'もうできています'}。")
