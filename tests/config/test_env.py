"""A wrong environment is answered with a sentence that says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("true", True), ("0", False), ("off", False), ("", True)])
def test_a_flag_is_read(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("RENKEI_X", value)
    assert env.flag("RENKEI_X", default=True) is expected


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda: env.flag("RENKEI_X", default=True), "はい"),
        (lambda: env.number("RENKEI_X", 1, low=1, high=9), "10"),
        (lambda: env.number("RENKEI_X", 1, low=1, high=9), "１"),
        (lambda: env.number("RENKEI_X", 1, low=1, high=9), "-1"),
        (lambda: env.url("RENKEI_X"), "renkei.example.jp"),
        (lambda: env.url("RENKEI_X"), "ftp://renkei.example.jp"),
        (lambda: env.url("RENKEI_X"), "https://renkei.example.jp/path"),
        (lambda: env.text("RENKEI_X"), " "),
    ],
)
def test_what_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, read, value: str) -> None:
    monkeypatch.setenv("RENKEI_X", value)
    with pytest.raises(ImproperlyConfigured, match=r"環境変数 RENKEI_X .*ください"):
        read()


def manage(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_command_ends_with_one_sentence_not_a_traceback() -> None:
    done = manage("check", RENKEI_PORT="port")
    assert done.returncode == 1
    assert done.stderr.strip().startswith("エラー: 環境変数 RENKEI_PORT は 1 から 65535")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("host", "warned"),
    [
        ("db.example.jp", True),
        ("db.example.jp/renkei?sslmode=require", True),
        ("db.example.jp/renkei?sslmode=verify-full", False),
        ("127.0.0.1", False),
    ],
)
def test_a_database_elsewhere_is_reached_with_its_certificate(host: str, warned: bool) -> None:
    done = manage(
        "check",
        "--tag",
        "security",
        DATABASE_URL=f"postgresql://app:x@{host}",
        DJANGO_SETTINGS_MODULE="config.settings",
    )
    assert ("sslmode=verify-full" in done.stderr) is warned


def test_migrating_a_server_of_ones_own_needs_its_owner() -> None:
    done = manage("migrate", DATABASE_URL="postgresql://app:x@127.0.0.1:9/renkei", DATABASE_OWNER_URL="")
    assert done.returncode == 1
    assert "DATABASE_OWNER_URL を設定してください" in done.stderr


def test_the_demo_is_never_built_where_it_was_not_asked_for() -> None:
    done = manage("rebuild_demo", DATABASE_URL="postgresql://app:x@127.0.0.1:9/renkei", RENKEI_DEMO="")
    assert done.returncode == 1
    assert "RENKEI_DEMO=0" in done.stderr
