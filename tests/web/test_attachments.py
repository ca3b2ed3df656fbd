"""Every page that takes a file: when anything fails after it, in the last statement of the request, neither file nor row is there."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from renkei.audit.models import Event
from renkei.disclosure import services as disclosure
from renkei.disclosure.enums import Explained
from renkei.disclosure.models import Attachment
from tests.inquiries.kit import walk
from tests.kit import requests
from tests.kit.world import World
from tests.web.html_forms import Values, main_form
from tests.web.kit import at_world_time

PDF = b"%PDF-1.7 signed"
ANSWER = {"channel": ["phone"], "kind": ["yes"], "answered_by_name": ["事業所 太郎"]}
TOLD = {"channel": ["phone"], "spoken_with": ["担当者"], "spoken_at_0": ["2026-11-24"], "spoken_at_1": ["08:00"]}


def agreement(world: World) -> tuple[str, str, Values]:
    return "manager", reverse("agreements:edit", args=[world.agreements["home"].pk]), {"title": ["改めた取決め"]}


def referral(world: World) -> tuple[str, str, Values]:
    return "center_officer", reverse("referrals:sheet", args=[requests.draft(world).pk]), {"save_draft": ["1"]}


def answer(world: World) -> tuple[str, str, Values]:
    return "officer", reverse("inquiries:enter", args=[walk(world, "anonymous").pk]), ANSWER


def consent(world: World) -> tuple[str, str, Values]:
    case = requests.accepted_case(world)
    explained = disclosure.explain_consent(
        actor=world.actor("officer"), case=case, now=world.clock.tick(), kind="exit", explained_at=world.now,
        methods=["spoken"], explained=[str(e) for e in Explained], classes=["welfare"], purposes=["housing"],
        recipients=[{"organisation": world.org("home")}], receive_from=[], valid_from=world.clock.today,
    )  # fmt: skip
    typed = {"signature": ["signed"], "guardian_agreed": ["no"], "copy_given": ["yes"]}
    return "officer", reverse("disclosure:obtain", args=[case.pk, explained.pk]), typed


@pytest.mark.parametrize("page", [agreement, referral, answer, consent])
def test_a_file_and_its_row_come_together_or_not_at_all(world: World, page: Any) -> None:
    with at_world_time(world):
        who, url, typed = page(world)
        client = world.login(Client(raise_request_exception=False), who)

        def post() -> int:
            form = main_form(client.get(url)).values | typed
            return client.post(url, form | {"scan": SimpleUploadedFile("写し.pdf", PDF)}).status_code

        before = Attachment.objects.count(), Event.objects.exclude(code="record.viewed").count()
        with patch("renkei.web.posted.services.keep_sent_form", side_effect=RuntimeError("the power went")):
            assert post() == 500
        assert (Attachment.objects.count(), Event.objects.exclude(code="record.viewed").count()) == before
        assert post() == 302
        assert Attachment.objects.count() == before[0] + 1
