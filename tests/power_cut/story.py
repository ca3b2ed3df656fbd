"""Runs in processes of its own against the product's database: `seed` prepares the story, `facts` tells what is stored
(each as one line of JSON), `serve` is the product's server as `make run` starts it."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from typing import Any

import django

REFERRALS = 6
PEOPLE = ("officer", "core_officer", "officer", "core_officer")  # a session of its own for each client


def seed() -> dict[str, Any]:
    """A case to write notes on, requests that only wait to be accepted, and a live session for each client."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from renkei.core.clock import now
    from tests.kit import requests
    from tests.kit.world import make_world

    world = make_world(at=now() - timedelta(days=2))
    case = requests.accepted_case(world)
    waiting = [requests.checked(world) for _ in range(REFERRALS)]
    clients = [world.login(Client(), name) for name in PEOPLE]
    return {
        "notes": reverse("contacts:new", args=[case.pk]),
        "accept": [reverse("referrals:step", args=[r.pk, "accept"]) for r in waiting],
        "cookie": settings.SESSION_COOKIE_NAME,
        "sessions": [c.cookies[settings.SESSION_COOKIE_NAME].value for c in clients],
    }


def facts() -> dict[str, Any]:
    """Texts of the notes; each request with what its acceptance should have made; rows without their event."""
    from renkei.accounts.models import SentForm
    from renkei.audit.enums import E
    from renkei.audit.models import Event
    from renkei.cases.models import Case, Need
    from renkei.contacts.models import Note
    from renkei.coordination.models.joint import JointItem
    from renkei.coordination.models.referral import Referral

    notes = list(Note.objects.all())
    written = sorted(Event.objects.filter(code=E.NOTE_WRITTEN).values_list("object_id", flat=True))
    requests = {}
    for r in Referral.objects.all():
        moved = Event.objects.filter(code=E.REFERRAL_MOVED, object_id=r.pk, detail__step="accept").count()
        case = Case.objects.get(pk=r.case_id)
        requests[str(r.pk)] = {
            "accepted": r.status == "accepted",
            "parts": [
                case.status not in ("intake",), Need.objects.filter(case=case).exists(),
                JointItem.objects.filter(case=case).exists(), moved == 1,
            ],
        }  # fmt: skip
    return {
        "texts": sorted(n.text or "" for n in notes), "events_match": written == sorted(n.pk for n in notes),
        "requests": requests, "sent": SentForm.objects.count(),
    }  # fmt: skip


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.power_cut.settings"
    django.setup()
    from django.conf import settings

    from renkei.core.wall import acting_as
    from renkei.jobs.management.commands.serve import serve

    if sys.argv[1] == "serve":
        serve("127.0.0.1", settings.PORT)
        return
    with acting_as("tests"):
        print("->" + json.dumps({"seed": seed, "facts": facts}[sys.argv[1]]()))


if __name__ == "__main__":
    main()
