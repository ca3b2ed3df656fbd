"""残した助言: found by words, as offices are (pairs of characters, one spelling for many); what waits for the second person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from renkei.accounts.models import Membership
from renkei.accounts.queries import members_in_force
from renkei.consultation.enums import KeptStatus
from renkei.consultation.models import KeptAdvice
from renkei.consultation.queries.sides import ANSWERING, bodies_of, side_of
from renkei.core.errors import NotFound
from renkei.core.waiting import SHOWN, Source, Waiting, bell
from renkei.offices.rules.searching import grams_of, words_of
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.permissions import P


def kept_advice(*, actor: Actor) -> QuerySet[KeptAdvice]:
    """What may be read: published ones; before that the author's and the second person's own. Raises NotAllowed."""
    require(actor, P.KEPT_ADVICE_VIEW)
    rows = KeptAdvice.objects.order_by("-proposed_at")
    if actor.is_office:
        return rows.filter(status=KeptStatus.APPROVED, for_offices=True)
    mine = Q(proposed_by=actor.user_id) | Q(reviewer=actor.user_id)
    shown = Q(status__in=[KeptStatus.APPROVED, KeptStatus.RETIRED])
    return rows.filter(shown | mine, municipality_id__in=side_of(actor))


def search_advice(*, actor: Actor, words: str = "", kind: str = "", office_type: str = "") -> QuerySet[KeptAdvice]:
    """Published advice in which every word occurs, in any of the spellings that mean the same. Raises NotAllowed."""
    found = kept_advice(actor=actor).filter(status=KeptStatus.APPROVED)
    typed = words_of(words)
    if words.strip() and not typed:  # nothing but marks
        return found.none()
    for word in typed:
        spellings = Q(pk__in=[])
        for spelling in word.spellings:
            spellings |= Q(grams__contains=grams_of(spelling), search_text__contains=spelling)
        found = found.filter(spellings)
    if kind:
        found = found.filter(kind=kind)
    return found.filter(office_type=office_type) if office_type else found


def own_drafts(*, actor: Actor) -> list[KeptAdvice]:
    """What one wrote or is asked to approve and is not published yet."""
    if not can(actor, P.KEPT_ADVICE_WRITE):
        return []
    return list(kept_advice(actor=actor).filter(status__in=[KeptStatus.ASKED, KeptStatus.RETURNED])[:SHOWN])


def get_advice(*, actor: Actor, pk: UUID) -> KeptAdvice:
    """One of them. Raises NotFound."""
    thing = kept_advice(actor=actor).filter(pk=pk).first()
    if thing is None:
        raise NotFound(permission=P.KEPT_ADVICE_VIEW.code)
    return thing


def reviewers(*, actor: Actor, at: datetime) -> list[tuple[UUID, str]]:
    """Who may be asked to approve: those who answer offices, at the municipality and the body it commissioned, but oneself."""
    require(actor, P.KEPT_ADVICE_WRITE)
    rows = Membership.objects.none()
    for body in {b for m in side_of(actor) for b in bodies_of(m, at=at)}:
        rows = rows | members_in_force(body, at=at).filter(role__in=ANSWERING)
    found = {m.user_id: f"{m.user.name}（{m.organisation.name}）" for m in rows if m.user_id != actor.user_id}
    return sorted(found.items(), key=lambda pair: pair[1])


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """助言を確かめる: what one is named to approve; what came back to oneself."""
    if not can(actor, P.KEPT_ADVICE_WRITE):
        return []
    asked = Q(status=KeptStatus.ASKED, reviewer=actor.user_id)
    back = Q(status=KeptStatus.RETURNED, proposed_by=actor.user_id)
    return [
        Waiting("残す助言を確かめて承認する", "だれのことか分からない書き方になっているかを確かめます。", None, "consultation:kept", (k.pk,))
        if k.status == KeptStatus.ASKED
        else Waiting("差し戻された助言を直す", "残そうとした助言が差し戻されました。", None, "consultation:kept", (k.pk,))
        for k in kept_advice(actor=actor).filter(asked | back)[:SHOWN]
    ]  # fmt: skip


SOURCE = Source(
    waiting,
    bell(
        "FROM consultation_keptadvice WHERE (status = {asked} AND reviewer = %(user)s)"
        " OR (status = {returned} AND proposed_by = %(user)s)",
        asked=KeptStatus.ASKED, returned=KeptStatus.RETURNED,
    ),
)  # fmt: skip
