"""研修の案内と資料: whom the organisers invite, what they hand out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from renkei.accounts.models import Organisation
from renkei.accounts.queries import addressees, organisation_by_id
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core import uploads
from renkei.core.clock import day_of
from renkei.core.db import take_turns
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.core.scan import background_in
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.offices.models import Office
from renkei.offices.queries.questions import offices_picked
from renkei.offices.rules.question_words import personal_in
from renkei.policy.actor import Actor
from renkei.policy.enums import OFFICE_KINDS, Role
from renkei.policy.permissions import P
from renkei.programme.enums.training import InvitedHow, TrainingStatus
from renkei.programme.models import Training, TrainingFile, TrainingInvitation
from renkei.programme.queries.training import get_training
from renkei.programme.services.training_telling import page_of

_CONTACTS = (Role.OFFICE_CONTACT, Role.PLAN_OFFICER)


@transaction.atomic
def invite(
    *, actor: Actor, pk: UUID, office_ids: Iterable[UUID], now: datetime, everybody: bool = False
) -> tuple[int, int]:
    """案内する: offices picked from the directory, and (`everybody`) all offices of the prefecture that use Renkei.

    Those with an account get a notice (number and link only); the others stand on the list for the printed letter.

    Returns:
        How many got a notice, how many are for the letter. Who was invited before is passed over.

    Raises:
        NotFound: another side's. Conflict: not 募集中. RuleBroken: nobody chosen.
    """
    training = get_training(actor=actor, pk=pk, permission=P.TRAINING_WRITE)
    take_turns(f"training {training.pk}")
    training.refresh_from_db(fields=["status"])
    if training.status != TrainingStatus.OPEN:
        raise Conflict("案内できるのは、募集中の研修です。先に募集を始めてください。")
    picked = list(Office.objects.filter(pk__in=offices_picked(actor=actor, office_ids=office_ids)).order_by("id"))
    numbers = {o.office_number for o in picked if o.office_number}
    bodies = {o.office_number: o for o in Organisation.objects.filter(office_number__in=numbers, kind__in=OFFICE_KINDS)}
    chosen = [(office, bodies.get(office.office_number)) for office in picked]
    if everybody:
        chosen += [(None, body) for body in _using(training) if body.office_number not in numbers]
    if not chosen:
        raise RuleBroken("案内する事業所を選んでください。", field="find")
    before: set[tuple[UUID | None, UUID | None]] = set(
        TrainingInvitation.objects.filter(training=training).values_list("office_id", "organisation_id")
    )
    made = [_invite(actor, training, office, body, now) for office, body in chosen if _new(office, body, before)]
    by_screen = sum(row.how == InvitedHow.SCREEN for row in made)
    detail = {"step": "invite", "screen": by_screen, "letter": len(made) - by_screen}
    record(actor=actor, event=E.TRAINING_CHANGED, now=now, thing=training, detail=detail)
    return by_screen, len(made) - by_screen


@transaction.atomic
def add_file(*, actor: Actor, pk: UUID, title: str, content: bytes, now: datetime) -> TrainingFile:
    """資料を加える: PDF or picture, about no person; its name is looked through.

    Raises:
        NotFound: another side's. RuleBroken: no name, a name that tells of a person or of the background; the file.
    """
    training = get_training(actor=actor, pk=pk, permission=P.TRAINING_WRITE)
    name = uploads.clean_name(title)
    if not title.strip():
        raise RuleBroken("資料の名前を入力してください。", field="title")
    if personal_in(name, today=day_of(now), answers=True):
        raise RuleBroken(
            "資料の名前に、人の名前や番号と思われる言葉があります。だれのことか分からない名前にしてください。",
            field="title",
        )
    if background_in(name):
        raise RuleBroken(
            "資料の名前に、事業所に伝わると困る言葉（刑事に関わる言葉など）があります。言いかえてください。",
            field="title",
        )
    media_type = uploads.check(content)
    assert actor.organisation_id  # noqa: S101 - a member's body
    file = TrainingFile.objects.create(
        training=training, organisation=organisation_by_id(actor.organisation_id), title=name, media_type=media_type,
        size=len(content), content=content, added_by=actor.user_id, added_at=now,
    )  # fmt: skip
    record(actor=actor, event=E.ATTACHMENT_ADDED, now=now, thing=file, detail={"training": str(training.pk)})
    return file


@transaction.atomic
def withdraw_file(*, actor: Actor, pk: UUID, file_id: UUID, now: datetime) -> None:
    """資料を取り下げる. Raises NotFound."""
    training = get_training(actor=actor, pk=pk, permission=P.TRAINING_WRITE)
    file = TrainingFile.objects.filter(training=training, pk=file_id, withdrawn_at__isnull=True).first()
    if file is None:
        raise NotFound(permission=P.TRAINING_WRITE.code)
    file.withdrawn_at = now
    file.save(update_fields=["withdrawn_at"])
    record(actor=actor, event=E.TRAINING_CHANGED, now=now, thing=training, detail={"step": "file_withdrawn"})


@transaction.atomic
def note_printed(*, actor: Actor, pk: UUID, form: str, now: datetime) -> None:
    """A list of participants left the screen (印刷・書き出し): put on record. Raises NotFound."""
    training = get_training(actor=actor, pk=pk, permission=P.TRAINING_VIEW)
    event = E.EXPORTED if form in ("csv", "excel") else E.PRINTED
    record(actor=actor, event=event, now=now, thing=training, detail={"form": f"training_{form}"})


@transaction.atomic
def note_exported(*, actor: Actor, form: str, now: datetime) -> None:
    """The register of who has which training was written out: put on record."""
    record(actor=actor, event=E.EXPORTED, now=now, detail={"form": f"training_register_{form}"})


def _using(training: Training) -> list[Organisation]:
    rows = Organisation.objects.filter(
        kind__in=OFFICE_KINDS, closed_on__isnull=True, prefecture_code=training.municipality.prefecture_code
    )
    return list(rows.order_by("id"))


def _new(office: Office | None, body: Organisation | None, before: set[tuple[UUID | None, UUID | None]]) -> bool:
    """Neither this office nor this body was invited before."""
    return not any(
        (office and office.pk == of_office) or (body and body.pk == of_body) for of_office, of_body in before
    )


def _invite(
    actor: Actor, training: Training, office: Office | None, body: Organisation | None, now: datetime
) -> TrainingInvitation:
    people = addressees(body.pk, at=now, roles=_CONTACTS) if body else []
    notify(to=people, kind=Kind.TRAINING_INVITED, now=now, number=training.number, link=page_of(training))
    return TrainingInvitation.objects.create(
        training=training, office=office, organisation=body, how=InvitedHow.SCREEN if people else InvitedHow.LETTER,
        invited_at=now, invited_by=actor.user_id,
    )  # fmt: skip
