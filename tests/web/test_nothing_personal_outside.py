"""What the record holds in plain words never stands in a title, an address, a header, a cookie, a mail or a log line."""

from __future__ import annotations

import html
import json
import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail, signing
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from renkei.core.fields import EncryptedBytesField, EncryptedTextField
from tests.kit.world import World
from tests.web.kit import at_world_time
from tests.web.stage import Stage, build, pages

WATCHED = ("officer", "center_officer", "home_contact")
#: Texts of the story that are words of the screens too.
NO_WORDS = {"記録", "空き", "研修"}
_ADDRESS = re.compile(r'(?:href|action|src|hx-get|hx-post|formaction|download)="([^"]*)"')


def words_in(value: Any) -> Iterator[str]:
    """Every text of a plain value that says something by itself: four characters, or two of Japanese; ids say nothing."""
    if isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from words_in(part)
    elif isinstance(value, str) and len(value) >= 2 and not re.fullmatch(r"[a-z0-9_]*|[0-9a-f-]{36}|[ -~]{1,3}", value):
        yield value


def plain_values() -> set[str]:
    """What the encrypted columns of all tables hold, opened."""
    found: set[str] = set()
    for model in apps.get_models():
        texts = [f for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)]
        names = [f.name for f in texts if not isinstance(f, EncryptedBytesField)]
        for row in model._default_manager.all() if names else ():
            found |= {word for name in names for word in words_in(getattr(row, name))}
    return found


@pytest.fixture
def stage(world: World) -> Iterator[Stage]:
    with at_world_time(world):
        yield build(world)


def outside(answer: HttpResponse) -> str:
    """All of an answer that histories, logs and proxies keep: title, addresses, headers, cookies, what they hold."""
    text = answer.content.decode(errors="replace") if "html" in answer.headers.get("Content-Type", "") else ""
    parts = [*re.findall(r"<title>(.*?)</title>", text, re.S), *_ADDRESS.findall(text)]
    parts += [f"{name}: {value}" for name, value in answer.items()]
    for cookie in answer.cookies.values():
        parts.append(cookie.value)
        if cookie.key == settings.NOTICE_COOKIE_NAME and cookie.value:
            signer = signing.get_cookie_signer(salt="django.contrib.messages")
            parts.append(str(signer.unsign_object(cookie.value, serializer=Lenient)))
    return unquote(html.unescape("\n".join(parts)))


class Lenient:
    """The messages as JSON, without making objects of them."""

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


def test_no_personal_word_leaves_the_body(world: World, stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    words = plain_values() - NO_WORDS
    assert {"見本 太郎", "みほん刑務所", "窃盗"} <= words
    told, wrong = set(), []
    for who in WATCHED:
        client = world.login(Client(raise_request_exception=False), who)
        for page in pages():
            cache.clear()
            answers = [client.get(stage.url(page))]
            if answers[0].status_code in (200, 405):
                answers.append(client.post(stage.url(page)))
            for answer in answers:
                kept, shown = outside(answer), "" if answer.streaming else answer.content.decode(errors="replace")
                wrong += [f"{page.name} as {who} ({answer.status_code}): {word}" for word in words if word in kept]
                told |= {word for word in words if word in shown}
    assert told, "the pages do show some of it, so the search can find it"
    lines = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("django.db"))
    letters = "\n".join(f"{m.subject}\n{m.body}" for m in mail.outbox)
    wrong += [f"log or mail: {word}" for word in words if word in lines or word in letters]
    assert not wrong, "\n".join(wrong)
