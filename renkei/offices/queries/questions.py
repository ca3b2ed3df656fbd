"""Questions of the prefecture's centre about offices: of both sides the list, one with its answer, what waits, how many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from renkei.accounts.models import Organisation
from renkei.accounts.queries import municipalities, names_of_users, organisation_by_id
from renkei.core.clock import moments_of
from renkei.core.errors import NotFound, RuleBroken
from renkei.core.waiting import Source, Waiting, bell
from renkei.offices.enums import QuestionStatus
from renkei.offices.models import Office, OfficeQuestion
from renkei.offices.queries.knowledge import Known, knowledge_of
from renkei.offices.queries.words import closeness, holding
from renkei.offices.rules.assumptions import MOST_NAMED
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.permissions import P


@dataclass(frozen=True)
class NamedOffice:
    """An office that an answer names, with what this actor may read of it."""

    id: UUID
    name: str
    address: str
    phone: str
    listed: bool
    known: Known | None


@dataclass(frozen=True)
class QuestionPage:
    """One question with its answer."""

    thing: OfficeQuestion
    asked_by: str
    answered_by: str
    offices: tuple[NamedOffice, ...]


def questions(*, actor: Actor) -> QuerySet[OfficeQuestion]:
    """Those one asked, or is to answer; open ones first, then the newest. Raises NotAllowed."""
    open_first = Case(When(status=QuestionStatus.ASKED, then=Value(0)), default=Value(1), output_field=IntegerField())
    return _readable(actor).order_by(open_first, "-asked_at")


def get_question(*, actor: Actor, pk: UUID | str) -> OfficeQuestion:
    """One of them. Raises NotFound, NotAllowed."""
    try:
        return _readable(actor).get(pk=pk)
    except (OfficeQuestion.DoesNotExist, ValidationError, ValueError):
        raise NotFound(permission=_permission(actor).code) from None


def question_page(*, actor: Actor, pk: UUID | str) -> QuestionPage:
    """One question with the offices its answer names; of each what the actor may read (for the centre: 共有可)."""
    thing = get_question(actor=actor, pk=pk)
    names = names_of_users([thing.asked_by, thing.answered_by])
    known = knowledge_of(actor=actor, office_ids=thing.office_ids)
    offices = tuple(
        NamedOffice(o.pk, o.name, f"{o.area}{o.street}", o.phone, o.listed, known.get(o.pk))
        for o in Office.objects.filter(pk__in=thing.office_ids).order_by("municipality_code", "name", "id")
    )
    return QuestionPage(thing, names.get(thing.asked_by, ""), names.get(thing.answered_by, ""), offices)


def askable(*, actor: Actor) -> list[Organisation]:
    """The municipalities and unions of the centre's own prefecture."""
    require(actor, P.QUESTION_ASK)
    assert actor.organisation_id  # noqa: S101 - a member's body
    prefecture = organisation_by_id(actor.organisation_id).prefecture_code
    return list(municipalities(actor=actor).filter(prefecture_code=prefecture))


def offices_picked(*, actor: Actor, office_ids: Iterable[UUID]) -> list[UUID]:
    """The offices that an answer names, each once, in their order.

    Raises:
        RuleBroken: one that the directory does not list (any more); more than `MOST_NAMED`.
    """
    require(actor, P.DIRECTORY_VIEW)
    wanted = list(dict.fromkeys(office_ids))
    if len(wanted) > MOST_NAMED:
        raise RuleBroken(f"事業所は{MOST_NAMED}か所までにしてください。", field="find")
    listed = set(Office.objects.filter(pk__in=wanted, listed=True).values_list("pk", flat=True))
    if set(wanted) - listed:
        raise RuleBroken("台帳に載っていない事業所が選ばれています。さがして、選び直してください。", field="find")
    return wanted


@dataclass(frozen=True)
class Pick:
    """An office to be picked for an answer."""

    id: UUID
    name: str
    address: str
    is_picked: bool


def picks(*, actor: Actor, words: str, office_ids: Iterable[UUID]) -> list[Pick]:
    """What is picked already, and the first offices that answer to the words."""
    require(actor, P.DIRECTORY_VIEW)
    picked = list(dict.fromkeys(office_ids))
    listed = Office.objects.filter(listed=True)
    found = list(listed.filter(pk__in=picked).order_by("municipality_code", "name", "id"))
    if words.strip():
        near = holding(listed.exclude(pk__in=picked), words)
        found += list(near.order_by(closeness(words), "municipality_code", "name", "id")[:MOST_NAMED])
    return [Pick(o.pk, o.name, f"{o.area}{o.street}", o.pk in picked) for o in found]


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """問合せに回答する, for the municipality's side."""
    if not can(actor, P.QUESTION_ANSWER):
        return []
    return [
        Waiting(
            "事業所についての問合せに回答する", f"{q.center.name}からの問合せです。", q.due_on, "offices:question", (q.pk,)
        )
        for q in _readable(actor).filter(status=QuestionStatus.ASKED).order_by("asked_at")[:50]
    ]  # fmt: skip


SOURCE = Source(
    waiting,
    bell(
        "FROM offices_officequestion WHERE municipality_id = ANY (%(bodies)s) AND status = {asked}",
        asked=QuestionStatus.ASKED,
    ),
)


def answers_given(*, actor: Actor, since: date, until: date) -> int:
    """How many questions one's own body answered in these days: each an activity of the programme, ア 利用調整."""
    require(actor, P.QUESTION_ANSWER)
    answered = _readable(actor).filter(answered_for_id=actor.organisation_id)
    return answered.filter(answered_at__range=moments_of(since, until)).count()


def _permission(actor: Actor) -> P:
    return P.QUESTION_ASK if can(actor, P.QUESTION_ASK) else P.QUESTION_ANSWER


def _readable(actor: Actor) -> QuerySet[OfficeQuestion]:
    require(actor, _permission(actor))
    asks, mine = can(actor, P.QUESTION_ASK), {actor.organisation_id, *actor.acts_for} - {None}
    rows = Q(center_id=actor.organisation_id) if asks else Q(municipality_id__in=mine)
    return OfficeQuestion.objects.select_related("municipality", "center", "answered_for").filter(rows)
