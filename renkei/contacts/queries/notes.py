"""Reading the notes: one filter for lists, counts and single notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import BooleanField, Count, F, Func, Q, QuerySet
from django.db.models.lookups import Exact

from renkei.accounts.models import Delegation
from renkei.accounts.queries import names_of_users
from renkei.audit.services import record_view
from renkei.contacts.enums import NEUTRAL_METHODS, ContactMethod, Doer, ProgrammeItem
from renkei.contacts.models import Note
from renkei.coordination.enums.tasks import TaskSource, TaskStatus
from renkei.coordination.models import Task
from renkei.core.clock import moments_of
from renkei.core.errors import Conflict, NotFound
from renkei.disclosure.queries import CaseAccess
from renkei.offices.queries.questions import answers_given
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import InfoClass, OrgKind, Reach
from renkei.policy.permissions import VIEW_OF_CLASS, P
from renkei.policy.roles import reach_of

#: Asked of the owner: a version that corrected it may be of a class that this reader does not see.
_NEWEST = Q(Exact(Func(F("pk"), function="wall.is_superseded", output_field=BooleanField()), False))


@dataclass(frozen=True)
class NoteView:
    """A note as a page shows it. Where the wording must hide the programme, `item`, `counterpart`, `partner`, `place` and
    `doer` are empty, and `method` is a word that tells nothing.

    `closed`: 罪名・経過, whose texts are not to be opened before a reason was chosen. `step`: the task that its 次の対応
    became, as far as this reader sees it.
    """

    note: Note
    author: str
    item: str
    counterpart: str
    is_own: bool
    corrected: bool
    closed: bool = False
    method: str = ""
    told: bool = True  # may the page show place, partner and doer?
    step: Task | None = None

    @property
    def doer(self) -> str:
        """Who did it, where it was not the writer."""
        note = self.note
        return f"{note.doer_name}（{note.get_doer_display()}）" if self.told and note.doer != Doer.SELF else ""

    @property
    def step_is_done(self) -> bool:
        """Was 次の対応 done?"""
        return self.step is not None and self.step.status == TaskStatus.DONE

    @property
    def step_is_open(self) -> bool:
        """Does it still wait?"""
        return self.step is not None and self.step.status == TaskStatus.OPEN


def circle_of(*, access: CaseAccess) -> frozenset[UUID]:
    """The organisations whose notes are one's own: oneself, or the municipality and the bodies it commissioned."""
    own, responsible = access.actor.organisation_id, access.case.responsible_id
    found = {own} if own else set()
    if responsible is None:
        return frozenset(found)
    agents = set(Delegation.objects.filter(principal_id=responsible).values_list("agent_id", flat=True))
    if own == responsible or (own in agents and responsible in access.actor.acts_for):
        found |= {responsible, *agents}
    return frozenset(found)


def visible_notes(*, access: CaseAccess) -> QuerySet[Note]:
    """The newest version of every note this actor may read: its class is open, and it is one's own side's or 共有可.

    Raises NotFound/NotAllowed as the policy says for NOTE_VIEW.
    """
    require(access.actor, P.NOTE_VIEW, access.facts, at=access.at)
    notes = Note.objects.filter(_NEWEST, case=access.case)
    return notes.filter(_readable(access)).select_related("organisation").order_by("-at", "-written_at")


def page_of_notes(*, access: CaseAccess, notes: list[Note], reason: str = "") -> list[NoteView]:
    """The notes of one page for the screen; the reading of each class is recorded. 罪名・経過 stays closed without a reason."""
    closed = {n.pk for n in notes if n.info_class == InfoClass.JUSTICE_DETAIL and not reason}
    _record(access, [n for n in notes if n.pk not in closed], reason)
    names = names_of_users(n.author for n in notes)
    circle, steps = circle_of(access=access), steps_of(notes=notes)
    return [
        replace(_view(access, note, names, circle), closed=note.pk in closed, step=steps.get(note.first_id))
        for note in notes
    ]


def steps_of(*, notes: Iterable[Note]) -> dict[UUID, Task]:
    """First version of a note → the newest task that its 次の対応 became; one query, none where no note has one."""
    wanted = [note.first_id for note in notes if note.next_due or note.next_step]
    if not wanted:
        return {}
    found = Task.objects.filter(source=TaskSource.NOTE, source_id__in=wanted).order_by("made_at", "pk")
    return {task.source_id: task for task in found if task.source_id}


def get_note(*, access: CaseAccess, note_id: UUID, own: bool = False, reason: str = "") -> NoteView:
    """One note in its newest version; `own`: one's own organisation's only. Raises NotFound for anything else.

    `reason`: why 罪名・経過 is opened; without it such a note comes `closed`.

    Raises:
        Conflict: a note of one's own that was corrected meanwhile.
    """
    note = visible_notes(access=access).filter(pk=note_id).first()
    mine = Note.objects.filter(pk=note_id, case=access.case, organisation_id=access.actor.organisation_id)
    if note is None and own and mine.filter(superseded_by__isnull=False).exists():
        raise Conflict("この記録は、ほかの人が先に訂正しました。最新の内容を確認してください。")
    if note is None or (own and note.organisation_id != access.actor.organisation_id):
        raise NotFound(permission=P.NOTE_VIEW.code, case_id=access.case.pk)
    return page_of_notes(access=access, notes=[note], reason=reason)[0]


def note_to_correct(*, access: CaseAccess, note_id: UUID) -> NoteView:
    """One's own note in its newest version, also where it was corrected since the page was opened. Raises NotFound."""
    while (newer := Note.objects.filter(supersedes=note_id, case=access.case).first()) is not None:
        note_id = newer.pk
    return get_note(access=access, note_id=note_id, own=True)


def versions_of(*, access: CaseAccess, note: Note, reason: str = "") -> list[NoteView]:
    """Earlier versions, newest first: for the author's own side, each only where its class is open."""
    if note.organisation_id not in circle_of(access=access):
        return []
    found: list[Note] = []
    older = note.supersedes
    while older is not None:
        if access.sees(older.info_class):
            found.append(older)
        older = older.supersedes
    return page_of_notes(access=access, notes=found, reason=reason)


def latest(*, access: CaseAccess, limit: int = 3) -> list[NoteView]:
    """The newest notes for the overview; nothing where the role reads none."""
    if not access.can(P.NOTE_VIEW):
        return []
    return page_of_notes(access=access, notes=list(visible_notes(access=access)[:limit]))


def activity_counts(*, actor: Actor, since: date, until: date) -> dict[ProgrammeItem, int]:
    """活動の件数 of one's own body by 事業の区分: its notes (the newest versions), and its answers to the centre's questions
    about offices (地域の福祉サービス等の情報提供, ア). Raises NotAllowed."""
    require(actor, P.REPORT_VIEW)
    notes = Note.objects.filter(_NEWEST, organisation_id=actor.organisation_id)
    rows = notes.filter(at__range=moments_of(since, until)).values_list("item").annotate(Count("pk"))
    found = Counter({ProgrammeItem(item): number for item, number in rows})
    if can(actor, P.QUESTION_ANSWER):
        found[ProgrammeItem.A] += answers_given(actor=actor, since=since, until=until)
    return dict(found)


def writable_classes(*, access: CaseAccess) -> list[InfoClass]:
    """Classes a note of this actor may carry: those his role may read here, or may begin to collect."""
    reach = {c: reach_of(access.actor.role, VIEW_OF_CLASS[c]) for c in InfoClass}
    held = {g.info_class for g in access.facts.live(access.actor.organisation_id, access.at)}
    return [c for c in InfoClass if access.sees(c) or (c not in held and reach[c] in (Reach.ALL, Reach.ASSIGNED))]


def _readable(access: CaseAccess) -> Q:
    actor = access.actor
    classes = [c for c in InfoClass if access.sees(c)]
    if actor.is_office:
        classes = [c for c in classes if c is not InfoClass.THIRD_PARTY]  # offices get an instruction, never the text
    readable = Q(info_class__in=classes) & (Q(shareable=True) | Q(organisation_id__in=circle_of(access=access)))
    if access.neutral:
        readable &= ~Q(organisation__kind=OrgKind.SETTLEMENT_CENTER)
    return readable


def _record(access: CaseAccess, notes: list[Note], reason: str) -> None:
    """The text of a note tells of the person in every class, also in the summary."""
    for info_class in sorted({n.info_class for n in notes}):
        why = reason if info_class == InfoClass.JUSTICE_DETAIL else ""
        record_view(actor=access.actor, now=access.at, case_id=access.case.pk, info_class=info_class, reason=why)


def _view(access: CaseAccess, note: Note, names: dict[UUID, str], circle: frozenset[UUID]) -> NoteView:
    corrected = note.supersedes_id is not None
    if access.neutral:
        responsible = access.case.responsible
        method = NEUTRAL_METHODS.get(ContactMethod(note.method), note.get_method_display())
        body = responsible.name if responsible else ""
        return NoteView(note, body, "", "", False, corrected, method=str(method), told=False)
    who = " ".join(w for w in (note.organisation.name, names.get(note.author, "") if note.author else "") if w)
    return NoteView(
        note, who, note.get_item_display(), note.get_counterpart_display(), note.organisation_id in circle, corrected,
        method=note.get_method_display(),
    )  # fmt: skip
