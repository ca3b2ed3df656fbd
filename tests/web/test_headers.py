"""Every kind of answer of every address carries the headers; scripts run by a number of that one answer only."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from renkei.web.gates import signed_in
from renkei.web.middleware import HEADERS
from tests.kit.world import World
from tests.web.kit import at_world_time
from tests.web.stage import Stage, build, pages

ALWAYS = HEADERS | {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@signed_in()
def broken(request):
    raise RuntimeError("bug")


urlpatterns = [path("", include("renkei.web.urls")), path("broken/", broken)]


@pytest.fixture
def stage(world: World) -> Iterator[Stage]:
    with at_world_time(world), override_settings(ROOT_URLCONF=__name__):
        yield build(world)


def directives(answer: HttpResponse) -> dict[str, list[str]]:
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip())
    return {name: values for name, *values in parts}


def body(answer: HttpResponse) -> str:
    if not answer.streaming:
        return answer.content.decode(errors="replace")
    text = b"".join(answer).decode(errors="replace")
    for close in answer._resource_closers:  # the file; answer.close() would close the database of the test too
        close()
    return text


def faults(answer: HttpResponse, *, stored: bool = False) -> list[str]:
    """What is wrong with the headers and the scripts of one answer."""
    found = [name for name, value in ALWAYS.items() if answer.headers.get(name) != value]
    if ("no-store" in answer.headers.get("Cache-Control", "")) is stored:
        found.append("Cache-Control")
    csp = directives(answer)
    text = body(answer) if "html" in answer.headers.get("Content-Type", "") or answer.streaming else ""
    nonces = set(re.findall(r'<script[^>]*nonce="([^"]+)"', text))
    allowed = csp.get("script-src", [])
    if (
        csp["default-src"] != ["'none'"]
        or allowed not in ([], [f"'nonce-{next(iter(nonces), '')}'"])
        or len(nonces) > 1
    ):
        found.append(f"CSP {csp}")
    if len(re.findall("<script", text)) != len(re.findall(r"<script src=[^>]*nonce=", text)):
        found.append("a script without its number")
    if "report" in answer["Content-Security-Policy"] or "unsafe" in answer["Content-Security-Policy"]:
        found.append("CSP reports or is unsafe")
    for cookie in (cookie for cookie in answer.cookies.values() if cookie.value):
        if not (cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["domain"]):
            found.append(f"cookie {cookie.key}")
    return found


def asked(world: World, stage: Stage) -> Iterator[tuple[str, HttpResponse]]:
    """Answers of every address and of every kind."""
    for who in ("", "officer", "admin", "manager"):
        client = Client(raise_request_exception=False)
        client = world.login(client, who) if who else client
        for page in pages():
            address = stage.url(page)
            for method in ("get", "post", "put"):
                yield f"{method} {page.name} {who}", getattr(client, method)(address)
        yield f"nowhere {who}", client.get("/nowhere/")
        yield f"nothing static {who}", client.get("/static/web/nothing.css")
        yield f"broken {who}", client.get("/broken/")
        yield f"login {who}", client.get("/auth/login/")
        yield f"bad parts {who}", client.post("/auth/login/", b"x", content_type="multipart/form-data; boundary=")
        yield f"parted {who}", client.get("/referrals/", headers={"HX-Request": "true"})


def test_every_answer_carries_them(world: World, stage: Stage) -> None:
    kinds, wrong = set(), []
    for name, answer in asked(world, stage):
        kinds.add(answer.status_code)
        wrong += [f"{name} ({answer.status_code}): {fault}" for fault in faults(answer)]
    assert wrong == []
    assert kinds >= {200, 302, 400, 403, 404, 405, 409, 422, 500}


@pytest.mark.django_db
def test_static_files_carry_them_and_may_be_kept(client: Client) -> None:
    for name in ("web/tokens.css", "web/js/improve.js", "web/icon.svg"):
        answer = client.get(f"/static/{name}")
        assert answer.status_code == 200
        assert faults(answer, stored=True) == []
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_no_number_serves_twice(world: World, client: Client) -> None:
    seen = {tuple(directives(client.get("/auth/login/"))["script-src"]) for _ in range(3)}
    assert len(seen) == 3
    assert all(re.fullmatch(r"'nonce-[\w+/=]{22,}'", value) for (value,) in seen)


@pytest.mark.django_db
def test_a_forged_host_gets_them_too(client: Client) -> None:
    with override_settings(ALLOWED_HOSTS=["renkei.example.jp"]):
        answer = client.get("/auth/login/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert faults(answer) == []


@pytest.mark.parametrize(
    ("address", "secure"), [("https://renkei.example.jp", True), ("http://renkei.example.jp", False)]
)
def test_under_https_cookies_are_bound_to_the_host_and_hsts_is_on(tmp_path: Path, address: str, secure: bool) -> None:
    code = (
        "import json; from config import settings as s; print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.NOTICE_COOKIE_NAME, "
        "s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS >= 31536000 and "
        "s.SECURE_HSTS_INCLUDE_SUBDOMAINS, 'upgrade-insecure-requests' in s.CONTENT_SECURITY_POLICY['DIRECTIVES']]))"
    )
    env = os.environ | {"RENKEI_PUBLIC_URL": address, "RENKEI_DATA_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    *names, first, second, third = json.loads(done.stdout)
    assert [name.startswith("__Host-") for name in names] == [secure] * 3
    assert (first, second, third) == (secure,) * 3
    assert stat.S_IMODE((tmp_path / "mail").stat().st_mode) == 0o700  # a mail may carry the link to a new password
