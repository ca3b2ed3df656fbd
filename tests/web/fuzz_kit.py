"""Hostile input from a seed: strings, bodies, headers and ids that break programs, put into the forms as they are drawn."""

from __future__ import annotations

import io
import json
import zipfile
from html.parser import HTMLParser
from random import Random
from typing import Any
from urllib.parse import quote, quote_from_bytes

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.web.html_forms import HtmlForm

TEXTS = (
    "", " ", "\0", "見\0本", "😀🇯🇵👨‍👩‍👧", "\u202eabc\u2066", "ガ" * 5_000, "x" * 1_000_000, "a\r\nX-Injected: 1", "\x0b\x1f", "\ufeff",
    "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}{% x %}", "%s%n%x", "../../etc/passwd", "=cmd()", "\\", "\udcff".encode(
        "utf-8", "surrogateescape").decode("latin-1"),
)  # fmt: skip
NUMBERS = (
    "-1",
    "0",
    "99999999999999999999",
    "2147483648",
    "9223372036854775808",
    "1e400",
    "NaN",
    "Infinity",
    "²",
    "٣",
    "１２",
    "0x10",
    "1_0",
)
DATES = (
    "2026-02-30",
    "R99.99.99",
    "0001-01-01",
    "9999-12-31",
    "99999-01-01",
    "R8.13.40",
    "25:61",
    "明治0年",
    "2026-11-24T00:00Z",
    "H元.1.8",
)
CODES = (
    "on",
    "yes",
    "none",
    "null",
    "[]",
    "{",
    "summary",
    "justice_detail",
    "00000000-0000-0000-0000-000000000000",
    "not-a-uuid",
)
HOSTILE = TEXTS + NUMBERS + DATES + CODES
#: Bytes that are no UTF-8, put into addresses and bodies as they are.
BYTES = (b"\xff\xfe", b"\xed\xa0\x80", b"\x82\xa0", b"\xc0\x80", b"%", b"%zz", b"%00")


def _zip(names: tuple[str, ...]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"<x")
    return out.getvalue()


FILES = (
    b"", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xff\xff\xff", b"PK\x03\x04", _zip(("xl/workbook.xml", "[Content_Types].xml")),
    _zip(("a.csv",)), "氏名,役割\n\0,x".encode(), b"\xff\xfea\0", b'"open', "氏名,メールアドレス,役割\nあ,a@b,c\n".encode("cp932"),
)  # fmt: skip


def offers_of(page: str) -> dict[str, list[str]]:
    """Name → every value the page offers for it: options, boxes, named buttons."""
    found: dict[str, list[str]] = {}

    class Reader(HTMLParser):
        name = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            a = {key: value or "" for key, value in attrs}
            if tag == "select":
                self.name = a.get("name", "")
            elif tag == "option" and self.name:
                found.setdefault(self.name, []).append(a.get("value", ""))
            elif a.get("name") and (tag == "button" or a.get("type") in {"radio", "checkbox"}):
                found.setdefault(a["name"], []).append(a.get("value", "on"))

    Reader().feed(page)
    return found


def fill(rng: Random, form: HtmlForm, offers: dict[str, list[str]]) -> dict[str, Any]:
    """Mostly what the page offers, with one to three fields gone wrong; now and then all of them."""
    names = sorted({*form.values, *form.kinds})
    wrong = set(rng.sample(names, min(len(names), rng.choice((1, 1, 2, 3, 99)))))
    data: dict[str, Any] = {}
    for name in names:
        offered = [v for v in [*form.values.get(name, []), *offers.get(name, [])] if v]
        data[name] = rng.choice(HOSTILE if name in wrong else offered or ("見本", "2026-11-24", "1", "10:00"))
        if name in wrong and rng.random() < 0.2:
            data[name] = [data[name], rng.choice(HOSTILE)]
        elif name in wrong and rng.random() < 0.2:
            del data[name]
    return data


def request_of(rng: Random, form: HtmlForm, offers: dict[str, list[str]]) -> dict[str, Any]:
    """The keyword arguments of `client.generic` for a filled form: usual, or broken as a whole."""
    data = fill(rng, form, offers)
    kind = rng.random()
    if kind < 0.08:
        return {"data": json.dumps(data)[: rng.choice((5, 10_000))], "content_type": "application/json"}
    if kind < 0.14:
        return {
            "data": rng.choice(BYTES) + b"=x&a=%ff&=&&a",
            "content_type": f"application/x-www-form-urlencoded; charset={rng.choice(('utf-99', 'cp932', 'utf-8', 'utf-7'))}",
        }
    if kind < 0.20:
        return {
            "data": b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n" + rng.choice(BYTES),
            "content_type": rng.choice(
                ("multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary=" + "é" * 80)
            ),
        }
    for name in sorted(name for name, kind in form.kinds.items() if kind == "file"):
        if rng.random() < 0.7:
            data[name] = SimpleUploadedFile(
                rng.choice(("a.pdf", "../x", "\u202e.exe", "あ" * 300, "a\0.csv", "a.zip")) or "a", rng.choice(FILES)
            )
    return {"data": encode_multipart(BOUNDARY, data), "content_type": MULTIPART_CONTENT}


def query_of(rng: Random, form: HtmlForm | None) -> str:
    """A query string with names the page knows and names it does not."""
    names = [*(form.values if form else ()), "page", "q", "list", "next", "format", "x"]
    parts = []
    for _ in range(rng.choice((1, 2, 5))):
        value = quote_from_bytes(rng.choice(BYTES)) if rng.random() < 0.2 else quote(rng.choice(HOSTILE)[:20_000])
        parts.append(f"{quote(rng.choice(names))}={value}")
    return "&".join(parts)


def headers_of(rng: Random) -> dict[str, str]:
    """Now and then a header that is not what it should be."""
    odd = (
        {"HX-Request": "true"}, {"HX-Request": "true", "HX-Target": "\u00ff" * 40, "HX-Current-URL": "http://[", "HX-Prompt-URI-AutoEncoded": "true", "HX-Prompt": "%ff"},
        {"Accept-Language": "xx-" * 500}, {"Accept": "application/json"}, {"X-Forwarded-For": "a,b"}, {"Referer": "http://[::1"},
        {"If-Modified-Since": "yesterday"}, {"Range": "bytes=9-1"}, {"User-Agent": "\u00ff" * 3000}, {"Authorization": "Basic ="},
    )  # fmt: skip
    return rng.choice(odd) if rng.random() < 0.3 else {}
