"""Every table that leaves through an address: found by walking the URLconf, no cell of it a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from django.test import Client
from openpyxl import load_workbook

from renkei.accounts.models import Organisation, User
from tests.kit.world import World
from tests.web.kit import at_world_time
from tests.web.stage import build, pages

EVIL = "=HYPERLINK(1)"
#: Exports of today: the walk must at least find these.
KNOWN = {
    "audit:export", "accounts:users_export", "accounts:users_template", "offices:differences_export", "offices:export",
    "contacts:table_export", "stats:activity_export", "stats:activity_report_export",
    "outreach:export", "stats:ties_export",
}  # fmt: skip


@pytest.fixture
def answers(world: World) -> Iterator[dict[str, list[bytes]]]:
    """What every address gives to these roles, where it is a table."""
    found: dict[str, list[bytes]] = {}
    with at_world_time(world):
        stage = build(world)
        User.objects.update(name=EVIL)
        Organisation.objects.update(name=EVIL)
        for who in ("manager", "auditor", "admin", "officer", "core_manager", "prefecture"):
            client = world.login(Client(raise_request_exception=False), who)
            for page in pages():
                answer = client.get(stage.url(page))
                if any(kind in answer.headers.get("Content-Type", "") for kind in ("csv", "spreadsheet", "zip")):
                    found.setdefault(page.name, []).append(answer.getvalue())
        yield found


def _cells(content: bytes) -> Iterator[tuple[str, bool]]:
    """(text, would it run) of every cell."""
    if content.startswith(b"PK"):
        for sheet in load_workbook(io.BytesIO(content)):
            yield from ((str(c.value or ""), c.data_type == "f") for row in sheet.iter_rows() for c in row)
    else:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        yield from ((cell, cell.startswith(("=", "+", "@", "\t", "＝"))) for row in rows for cell in row)


def test_no_export_holds_a_formula(answers: dict[str, list[bytes]]) -> None:
    assert set(answers) >= KNOWN
    seen = {name: [cell for content in contents for cell in _cells(content)] for name, contents in answers.items()}
    assert [name for name, cells in seen.items() if any(runs for _, runs in cells)] == []
    carrying = {name for name, cells in seen.items() if any(EVIL in text for text, _ in cells)}
    assert carrying >= {"audit:export", "accounts:users_export"}  # the test does put names into what it reads
