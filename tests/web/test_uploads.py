"""A file on its way in and out: refused by its length before it is read, by its content, by the scanner; never shown inline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.disclosure.enums import AttachmentKind
from renkei.disclosure.models import Attachment, SharingAgreement
from renkei.disclosure.services import withdraw_consent
from renkei.disclosure.services.attachments import attach
from renkei.policy.enums import InfoClass
from renkei.web.gates import MEMBER_BODY, PUBLIC_BODY
from tests.kit.cases import make_case
from tests.kit.world import World
from tests.web.kit import at_world_time

PDF = b"%PDF-1.7 signed"


@pytest.fixture
def officer(world: World) -> Iterator[Client]:
    with at_world_time(world):
        yield world.login(Client(), "officer")


def register(client: Client, world: World, content: bytes, name: str = "a.pdf"):
    data = {
        "municipality": str(world.org("city").pk), "partner": str(world.org("bar").pk), "title": "印の文書", "classes": ["identity"],
        "starts_on": str(date(2026, 4, 1)), "ends_on": "", "tail_days": "30", "meeting_interval_months": "3", "note": "",
        "scan": SimpleUploadedFile(name, content, content_type="application/pdf"),
    }  # fmt: skip
    return client.post(reverse("agreements:new"), data)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"<script>alert(1)</script>", "PDF・PNG・JPEG"), (PDF + b"/JavaScript", "動作する部品"), (b"", "空です")],
)
def test_a_file_is_taken_by_its_content_only(officer: Client, world: World, content: bytes, words: str) -> None:
    answer = register(officer, world, content)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Attachment.objects.exists()


def test_what_the_scanner_stops_is_not_kept(officer: Client, world: World, settings: SimpleNamespace) -> None:
    settings.CLAMD = "/nowhere/clamd.sock"
    answer = register(officer, world, PDF)
    assert (answer.status_code, "ウイルス検査ができない" in answer.content.decode()) == (422, True)
    assert not SharingAgreement.objects.filter(title="印の文書").exists()


def test_a_file_leaves_as_a_download_under_a_neutral_name_and_on_record(officer: Client, world: World) -> None:
    assert register(officer, world, PDF, "見本太郎\u202e.pdf").status_code == 302
    kept = SharingAgreement.objects.get(title="印の文書")
    assert kept.attachment.name == "見本太郎.pdf"
    answer = officer.get(reverse("agreements:file", args=[kept.pk]))
    assert answer.content == PDF
    assert answer["Content-Disposition"] == f'attachment; filename="renkei-{str(kept.attachment.pk)[:8]}.pdf"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Event.objects.filter(code=E.RECORD_VIEWED, object_id=kept.attachment.pk).count() == 1
    stranger = world.login(Client(), "town_officer")
    assert stranger.get(reverse("agreements:file", args=[kept.pk])).status_code == 404


def test_a_file_closes_with_the_row_that_opened_it(world: World, officer: Client) -> None:
    kit = make_case(world)
    center = world.actor("center_officer")
    kept = attach(
        actor=center, case=kit.case, name="同意書.pdf", content=PDF, kind=AttachmentKind.OTHER, info_class=InfoClass.IDENTITY,
        now=world.now,
    )  # fmt: skip
    url = reverse("disclosure:attachment", args=[kit.case.pk, kept.pk])
    assert officer.get(url).content == PDF
    withdraw_consent(actor=center, consent=kit.consent, now=world.clock.tick())
    world.clock.tick()
    for headers in ({}, {"Range": "bytes=0-9"}, {"If-None-Match": "*"}, {"HX-Request": "true"}):
        answers = (officer.get(url, headers=headers), officer.head(url, headers=headers))
        assert [a.status_code for a in answers] == [404, 404]
    collector = world.login(Client(), "center_officer")
    assert collector.get(url).content == PDF


class Unread:
    """A body that fails the test when somebody reads it."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def sends(client: Client, name: str, length: int) -> int:
    """The status for a body of this announced length that nobody may read."""
    extra = {"CONTENT_LENGTH": str(length), "wsgi.input": Unread(), "CONTENT_TYPE": "multipart/form-data; boundary=b"}
    return client.generic("POST", reverse(name), **extra).status_code


@pytest.mark.parametrize(
    ("who", "name", "length"),
    [
        ("", "account_login", PUBLIC_BODY + 1), ("", "agreements:new", MEMBER_BODY), ("", "offices:import", MEMBER_BODY),
        ("officer", "agreements:new", MEMBER_BODY + 1), ("officer", "offices:import", MEMBER_BODY + 1),
        ("admin", "agreements:new", MEMBER_BODY + 1), ("admin", "offices:import", 2**40),
    ],
)  # fmt: skip
def test_too_much_is_refused_unread(world: World, who: str, name: str, length: int) -> None:
    client = world.login(Client(), who) if who else Client()
    assert sends(client, name, length) == 413


def test_the_directory_alone_takes_more(world: World) -> None:
    with pytest.raises(AssertionError, match="the body was read"):
        sends(world.login(Client(), "admin"), "offices:import", MEMBER_BODY * 4)
