"""The pages of 依頼・受付: who sees them, what they say, what a form keeps."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from renkei.audit.models import Event
from renkei.coordination.models.referral import Referral
from renkei.coordination.services import intake
from renkei.coordination.services import referral as services
from renkei.disclosure.models import Consent, LedgerEntry
from tests.kit.requests import accepted, checked, draft, submitted
from tests.kit.world import World

URGENT: dict[str, Any] = {
    "urgency": "within_48h", "asks": ["housing", "plan"], "area_code": "99201", "needs": "今夜からの住まい",
    "disabilities": ["suspected"], "name": "見本 次郎", "kana": "みほん じろう", "birth_date": "S60.4.1", "sex": "male",
    "subject_status": "suspect", "facility_kind": "police", "facility": "みほん警察署", "release_date": "R8.11.26",
    "release_certainty": "expected", "message": "", "consent_given": "yes", "consent_kind": "entry",
    "consent_at_0": "2026-11-24", "consent_at_1": "08:30", "consent_methods": ["spoken"],
    "consent_classes": ["identity", "welfare", "justice_outline"], "consent_signature": "oral", "consent_told": "on",
}  # fmt: skip
BEHALF = {"channel": "phone", "spoken_with": "定着の担当者", "spoken_at_0": "2026-11-24", "spoken_at_1": "08:45"}


def url(name: str, *args: Any) -> str:
    return reverse(f"referrals:{name}", args=args)


def test_one_page_is_enough_for_an_urgent_request(world: World, page: Any) -> None:
    data = URGENT | {"addressee": str(world.org("city").pk)}
    answer = page("center_officer").post(url("create", "urgent"), data)
    referral = Referral.objects.get()
    assert answer.status_code == 302
    assert (referral.status, referral.consent.version) == ("submitted", 1)
    shown = page("officer").get(url("detail", referral.pk)).content.decode()
    assert "受付の確認をする" in shown
    assert "見本" not in shown  # the page of the request names nobody


def test_the_form_keeps_what_was_typed(world: World, page: Any) -> None:
    data = URGENT | {
        "addressee": str(world.org("city").pk),
        "name": "",
        "needs": "今夜からの住まい",
        "release_date": "きのう",
    }
    answer = page("center_officer").post(url("create", "urgent"), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "氏名を入力してください。" in text
    assert "今夜からの住まい" in text
    assert "きのう" in text
    assert not Referral.objects.exists()


def test_a_rule_keeps_what_was_typed_too(world: World, page: Any) -> None:
    """となり町 has no agreement with the centre."""
    data = URGENT | {"addressee": str(world.org("town").pk)}
    answer = page("center_officer").post(url("create", "urgent"), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "情報共有の取決めが登録されていません" in text
    assert "今夜からの住まい" in text
    assert not Referral.objects.exists()


def test_a_draft_may_be_incomplete_and_is_continued(world: World, page: Any) -> None:
    city = str(world.org("city").pk)
    client = page("center_officer")
    first = {"addressee": city, "urgency": "normal", "name": "見本 次郎", "save_draft": "1"}
    assert client.post(url("create", "urgent"), first).status_code == 302
    referral = Referral.objects.get()
    assert referral.status == "draft"
    assert "見本 次郎" in client.get(url("sheet", referral.pk)).content.decode()
    assert client.post(url("step", referral.pk, "submit"), {"confirm": "on"}).status_code == 422
    assert client.post(url("sheet", referral.pk), URGENT | {"addressee": city}).status_code == 302
    referral.refresh_from_db()
    assert referral.status == "submitted"
    assert client.get(url("sheet", referral.pk)).status_code == 200  # 内容を補う


def test_entered_on_behalf_by_the_municipality_alone(world: World, page: Any) -> None:
    data = URGENT | BEHALF | {
        "addressee": str(world.org("city").pk), "sender_name": "となり県の弁護士会", "center_sharing": "refused",
    }  # fmt: skip
    assert page("core_officer").post(url("create", "urgent"), data).status_code == 302
    referral = Referral.objects.get()
    holders = set(LedgerEntry.objects.filter(case=referral.case).values_list("recipient__name", "basis"))
    assert holders == {("みほん市", "own"), ("みほん市基幹相談支援センター", "commission")}
    text = page("officer").get(url("detail", referral.pk)).content.decode()
    assert "情報共有に同意していません" in text


def test_released_today_is_accepted_in_one_go(world: World, page: Any) -> None:
    data = URGENT | BEHALF | {
        "addressee": str(world.org("city").pk), "sender": str(world.org("center").pk), "center_sharing": "agreed",
        "released": "without_place", "note": "電話で確認しました",
    }  # fmt: skip
    answer = page("officer").post(url("today"), data)
    case = Referral.objects.get().case
    assert answer.url == reverse("cases:detail", args=[case.pk])
    assert (case.status, case.without_place, case.urgency) == ("coordinating", True, "within_48h")
    assert case.center == world.org("center")


def test_a_running_case_keeps_the_day_something_was_told(world: World, page: Any) -> None:
    data = {
        "municipality": str(world.org("city").pk), "light": "no", "stage": "in_service", "started_on": "2026-04-01",
        "needs": "日中の活動", "name": "見本 花子", "disabilities": ["mental"], "ground": "yes", "consent_on": "2026-03-20",
        "consent_classes": ["identity", "welfare"], "told0_who": str(world.org("home").pk),
        "told0_classes": ["identity", "welfare"], "told0_on": "2026-03-25", "told0_method": "paper", "told0_still": "yes",
    }  # fmt: skip
    answer = page("officer").post(url("running"), data)
    assert answer.status_code == 302, answer.content.decode()
    rows = LedgerEntry.objects.filter(recipient=world.org("home"))
    assert {r.info_class for r in rows} == {"summary", "identity", "welfare"}
    assert {str(r.starts_at.date()) for r in rows} == {"2026-03-24"}  # midnight in Japan
    assert rows.first().case.status == "in_service"
    sheet = page("home_contact").get(reverse("people:sheet", args=[rows.first().case_id])).content.decode()
    assert "見本 花子" in sheet


LOOKS = {
    "center_officer": 200, "officer": 200, "colleague": 200, "manager": 200, "core_officer": 200, "core_manager": 200,
    "center_colleague": 404, "grants": 403, "lawyer": 404, "town_officer": 404, "town_manager": 404, "home_contact": 403,
    "planner": 403, "prefecture": 403, "auditor": 403, "admin": 403,
}  # fmt: skip


def test_who_may_look_at_a_request(world: World, page: Any) -> None:
    referral = submitted(world)
    seen = {name: page(name).get(url("detail", referral.pk)).status_code for name in LOOKS}
    assert seen == LOOKS
    for name, status in LOOKS.items():
        listed = page(name).get(url("list"))
        assert (referral.number in listed.content.decode()) == (status == 200), name


def test_a_draft_is_its_writer_s_alone(world: World, page: Any) -> None:
    referral = draft(world)
    for name in ("officer", "manager", "core_officer", "town_officer", "lawyer"):
        assert page(name).get(url("detail", referral.pk)).status_code == 404
    assert page("center_officer").get(url("detail", referral.pk)).status_code == 200


def test_the_list_costs_the_same_at_one_and_fifty_rows(world: World, page: Any, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    submitted(world)
    client = page("officer")
    client.get(url("list"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(url("list"))
    for _ in range(49):
        submitted(world, consent=None, legal_basis="clear_benefit", legal_reason="急ぐため")
    with django_assert_num_queries(len(one)):
        assert client.get(url("list")).content.decode().count("referrals/") > 50


def test_questions_stop_the_clock_and_are_answered(world: World, page: Any) -> None:
    referral = submitted(world)
    client = page("officer")
    assert client.post(url("step", referral.pk, "ask"), {"text": "面会はいつできますか"}).status_code == 302
    assert "回答期限が止まっています" in client.get(url("detail", referral.pk)).content.decode()
    question = referral.questions.get()
    client = page("center_officer")
    assert client.post(url("answer", referral.pk, question.pk), {"text": ""}).status_code == 422
    assert client.post(url("answer", referral.pk, question.pk), {"text": "木曜です"}).status_code == 302
    assert client.post(url("answer", referral.pk, question.pk), {"text": "金曜です"}).status_code == 409


def test_checklist_then_acceptance_and_the_slip(world: World, page: Any) -> None:
    referral = submitted(world)
    client = page("officer")
    early = client.post(url("step", referral.pk, "accept"), {"first_action": "打合せ", "released": "no"})
    assert early.status_code == 422
    assert "まだ受理できません" in early.content.decode()
    answers = {
        f"{i}_finding": "yes" for i in ("scope", "disability", "consent", "agreement", "municipality", "subject")
    }
    assert client.post(url("step", referral.pk, "check"), answers).status_code == 302
    done = client.post(url("step", referral.pk, "accept"), {"first_action": "金曜に打合せ", "released": "no"})
    assert done.status_code == 302
    slip = client.get(url("slip", referral.pk)).content.decode()
    assert "金曜に打合せ" in slip
    assert "見本" not in slip
    assert client.post(url("step", referral.pk, "accept"), {"first_action": "x", "released": "no"}).status_code == 409


@pytest.mark.parametrize(
    ("step", "data"),
    [("return", {"code": "missing", "reason": "生年月日を補ってください"}), ("refuse", {"code": "other", "reason": "対象外です"})],
)  # fmt: skip
def test_after_a_return_only_number_and_slip_are_left(world: World, page: Any, step: str, data: Any) -> None:
    referral = submitted(world)
    client = page("officer")
    sheet = reverse("people:sheet", args=[referral.case_id])
    assert "見本 太郎" in client.get(sheet).content.decode()
    assert client.post(url("step", referral.pk, step), data).status_code == 302
    assert data["reason"] in client.get(url("slip", referral.pk)).content.decode()
    assert "見本 太郎" not in client.get(sheet).content.decode()
    world.clock.tick(days=31)
    assert page("officer").get(url("detail", referral.pk)).status_code == 404


def test_the_print_shows_what_the_printer_may_see(world: World, page: Any) -> None:
    referral = accepted(world)
    seen = page("officer").get(url("print", referral.pk)).content.decode()
    assert "見本 太郎" in seen
    assert "みほん刑務所" in seen
    assert "市町村 担当（officer）" in seen  # 印刷者
    other = page("colleague").get(url("print", referral.pk)).content.decode()
    assert "見本 太郎" in other  # every officer of the city may read the name, only those assigned the rest
    assert "みほん刑務所" not in other
    assert "開示されていません" in other
    assert Event.objects.filter(code="document.printed", case_id=referral.case_id).count() == 2


def test_one_row_ended_takes_exactly_that_class_from_the_print(world: World, page: Any) -> None:
    referral = accepted(world)
    LedgerEntry.objects.filter(recipient=world.org("city"), info_class="welfare").update(ends_at=world.now)
    world.clock.tick()
    seen = page("officer").get(url("print", referral.pk)).content.decode()
    assert "静かな所で暮らしたい" not in seen
    assert "見本 太郎" in seen
    assert "慣れた地域" not in page("officer").get(url("detail", referral.pk)).content.decode()


def test_other_needs_approval_by_a_manager(world: World, page: Any) -> None:
    from renkei.policy.enums import InfoClass
    from tests.kit.requests import with_record

    records = with_record(
        InfoClass.JUSTICE_OUTLINE, subject_status="other", subject_other_reason="在宅のまま支援が必要"
    )
    referral = checked(world, records=records)
    accept = {"first_action": "打合せ", "released": "no"}
    assert page("officer").post(url("step", referral.pk, "accept"), accept).status_code == 422
    assert page("officer").get(url("step", referral.pk, "approve")).status_code == 403
    assert page("town_manager").get(url("step", referral.pk, "approve")).status_code == 404
    client = page("manager")
    assert "在宅のまま支援が必要" in client.get(url("step", referral.pk, "approve")).content.decode()
    assert (
        client.post(url("step", referral.pk, "approve"), {"approved": "yes", "note": "必要と認める"}).status_code == 302
    )
    assert page("officer").post(url("step", referral.pk, "accept"), accept).status_code == 302


def test_a_lawyer_s_request_is_shared_with_the_centre(world: World, page: Any) -> None:
    data = URGENT | {"addressee": str(world.org("city").pk), "center_sharing": "agreed"}
    assert page("lawyer").post(url("create", "urgent"), data).status_code == 302
    referral = Referral.objects.get()
    assert referral.case.center == world.org("center")
    row = LedgerEntry.objects.get(recipient=world.org("center"), info_class="identity")
    assert (row.giver, row.basis) == (world.org("city"), "consent")
    assert page("center_officer").get(url("detail", referral.pk)).status_code == 200
    assert page("lawyer").get(url("sheet", referral.pk)).status_code == 200


def test_without_the_question_to_the_person_nothing_is_sent(world: World, page: Any) -> None:
    data = URGENT | {"addressee": str(world.org("city").pk)}
    answer = page("lawyer").post(url("create", "urgent"), data)
    assert answer.status_code == 422
    assert "定着支援センターとの情報共有" in answer.content.decode()


def test_a_withdrawn_request_is_told_and_over(world: World, page: Any) -> None:
    referral = submitted(world)
    client = page("officer")
    refused = client.post(url("step", referral.pk, "withdraw"), {"reason": "電話で聞きました"})
    assert refused.status_code == 422  # how it was told is asked of whoever enters it for the sender
    assert (
        page("center_officer").post(url("step", referral.pk, "withdraw"), {"reason": "本人の希望"}).status_code == 302
    )
    referral.refresh_from_db()
    assert (referral.status, referral.case.status, referral.case.close_reason) == (
        "withdrawn",
        "closed",
        "request_withdrawn",
    )


def test_a_second_request_of_the_same_person_needs_a_new_consent(world: World, page: Any) -> None:
    first = submitted(world)
    services.withdraw(actor=world.actor("center_officer"), referral=first, reason="延期", now=world.clock.tick())
    data = URGENT | {"addressee": str(world.org("city").pk), "previous": str(first.case_id), "consent_given": "no"}
    client = page("center_officer")
    assert client.post(url("create", "urgent"), data).status_code == 422
    assert client.post(url("create", "urgent"), data | {"save_draft": "1"}).status_code == 302
    again = Referral.objects.exclude(pk=first.pk).get()
    assert (again.case.person_id, again.case.episode) == (first.case.person_id, 2)
    assert not Consent.objects.filter(case=again.case).exists()


def test_steps_of_another_state_answer_409(world: World, page: Any) -> None:
    referral = accepted(world)
    client = page("officer")
    for step in ("check", "ask", "return", "refuse", "accept", "approve"):
        expected = 403 if step == "approve" else 409
        assert client.get(url("step", referral.pk, step)).status_code in (409, expected)
    assert client.get(url("step", referral.pk, "nonsense")).status_code == 404
    assert page("center_officer").get(url("sheet", referral.pk)).status_code == 409


def test_the_scan_is_read_only_with_its_class(world: World, page: Any) -> None:
    referral = submitted(world, scan=("依頼書.pdf", b"%PDF-1.7 scan"))
    answer = page("officer").get(url("scan", referral.pk))
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7 scan")
    assert "依頼書" not in answer["Content-Disposition"]
    assert page("colleague").get(url("scan", referral.pk)).status_code == 404


def test_what_waits(world: World, page: Any) -> None:
    from renkei.coordination.queries import referral as queries

    referral = submitted(world)
    draft(world)
    titles = {n: [w.title for w in queries.waiting(actor=world.actor(n), at=world.now)] for n in ("officer", "center_officer", "town_officer")}  # fmt: skip
    assert titles == {"officer": ["依頼の受付をする"], "center_officer": ["下書きの依頼を提出する"], "town_officer": []}
    intake.ask(actor=world.actor("officer"), referral=referral, text="質問", now=world.clock.tick())
    assert "依頼についての質問に答える" in [
        w.title for w in queries.waiting(actor=world.actor("center_officer"), at=world.now)
    ]
