"""相談: who asks what, what may not be written where, who reads the texts, the machine × the roles."""

from __future__ import annotations

from datetime import timedelta

import pytest

from renkei.audit.models import Event
from renkei.consultation import queries, services
from renkei.consultation.enums import ConsultStatus
from renkei.consultation.models import Consultation, Message, SupportContact
from renkei.consultation.states import CONSULTATION
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.models import LedgerEntry
from renkei.notifications.models import Message as Notice
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from tests.consultation.kit import answer, ask, reach, served
from tests.kit.cases import give_summary, make_case, users
from tests.kit.world import World

pytestmark = pytest.mark.django_db

SIDES = {"body": ("officer", "manager", "core_officer", "core_manager"), "office": ("home_contact",)}
STRANGERS = (
    "colleague", "grants", "center_officer", "work_contact", "planner", "home_staff", "town_officer", "lawyer", "prefecture",
    "auditor", "admin",
)  # fmt: skip


def texts(world: World, thing: Consultation, who: str) -> list[str]:
    page = queries.consultation_page(actor=world.actor(who), pk=thing.pk, at=world.now)
    return [m.text for m in page.messages]


def test_the_office_asks_and_reads_the_answer(world: World) -> None:
    kit = served(world)
    thing = ask(world, kit.case)
    assert (thing.status, thing.municipality, thing.case) == ("received", world.org("city"), kit.case)
    answer(world, thing)
    assert texts(world, thing, "home_contact")[-1].startswith("寝る前に")
    assert texts(world, thing, "core_officer") == texts(world, thing, "officer") == texts(world, thing, "home_contact")
    activity = SupportContact.objects.get()
    assert (activity.item, activity.method, activity.counterpart, activity.minutes) == ("b", "phone", "office", 20)
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert {"consult_arrived", "consult_answered"} <= kinds


def test_the_text_goes_with_its_class_and_the_reading_is_on_record(world: World) -> None:
    """The manager sees that there is a consultation of the case, not what it says: 障害・医療・生活 is for who works on it."""
    kit = served(world)
    thing = answer(world, ask(world, kit.case))
    assert set(Message.objects.values_list("info_class", flat=True)) == {"welfare"}
    assert texts(world, thing, "manager") == ["", ""]
    before = Event.objects.filter(code="record.viewed").count()
    texts(world, thing, "officer")
    event = Event.objects.filter(code="record.viewed").latest("id")
    assert (Event.objects.filter(code="record.viewed").count(), event.info_class) == (before + 1, "welfare")


def test_an_office_that_holds_the_summary_alone_is_answered_in_the_summary(world: World) -> None:
    kit = served(world, welfare=False)
    thing = answer(world, ask(world, kit.case))
    assert set(thing.messages.values_list("info_class", flat=True)) == {"summary"}
    assert len(texts(world, thing, "home_contact")) == 2


@pytest.mark.parametrize(("named", "reads"), [("home_contact", True), ("home_staff", False)])
def test_words_of_the_background_reach_the_persons_whom_the_row_names(world: World, named: str, reads: bool) -> None:
    """The home was told of the background: the row names its contact, who asked, or another of its people."""
    kit = served(world)
    kit.disclose("officer", "home", InfoClass.JUSTICE_OUTLINE, persons=users(world, named))
    plain, told, end = "夜は一緒に帰ってください。", "保護観察の間は、夜は一緒に帰ってください。", "保護司と会えた。"
    thing = answer(world, answer(world, ask(world, kit.case), text=plain), text=told)
    services.close(actor=world.actor("core_officer"), pk=thing.pk, step="finish", text=end, now=world.clock.tick())
    found = texts(world, thing, "home_contact")
    assert len(found) == 4
    assert {told, end} & set(found) == ({told, end} if reads else set())
    assert (plain in found, found.count("")) == (True, 0 if reads else 2)


def test_an_answer_tells_nothing_to_an_office_whose_row_ended(world: World) -> None:
    kit = served(world)
    thing = answer(world, ask(world, kit.case))
    row = LedgerEntry.objects.get(case=kit.case, recipient=world.org("home"), info_class="welfare")
    row.ends_at, row.ended_cause = world.now, "not_needed"
    row.save()
    assert texts(world, thing, "home_contact") == [ask_text(thing), ""]  # its own words stay its own
    LedgerEntry.objects.filter(case=kit.case, recipient=world.org("home"), info_class="summary").update(
        ends_at=world.now, ended_cause="not_needed"
    )
    with pytest.raises(NotFound):
        texts(world, thing, "home_contact")


def ask_text(thing: Consultation) -> str:
    return thing.messages.order_by("at", "created_at")[0].text


@pytest.mark.parametrize("who", STRANGERS)
def test_others_find_nothing(world: World, who: str) -> None:
    for thing in (ask(world, served(world).case), ask(world)):
        if who in ("colleague",) and thing.case_id is None:
            continue  # of his own municipality, and about nobody
        with pytest.raises((NotFound, NotAllowed)):
            queries.get_consultation(actor=world.actor(who), pk=thing.pk, at=world.now)


@pytest.mark.parametrize(
    "text",
    [
        "山田さんが夜に出かけます。", "Aさんが夜に出かけます。", "昭和59年3月3日生まれの方です。", "42歳の男性が困っています。",
        "電話は090-1234-5678です。", "見本町1丁目2番3号に住んでいる方です。", "taro@example.jp に連絡しました。",
    ],
)  # fmt: skip
def test_a_general_question_tells_of_nobody(world: World, text: str) -> None:
    with pytest.raises(RuleBroken, match="特定の方") as error:
        ask(world, text=text)
    assert (error.value.field, Consultation.objects.count()) == ("text", 0)
    assert ask(world, text="夜間の見守りを手厚くしたときの加算について教えてください。10月から始めます。").case is None


@pytest.mark.parametrize(
    "text",
    ["利用者さんが怒ったとき、世話人さんはどう声をかけますか。", "65歳になったら介護保険に移りますか。", "40歳以上の方の場合はどうなりますか。",
     "就労継続支援B型の工賃について", "第2種社会福祉事業の届出"],
)  # fmt: skip
def test_a_question_about_the_law_or_about_everybody_is_let_through(world: World, text: str) -> None:
    assert ask(world, text=text).about == "general"


def test_of_somebody_without_a_case_no_word_is_kept_until_there_is_one(world: World) -> None:
    with pytest.raises(RuleBroken, match="登録のない方"):
        ask(world, about="unlisted", text="入居している方が出ていきたいと言います。")
    thing = ask(world, about="unlisted", text="")
    officer = world.actor("core_officer")
    with pytest.raises(RuleBroken, match="登録のない方"):
        answer(world, thing)
    assert Message.objects.count() == 0
    kit = served(world)
    services.link(actor=officer, pk=thing.pk, case_id=kit.case.pk, now=world.now)
    thing.refresh_from_db()
    assert (thing.about, thing.case, thing.status) == ("case", kit.case, "working")
    answer(world, thing)
    assert texts(world, thing, "home_contact") != []
    with pytest.raises((RuleBroken, InvalidTransition)):
        services.link(actor=officer, pk=ask(world).pk, case_id=kit.case.pk, now=world.now)


def test_an_office_names_only_the_people_it_supports(world: World) -> None:
    kit = served(world)
    other = make_case(world).case
    for case in (other,):
        with pytest.raises(NotFound):
            ask(world, case)
    with pytest.raises(NotFound):
        ask(world, kit.case, who="work_contact")
    with pytest.raises(NotFound):
        ask(world, municipality_id=world.org("town").pk)


def test_an_answer_betrays_no_background_to_an_office_that_was_not_told(world: World) -> None:
    kit = served(world)
    thing = ask(world, kit.case)
    with pytest.raises(RuleBroken, match="開示されていません"):
        answer(world, thing, text="出所したばかりなので、保護司にも相談しましょう。")
    told = served(world, told=True)
    thing = ask(world, told.case)
    assert answer(world, thing, text="出所したばかりなので、ゆっくり見守りましょう。").status == "answered"


def test_entered_for_an_office_that_is_not_in_renkei(world: World) -> None:
    kit = served(world)
    common = {
        "office": world.org("work"), "kind": "money", "channel": "phone", "spoken_to": "管理者の方", "now": world.now,
        "actor": world.actor("core_officer"), "told_at": world.now - timedelta(hours=2),
    }  # fmt: skip
    thing = services.enter_for_office(**common, about="case", case_id=kit.case.pk, text="お金の渡し方で困っている。")
    page = queries.consultation_page(actor=world.actor("core_officer"), pk=thing.pk, at=world.now)
    assert (page.view.thing.spoken_to, page.messages[0].message.from_office) == ("管理者の方", True)
    assert page.messages[0].who == "作業所ひだまり"
    for wrong in ({"spoken_to": " "}, {"told_at": world.now + timedelta(hours=1)}):
        with pytest.raises(RuleBroken):
            services.enter_for_office(**(common | wrong), about="general", text="加算について")
    with pytest.raises(NotFound):
        services.enter_for_office(**common, about="general", text="加算について", municipality_id=world.org("town").pk)
    with pytest.raises(NotAllowed):
        services.enter_for_office(
            **(common | {"actor": world.actor("home_contact")}), about="general", text="加算について"
        )


def test_who_takes_it_and_until_when(world: World) -> None:
    kit = served(world)
    thing = ask(world, kit.case)
    officer = world.actor("core_officer")
    due = world.clock.today + timedelta(days=3)
    services.assign(actor=officer, pk=thing.pk, user_id=officer.user_id, answer_due=due, now=world.now)
    thing.refresh_from_db()
    assert (thing.status, thing.assignee, thing.assigned_to, thing.answer_due) == (
        "working",
        officer.user_id,
        world.org("core"),
        due,
    )
    for wrong in ({"user_id": world.members["core_manager"].user_id}, {"answer_due": due - timedelta(days=30)}):
        with pytest.raises(RuleBroken):
            services.assign(
                actor=officer, pk=thing.pk, now=world.now, **({"user_id": officer.user_id, "answer_due": due} | wrong)
            )
    lines = queries.waiting(actor=officer, at=world.now)
    assert [line.due for line in lines] == [due]
    assert "夜" not in "".join(line.title + line.why for line in lines)


def test_what_waits_on_either_side(world: World) -> None:
    kit = served(world)
    thing = ask(world, kit.case)
    for who, seen in (("officer", 1), ("core_officer", 1), ("colleague", 0), ("home_contact", 0), ("town_officer", 0)):
        assert len(queries.waiting(actor=world.actor(who), at=world.now)) == seen, who
    answer(world, thing)
    assert queries.waiting(actor=world.actor("core_officer"), at=world.now) == []
    assert [w.title for w in queries.waiting(actor=world.actor("home_contact"), at=world.now)] == ["相談への回答を読む"]
    later = world.now + timedelta(days=15)
    assert queries.waiting(actor=world.actor("home_contact"), at=later) == []


def take(world: World, thing: Consultation, step: str, who: str) -> None:
    """One step of the machine, by its service."""
    actor, common = world.actor(who), {"pk": thing.pk, "now": world.now}
    if step == "assign":
        services.assign(actor=actor, user_id=actor.user_id, answer_due=world.clock.today, **common)  # type: ignore[arg-type]
    elif step == "answer":
        answer(world, thing, who)
    elif step == "link":
        services.link(actor=actor, case_id=thing.case_id or thing.pk, **common)  # type: ignore[arg-type]
    elif step in ("finish", "withdrawn", "reopen"):
        services.close(actor=actor, step=step, text="落ち着いた。", **common)  # type: ignore[arg-type]
    else:
        services.speak(actor=actor, step=step, text="もう少し聞きたいです。", **common)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", list(ConsultStatus.values))
@pytest.mark.parametrize("step", [t.name for t in CONSULTATION.transitions if t.name != "link"])
def test_the_machine_is_what_the_services_do(world: World, status: str, step: str) -> None:
    thing = reach(world, status)
    transition = CONSULTATION.get(step)
    right, wrong = (
        ("core_officer", "home_contact")
        if transition.permission is P.CONSULT_WRITE
        else ("home_contact", "core_officer")
    )
    with pytest.raises((NotAllowed, NotFound)):
        take(world, thing, step, wrong)
    if status in transition.sources:
        take(world, thing, step, right)
        thing.refresh_from_db()
        assert thing.status == transition.target
    else:
        with pytest.raises((InvalidTransition, Conflict)):
            take(world, thing, step, right)


def test_the_day_an_answer_is_due_is_counted_in_open_days(world: World) -> None:
    """Tuesday 24 November 2026: five open days later is 1 December; the 23rd was a holiday, the 28th and 29th a weekend."""
    due = {u: ask(world, urgency=u).answer_due.isoformat() for u in ("normal", "soon", "today")}
    assert due == {"normal": "2026-12-01", "soon": "2026-11-26", "today": "2026-11-24"}


def test_a_third_office_of_the_case_reads_nothing_of_it(world: World) -> None:
    kit = served(world)
    give_summary(kit, "work", "work_contact")
    thing = ask(world, kit.case)
    with pytest.raises(NotFound):
        queries.get_consultation(actor=world.actor("work_contact"), pk=thing.pk, at=world.now)
    assert queries.consultations(actor=world.actor("work_contact"), at=world.now).count() == 0
