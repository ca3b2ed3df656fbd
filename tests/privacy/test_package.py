"""The package of 開示請求: nothing is forgotten, nothing of 124条 slips out, nothing beyond what the body holds."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.db import models

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.contacts import services as contacts
from renkei.core.errors import Conflict, NotAllowed, RuleBroken
from renkei.disclosure.enums import AttachmentKind
from renkei.disclosure.services import attach
from renkei.policy.enums import InfoClass
from renkei.privacy.enums.requests import ExportForm, ExportReason, Flag
from renkei.privacy.models import PackageExport
from renkei.privacy.queries.classify import own_models
from renkei.privacy.queries.package import package_of
from renkei.privacy.queries.tables import handed_out, is_personal, ways
from renkei.privacy.rules.package import BY_PLAIN_ID, LEFT_OUT, Section
from renkei.privacy.services import package, requests
from tests.kit.cases import VALUES, CaseKit, make_case
from tests.kit.world import World
from tests.privacy.kit import ask, reviewing
from tests.privacy.test_requests import decide_all

#: Personal by their columns, but about no person of a case.
ABOUT_NO_CASE: dict[str, str] = {
    "accounts.FormDraft": "what a user typed when the session had ended: gone after 72 hours, or saved into its table",
    "accounts.SentForm": "that a form was sent, and where its answer led: gone with the drafts",
}


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_a_table_about_a_person_is_in_the_package_or_says_why_not(model: type[models.Model]) -> None:
    label = model._meta.label
    if is_personal(model) and label not in ABOUT_NO_CASE:
        assert label in LEFT_OUT or label in ways(), "no way to a case: BY_PLAIN_ID in privacy/rules/package.py"
        assert (model in handed_out()) != (label in LEFT_OUT)


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_a_plain_id_of_a_case_or_person_is_not_overlooked(model: type[models.Model]) -> None:
    plain = {f.name for f in model._meta.concrete_fields if isinstance(f, models.UUIDField)} & {"case_id", "person_id"}
    assert not plain or model._meta.label in {*BY_PLAIN_ID, *LEFT_OUT, *ABOUT_NO_CASE}


def test_the_exceptions_name_tables_that_are() -> None:
    labels = {m._meta.label for m in own_models()}
    assert {*BY_PLAIN_ID, *LEFT_OUT, *ABOUT_NO_CASE} <= labels


@pytest.fixture
def kit(world: World) -> CaseKit:
    kit = make_case(world)
    for text, info_class in (("家に行った", "welfare"), ("裁判の傍聴をした", "justice_outline")):
        contacts.write_note(
            actor=world.actor("officer"), case=kit.case, info_class=info_class, now=world.now, at=world.now, minutes=5,
            item="a", method="phone", counterpart="person", text=text, next_step="", next_due=None, shareable=False,
        )  # fmt: skip
    return kit


def outward(section: Section | None) -> str:
    assert section is not None
    return " ".join(c.outward for r in section.rows for c in r.cells)


def test_every_class_by_version_and_what_is_of_trials_waits(kit: CaseKit) -> None:
    request = reviewing(kit)
    found = package_of(actor=kit.world.actor("manager"), request=request, at=kit.world.now)
    assert VALUES[InfoClass.IDENTITY]["name"] in outward(found.section("people.IdentityRecord"))
    assert "静かなところで暮らしたい" in outward(found.section("people.WelfareRecord"))
    hidden = {"people.JusticeDetailRecord": "窃盗", "people.JusticeOutlineRecord": "夜の声かけ",
              "people.ThirdPartyRecord": "近所の店主", "contacts.Note": "裁判の傍聴をした"}  # fmt: skip
    for table, word in hidden.items():
        section = found.section(table)
        assert section is not None
        assert word not in outward(section)
        assert section.waiting == 1
    assert "家に行った" in outward(found.section("contacts.Note"))
    flags = {f for s in found.sections for r in s.flagged for f in r.flags}
    assert flags == {Flag.TRIAL, Flag.THIRD_PARTY}
    assert "情報の閲覧" not in outward(found.section("disclosure.Consent"))
    package.look_at_package(actor=kit.world.actor("manager"), request=request, now=kit.world.now)
    again = package_of(actor=kit.world.actor("manager"), request=request, at=kit.world.now)
    assert "情報の閲覧" in outward(again.section("audit.Event"))


def test_a_row_may_be_decided_apart_from_its_section(kit: CaseKit) -> None:
    world, manager = kit.world, kit.world.actor("manager")
    request = reviewing(kit)
    note = package_of(actor=manager, request=request, at=world.now).section("contacts.Note").flagged[0]
    terms = {"case_id": kit.case.pk, "table": "contacts.Note", "now": world.now}
    with pytest.raises(RuleBroken):
        package.review(actor=manager, request=request, row_id=None, choice="leave_out", reason=" ", **terms)
    package.review(actor=manager, request=request, row_id=None, choice="leave_out", reason="124条", **terms)
    after = package_of(actor=manager, request=request, at=world.now).section("contacts.Note")
    assert (after.waiting, after.left_out, "裁判の傍聴" in outward(after)) == (0, 1, False)
    package.review(actor=manager, request=request, row_id=note.id, choice="include", reason="公開の法廷", **terms)
    after = package_of(actor=manager, request=request, at=world.now).section("contacts.Note")
    assert (after.waiting, after.left_out, "裁判の傍聴" in outward(after)) == (0, 0, True)


def test_taken_out_only_by_the_privacy_officer_for_a_reason_and_recorded(kit: CaseKit) -> None:
    world, manager = kit.world, kit.world.actor("manager")
    request = ask(kit)
    terms = {"form": ExportForm.ZIP, "reason": ExportReason.REVIEW, "now": world.now}
    with pytest.raises(Conflict):
        package.export_package(actor=manager, request=request, **terms)
    request = requests.start_review(actor=manager, request=request, now=world.now)
    for who in ("officer", "core_manager", "auditor"):
        with pytest.raises(NotAllowed):
            package.export_package(actor=world.actor(who), request=request, **terms)
    with pytest.raises(RuleBroken, match="決定のあと"):
        package.export_package(actor=manager, request=request, **(terms | {"reason": ExportReason.DELIVERY}))
    _, content = package.export_package(actor=manager, request=request, **terms)
    archive = zipfile.ZipFile(io.BytesIO(content))
    everything = b"".join(archive.read(n) for n in archive.namelist()).decode("utf-8-sig", "replace")
    assert "見本太郎" in everything
    assert not any(word in everything for word in ("窃盗", "近所の店主", "裁判の傍聴"))
    assert not any("見本" in name for name in archive.namelist())
    assert PackageExport.objects.get().withheld == 4
    assert Event.objects.filter(code=E.EXPORTED, case_id=kit.case.pk, reason="review").count() == 1
    decide_all(kit, request)
    _, content = package.export_package(actor=manager, request=request, **terms)
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert "窃盗" in b"".join(archive.read(n) for n in archive.namelist()).decode("utf-8-sig", "replace")


def test_files_go_along_unless_they_wait_for_a_reviewer(kit: CaseKit) -> None:
    world, manager = kit.world, kit.world.actor("manager")
    for info_class, content in (
        (InfoClass.IDENTITY, b"%PDF-1.4 plain %%EOF"),
        (InfoClass.JUSTICE_OUTLINE, b"%PDF-1.4 trial %%EOF"),
    ):
        attach(
            actor=world.actor("officer"), case=kit.case, name="見本太郎.pdf", content=content,
            kind=AttachmentKind.OTHER, info_class=info_class, now=world.now,
        )  # fmt: skip
    request = reviewing(kit)
    terms = {"form": ExportForm.ZIP, "reason": ExportReason.REVIEW, "now": world.now}
    _, content = package.export_package(actor=manager, request=request, **terms)
    archive = zipfile.ZipFile(io.BytesIO(content))
    files = [n for n in archive.namelist() if n.startswith("file-")]
    assert [archive.read(n) for n in files] == [b"%PDF-1.4 plain %%EOF"]
    assert not any("見本" in n for n in archive.namelist())
    decide_all(kit, request)
    _, content = package.export_package(actor=manager, request=request, **terms)
    assert len([n for n in zipfile.ZipFile(io.BytesIO(content)).namelist() if n.startswith("file-")]) == 2
