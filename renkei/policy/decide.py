"""decide / can / require: role, then relation, then disclosure; the first "no" gives the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from renkei.core.errors import NotAllowed, NotFound
from renkei.policy.actor import Actor
from renkei.policy.enums import CORE_KINDS, NAMED_CLASSES, PERSONAL_CLASSES, InfoClass, Reach, Role
from renkei.policy.facts import CaseFacts, Grant
from renkei.policy.permissions import VIEW_OF_CLASS, P
from renkei.policy.roles import PRIVACY_OFFICERS, STOPPED_BY_WITHDRAWAL, SYSTEM_TABLE, reach_of


@dataclass(frozen=True)
class Decision:
    """The answer, its reason for the screen, and the rows on which a "yes" rests."""

    allowed: bool
    reason: str = ""
    absent: bool = False  # out of scope: must look like a page that does not exist
    grants: tuple[Grant, ...] = ()
    next_step: str = ""


_NO_ROLE = "この操作は、あなたの役割では行えません。"
_NOT_ASSIGNED = "このケースの担当になっていないため、この操作は行えません。"
_NOT_NAMED = "この情報は、台帳で名前を指定された人だけが見られます。"
_NO_CLASS = "この情報は、あなたの機関に開示されていません。"
_WITHDRAWN = "本人の同意が撤回された（または期限が切れた）ため、新しく記録・打診することはできません。"
_ASK_AGAIN = "続けるには、本人にもう一度説明し、新しい同意を記録してください。"
_KEPT = (
    "本人の同意が撤回された（または期限が切れた）ため、この情報を読めるのは、個人情報を管理する人（管理者）だけです。"
)
_ASK_MANAGER = "必要な場合は、所属の管理者または市町村の担当に相談してください。"


def decide(actor: Actor, permission: P, facts: CaseFacts | None = None, *, at: datetime | None = None) -> Decision:
    """May this actor do this, to this case, now? Without `facts` only the role is asked.

    Returns:
        A Decision; `absent` when the actor's organisation holds no live row on the case at all.
    """
    reach = _reach(actor, permission)
    if reach is Reach.NONE:
        hidden = facts is not None and not _sees_case(actor, facts, at)
        return Decision(False, _NO_ROLE, absent=hidden, next_step=_ASK_MANAGER)
    if facts is None:
        return Decision(True)
    if not _sees_case(actor, facts, at):
        return Decision(False, absent=True)
    if reach is Reach.ASSIGNED and not _assigned(actor, facts):
        if not _lifted(actor, permission, facts, at):
            return Decision(False, _NOT_ASSIGNED, next_step=_ASK_MANAGER)
        return _disclosed(actor, permission, Reach.NAMED if permission is not P.CASE_VIEW else reach, facts, at)
    return _disclosed(actor, permission, reach, facts, at)


def can(actor: Actor, permission: P, facts: CaseFacts | None = None, *, at: datetime | None = None) -> bool:
    """Only the yes or no of `decide`."""
    return decide(actor, permission, facts, at=at).allowed


def require(actor: Actor, permission: P, facts: CaseFacts | None = None, *, at: datetime | None = None) -> Decision:
    """The Decision, or the refusal.

    Raises:
        NotFound: out of scope.
        NotAllowed: in scope, but not permitted; carries the reason and who can help.
    """
    decision = decide(actor, permission, facts, at=at)
    case_id = facts.case_id if facts else None
    if decision.absent:
        raise NotFound(permission=permission.code, case_id=case_id)
    if not decision.allowed:
        raise NotAllowed(decision.reason, next_step=decision.next_step, permission=permission.code, case_id=case_id)
    return decision


def _reach(actor: Actor, permission: P) -> Reach:
    if actor.role is Role.SYSTEM:
        return Reach.ALL if permission in SYSTEM_TABLE.get(actor.system, ()) else Reach.NONE
    return reach_of(actor.role, permission)


def _assigned(actor: Actor, facts: CaseFacts) -> bool:
    return actor.user_id in facts.assigned


def _opened_for(actor: Actor, facts: CaseFacts, at: datetime) -> frozenset[InfoClass]:
    """The classes that a running emergency reading (緊急の閲覧) or request of the person opens to this very person."""
    rows = (g for g in facts.live(actor.organisation_id, at) if g.self_opened)
    return frozenset(g.info_class for g in rows if actor.user_id in g.persons)


def _lifted(actor: Actor, permission: P, facts: CaseFacts, at: datetime | None) -> bool:
    """Such a row stands in for the assignment: to find the case, and to read the class it gives; nothing else."""
    assert at is not None  # noqa: S101 - _sees_case asked for it
    classes = _opened_for(actor, facts, at)
    if permission is P.CASE_VIEW:
        return bool(classes)
    return permission in VIEW_OF_CLASS.values() and permission.info_class in classes


def _sees_case(actor: Actor, facts: CaseFacts, at: datetime | None) -> bool:
    """Relation: a live row for the organisation, and, where the role sees only its own, the assignment.

    A person marked as related (利害関係) sees no case of that person: it looks absent, so a refusal confirms nothing.
    """
    if at is None:
        raise ValueError("A decision on a case needs the moment it is asked for.")
    rows = facts.live(actor.organisation_id, at)
    if facts.related or not any(not g.self_opened or actor.user_id in g.persons for g in rows):
        return False
    if actor.role is Role.OFFICE_STAFF:  # sees no list; what a row discloses to the office's work it may read
        return True
    reach = _reach(actor, P.CASE_VIEW)
    mine = _assigned(actor, facts) or bool(_opened_for(actor, facts, at))
    return reach is Reach.ALL or (reach is Reach.ASSIGNED and mine)


def _disclosed(actor: Actor, permission: P, reach: Reach, facts: CaseFacts, at: datetime | None) -> Decision:
    wanted = permission.info_class or InfoClass.SUMMARY
    assert at is not None  # noqa: S101 - _sees_case asked for it
    rows = tuple(g for g in facts.live(actor.organisation_id, at) if g.info_class == wanted)
    if not rows:
        return Decision(False, _NO_CLASS, next_step=_ASK_MANAGER)
    if permission in STOPPED_BY_WITHDRAWAL and all(_ended(g, facts) for g in rows):
        return Decision(False, _WITHDRAWN, next_step=_ASK_AGAIN)
    rows = tuple(g for g in rows if _reaches_person(actor, g, reach))
    if not rows:
        return Decision(False, _NOT_NAMED, next_step=_ASK_MANAGER)
    rows = tuple(g for g in rows if not _closed_to(actor, g, wanted, facts))
    return Decision(True, grants=rows) if rows else Decision(False, _KEPT, next_step=_ASK_MANAGER)


def _ended(grant: Grant, facts: CaseFacts) -> bool:
    return grant.retained or facts.frozen_at is not None


def _closed_to(actor: Actor, grant: Grant, wanted: InfoClass, facts: CaseFacts) -> bool:
    """After the consent ended, a class held as a whole is for the privacy officer, or for a person the row names."""
    if wanted not in PERSONAL_CLASSES or actor.role in PRIVACY_OFFICERS or grant.persons:
        return False
    return grant.retained or (grant.whole and facts.frozen_at is not None)


def _reaches_person(actor: Actor, grant: Grant, reach: Reach) -> bool:
    outside = actor.organisation_kind not in CORE_KINDS and not grant.whole  # its own collection is held whole
    must_be_named = reach is Reach.NAMED or (outside and grant.info_class in NAMED_CLASSES)
    if must_be_named:
        return actor.user_id in grant.persons
    return not grant.persons or actor.user_id in grant.persons
