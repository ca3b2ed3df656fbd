"""Consents, withdrawal and the ledger as each role meets them in the browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.disclosure import services as disclosure
from renkei.disclosure.enums import Explained, Method
from renkei.disclosure.models import Attachment, Consent, LedgerEntry, SafetyReview
from renkei.policy.enums import PERSONAL_CLASSES, InfoClass
from tests.disclosure.test_one_row import end_by_sql, open_by_sql
from tests.kit.cases import CaseKit, give_summary, make_case, move_to, users
from tests.kit.world import World

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 signed"


@pytest.fixture(autouse=True)
def moment(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The screens read the clock of the story."""
    monkeypatch.setattr("renkei.core.clock.timezone.now", lambda: world.now)


@pytest.fixture
def kit(world: World) -> CaseKit:
    kit = make_case(world)
    give_summary(kit, "home", "home_contact")
    return kit


def url(name: str, kit: CaseKit, *args: object) -> str:
    return reverse(f"disclosure:{name}", args=[kit.case.pk, *args])


def signed_in(world: World, member: str) -> Client:
    return world.login(Client(), member)


def explanation(kit: CaseKit, **changes: Any) -> dict[str, Any]:
    data = {
        "kind": "exit", "explained_at_0": "R8.11.24", "explained_at_1": "10:00", "methods": ["spoken", "ruby"], "place": "面会室",
        "explained": [str(e) for e in Explained], "purposes": ["housing"], "classes": ["identity", "welfare"],
        "organisation_1": str(kit.world.org("home").pk), "until_1": "s3", "valid_from": "2026-11-24",
    }  # fmt: skip
    return data | changes


def test_from_the_explanation_to_the_signed_consent(kit: CaseKit) -> None:
    client = signed_in(kit.world, "officer")
    assert client.get(url("consent_new", kit)).status_code == 200
    shown = client.post(url("consent_new", kit), explanation(kit, explained=["purpose"]))
    found = Consent.objects.get(case=kit.case, version=2)
    assert shown["Location"] == url("consent", kit, found.pk)
    assert found.place == "面会室"
    assert found.recipients.get().stages == ["s0", "s1", "s2", "s3"]
    page = client.get(shown["Location"]).content.decode()
    assert "同意の結果がまだ記録されていません" in page
    wrong = client.post(
        url("obtain", kit, found.pk), {"signature": "signed", "guardian_agreed": "no", "copy_given": "yes"}
    )
    assert wrong.status_code == 422
    assert "残りの項目" in wrong.content.decode()
    from django.core.files.uploadedfile import SimpleUploadedFile

    done = client.post(url("obtain", kit, found.pk), {
        "signature": "signed", "guardian_agreed": "no", "copy_given": "yes", "renews": "no",
        "also_explained": [str(e) for e in Explained if e not in ("purpose", "no_promise", "free_will")],
        "scan": SimpleUploadedFile("見本太郎の同意書.pdf", PDF),
    })  # fmt: skip
    assert done.status_code == 302
    found.refresh_from_db()
    assert (found.status, found.copy_given, found.attachment.name) == ("obtained", True, "見本太郎の同意書.pdf")
    again = client.post(url("obtain", kit, found.pk), {
        "signature": "signed", "guardian_agreed": "no", "copy_given": "yes", "renews": "no"})  # fmt: skip
    assert again.status_code == 409


BAD = {
    "no recipient": ({"organisation_1": ""}, "一つ以上"),
    "a date that is none": ({"valid_from": "令和8年13月1日"}, "日付"),
    "an end before the start": ({"valid_until": "R8.11.1"}, "開始以後"),
    "a body that does not exist": ({"organisation_1": "00000000-0000-0000-0000-000000000000"}, "選べない値"),
    "twice the same body": ({"organisation_2": "SAME"}, "二度"),
    "no purpose": ({"purposes": []}, "目的"),
}


def test_bad_input_keeps_what_was_typed(kit: CaseKit) -> None:
    client = signed_in(kit.world, "officer")
    for name, (changes, words) in BAD.items():
        values = {k: str(kit.world.org("home").pk) if v == "SAME" else v for k, v in changes.items()}
        page = client.post(url("consent_new", kit), explanation(kit, **values))
        text = page.content.decode()
        assert page.status_code == 422, name
        assert words in text, name
        assert "面会室" in text, name
    assert Consent.objects.filter(case=kit.case).count() == 1


def test_refused_and_recipient_added(kit: CaseKit) -> None:
    client = signed_in(kit.world, "officer")
    client.post(url("consent_new", kit), explanation(kit))
    found = Consent.objects.get(case=kit.case, version=2)
    assert client.post(url("recipient_add", kit, found.pk), {
        "organisation": str(kit.world.org("work").pk), "confirmed": "on"}).status_code == 422  # fmt: skip
    assert client.post(url("refuse", kit, found.pk)).status_code == 302
    assert client.post(url("refuse", kit, found.pk)).status_code == 409
    assert client.get(url("withdraw", kit, found.pk)).status_code == 409
    live = kit.consent.pk
    work = {"organisation": str(kit.world.org("work").pk)}
    assert client.post(url("recipient_add", kit, live), work).status_code == 422
    both = work | {"organisation_kind": "partner", "confirmed": "on"}
    assert client.post(url("recipient_add", kit, live), both).status_code == 422
    assert client.post(url("recipient_add", kit, live), work | {"confirmed": "on"}).status_code == 302
    assert "作業所ひだまり" in client.get(url("consent", kit, live)).content.decode()


def test_withdrawal_shows_first_what_it_does(kit: CaseKit) -> None:
    world = kit.world
    kit.disclose("officer", "home", InfoClass.IDENTITY, method=Method.FAX)
    move_to(kit, "in_service")
    world.clock.tick()
    client = signed_in(world, "center_officer")
    address = url("withdraw", kit, kit.consent.pk)
    page = client.post(address, {"scope": "all", "note": "話したくない"}).content.decode()
    assert page.index("支援の安全確認") < page.index("止まる開示") < page.index("すでに外に出ている情報")
    assert "FAX" in page
    assert "撤回は取り消せません" in page
    assert Consent.objects.get(pk=kit.consent.pk).status == "obtained"
    done = client.post(address, {"scope": "all", "note": "話したくない", "step": "confirm"})
    assert done.status_code == 302
    assert Consent.objects.get(pk=kit.consent.pk).status == "withdrawn"
    assert kit.rows("home") == kit.rows("city") == kit.rows("core") == []
    assert signed_in(world, "officer").get(url("case", kit)).status_code == 404
    assert signed_in(world, "home_contact").get(url("case", kit)).status_code == 404
    assert client.post(address, {"scope": "all", "step": "confirm"}).status_code == 409
    after = client.get(url("case", kit)).content.decode()
    assert "はじめにすること" in after
    assert "返却・廃棄の確認が必要な機関" not in after or "グループホームあおぞら" in after
    assert SafetyReview.objects.count() == 1


def test_an_officer_whose_body_loses_the_case_is_told_so(kit: CaseKit) -> None:
    client = signed_in(kit.world, "officer")
    kit.world.clock.tick()
    address = url("withdraw", kit, kit.consent.pk)
    assert "あなたの機関も見られなくなります" in client.post(address, {"scope": "all"}).content.decode()
    done = client.post(address, {"scope": "all", "step": "confirm"})
    assert done["Location"] == reverse("cases:list")


def test_partial_withdrawal(kit: CaseKit) -> None:
    kit.disclose("officer", "home", InfoClass.WELFARE)
    kit.world.clock.tick()
    client = signed_in(kit.world, "officer")
    address = url("withdraw", kit, kit.consent.pk)
    assert client.post(address, {"scope": "part"}).status_code == 422
    data = {"scope": "part", "classes": ["welfare"]}
    page = client.post(address, data).content.decode()
    assert "グループホームあおぞら" in page
    assert "welfare" not in address
    assert client.post(address, data | {"step": "confirm"})["Location"] == url("case", kit)
    assert {r.info_class for r in kit.rows("home")} == {InfoClass.SUMMARY}


def test_ledger_by_hand_end_and_return(kit: CaseKit) -> None:
    world = kit.world
    client = signed_in(world, "officer")
    data = {
        "organisation": str(world.org("work").pk), "items": ["identity:name", "welfare:money"], "basis": "clear_benefit",
        "legal_reason": "薬の受渡しのため", "stage": "s2", "method": "phone", "confirmed": "on", "paper_persons": "",
    }  # fmt: skip
    give_summary(kit, "work", "work_contact")
    assert client.get(url("legal_new", kit)).status_code == 200
    bad = client.post(url("legal_new", kit), data | {"legal_reason": " "})
    assert (bad.status_code, "電話" in bad.content.decode()) == (422, True)
    forged = client.post(url("legal_new", kit), data | {"items": ["third_party:victims"]})
    assert forged.status_code == 422
    assert client.post(url("legal_new", kit), data).status_code == 302
    rows = [r for r in kit.rows("work") if r.info_class != InfoClass.SUMMARY]
    assert {(r.info_class, tuple(r.fields), r.basis) for r in rows} == {
        ("identity", ("name",), "clear_benefit"), ("welfare", ("money",), "clear_benefit")}  # fmt: skip
    world.clock.tick()
    for row in rows:
        assert client.post(url("entry_end", kit, row.pk), {"cause": "not_needed"}).status_code == 422
        assert client.post(url("entry_end", kit, row.pk), {"cause": "not_needed", "confirmed": "on"}).status_code == 302
        assert client.post(url("entry_end", kit, row.pk), {"cause": "not_needed", "confirmed": "on"}).status_code == 409
    assert "作業所ひだまり" in client.get(url("case", kit)).content.decode()
    work = world.org("work").pk
    assert client.post(url("returned", kit, work), {"how": "destroyed"}).status_code == 302
    assert client.post(url("returned", kit, work), {"how": "destroyed"}).status_code == 404


WHO_SEES = {
    "officer": 200, "manager": 200, "core_officer": 200, "center_officer": 200, "home_contact": 200,
    "town_officer": 404, "town_manager": 404, "work_contact": 404, "center_colleague": 404, "auditor": 404,
    "prefecture": 403, "home_staff": 403,
}  # fmt: skip


def test_who_opens_the_tab(kit: CaseKit) -> None:
    found = {member: signed_in(kit.world, member).get(url("case", kit)).status_code for member in WHO_SEES}
    assert found == WHO_SEES


def test_other_bodies_posts_change_nothing(kit: CaseKit) -> None:
    row = kit.disclose("officer", "home", InfoClass.IDENTITY)
    posts = [
        (url("consent_new", kit), explanation(kit)),
        (url("withdraw", kit, kit.consent.pk), {"scope": "all", "step": "confirm"}),
        (url("entry_end", kit, row.pk), {"cause": "mistake", "confirmed": "on"}),
        (url("recipient_add", kit, kit.consent.pk), {"organisation_kind": "partner", "confirmed": "on"}),
    ]
    for member, expected in (("town_officer", {404}), ("home_contact", {403}), ("grants", {403})):
        client = signed_in(kit.world, member)
        assert {client.post(address, data).status_code for address, data in posts} == expected
    assert Consent.objects.get(pk=kit.consent.pk).status == "obtained"
    assert kit.rows("home", InfoClass.IDENTITY)


def test_an_office_reads_only_its_own_rows_in_neutral_words(kit: CaseKit) -> None:
    kit.disclose("officer", "home", InfoClass.IDENTITY)
    client = signed_in(kit.world, "home_contact")
    for name in ("case", "ledger_print"):
        page = client.get(url(name, kit)).content.decode()
        assert "氏名・連絡先など" in page
        for word in ("定着", "矯正", "刑事", "出所", "基幹", "罪名", "作業所"):
            assert word not in page.split("</header>")[-1], (name, word)
    assert client.get(url("consent", kit, kit.consent.pk)).status_code == 404


def test_files_open_by_class_only_and_under_a_neutral_name(kit: CaseKit) -> None:
    found = disclosure.attach(
        actor=kit.world.actor("officer"), case=kit.case, name="見本太郎.pdf", content=PDF, kind="signed_consent",
        info_class=InfoClass.JUSTICE_OUTLINE, now=kit.world.now,
    )  # fmt: skip
    address = url("attachment", kit, found.pk)
    page = signed_in(kit.world, "officer").get(address)
    assert (page.status_code, page.content, "見本" in page["Content-Disposition"]) == (200, PDF, False)
    kit.assign("grants")
    for member in ("grants", "home_contact", "town_officer", "colleague"):
        assert signed_in(kit.world, member).get(address).status_code == 404, member
    assert Event.objects.filter(object_id=found.pk, code=E.RECORD_VIEWED).count() == 1
    assert Attachment.objects.get().name == "見本太郎.pdf"


def test_prints_are_recorded_and_say_what_they_must(kit: CaseKit) -> None:
    client = signed_in(kit.world, "officer")
    page = client.get(url("consent_print", kit, kit.consent.pk)).content.decode()
    assert "<ruby>" in page
    assert "控" in page
    assert "約束" not in page
    entry = client.get(url("consent_blank", kit, "entry")).content.decode()
    assert "約束<rt>やくそく</rt></ruby>するものではありません" in entry
    assert client.get(url("consent_blank", kit, "nothing")).status_code == 404
    assert "見本太郎" in client.get(url("ledger_print", kit)).content.decode()
    assert Event.objects.filter(code=E.PRINTED, case_id=kit.case.pk).count() == 3


def test_one_row_ended_by_sql_is_gone_from_the_tab_and_the_print(kit: CaseKit) -> None:
    world = kit.world
    kit.disclose("officer", "home", InfoClass.IDENTITY)
    kit.disclose("officer", "home", InfoClass.JUSTICE_OUTLINE, persons=users(world, "home_contact"))
    client = signed_in(world, "home_contact")
    for info_class in (InfoClass.IDENTITY, InfoClass.JUSTICE_OUTLINE):
        [row] = kit.rows("home", info_class)
        before = _live_classes(client, kit)
        end_by_sql(row, world.clock.tick())
        assert _live_classes(client, kit) == before - {str(info_class.label)}
        open_by_sql(row, world.clock.tick())
        assert _live_classes(client, kit) == before


def _live_classes(client: Client, kit: CaseKit) -> set[str]:
    page = client.get(url("case", kit))
    assert page.status_code == 200
    return {r.info_class for r in page.context["rows"]}


def test_losing_the_name_right_hides_the_name_on_the_copy(kit: CaseKit) -> None:
    client = signed_in(kit.world, "officer")
    end_by_sql(kit.rows("city", InfoClass.IDENTITY)[0], kit.world.clock.tick())
    page = client.get(url("ledger_print", kit)).content.decode()
    assert "見本太郎" not in page
    assert kit.case.number in page


def test_number_of_queries_does_not_grow_with_rows(kit: CaseKit, django_assert_max_num_queries: Any) -> None:
    client = signed_in(kit.world, "officer")

    def disclosed_to_home(times: int) -> None:
        for _ in range(times):
            for c in PERSONAL_CLASSES[:2]:
                kit.world.clock.tick()
                kit.disclose("officer", "home", c)

    disclosed_to_home(2)  # the second time ends the rows of the first
    client.get(url("case", kit))
    with django_assert_max_num_queries(60) as first:
        client.get(url("case", kit) + "?ended=1")
    disclosed_to_home(3)
    with django_assert_max_num_queries(60) as second:
        client.get(url("case", kit) + "?ended=1")
    assert len(second.captured_queries) == len(first.captured_queries)


def test_expiring_consents_wait_on_the_home_page(world: World) -> None:
    from renkei.disclosure.queries import waiting

    kit = make_case(world, valid_until=world.clock.today + timedelta(days=20))
    titles = [w.title for w in waiting(actor=world.actor("officer"), at=world.now)]
    assert titles == ["同意の期限が近づいています"]
    assert waiting(actor=world.actor("town_officer"), at=world.now) == []
    assert LedgerEntry.objects.filter(case=kit.case, basis="consent", ends_at__isnull=True).count() == 0
