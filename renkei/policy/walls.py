"""The same rules, as SQL: who reaches the rows of a table. Each model says it beside its columns as `WALL = walls.…`.

The rules become row-level security policies at the end of every `manage.py migrate` (renkei/jobs/walls.py); their words,
`wall.…`, are functions of the database (renkei/policy/sql) that check the announced actor against his live session. The
application keeps its own filters: the policy decides, the wall stands behind it, and a test proves that they agree.

In the rules `{t}` is the table itself, `{key}` the column that points to the parent and `{parent}` the parent's table.
What does not depend on the row stands in a sub-select, so that PostgreSQL asks it once per statement.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from renkei.policy.enums import InfoClass, OrgKind
from renkei.policy.permissions import P

#: Whoever may do any of these writes to what hangs on a case; which step, and by whom, is asked by the policy.
WRITING = tuple(p for p in P if p.info_class is InfoClass.SUMMARY and not p.name.endswith("_VIEW"))
#: Whoever may write a consent: a body whose own consent it is sees the whole ledger of the case, so no office is among them.
CONSENTING = (P.CONSENT_WRITE, P.CONSENT_WITHDRAW, P.REFERRAL_WRITE, P.CASE_WRITE)
#: The same without those who only answer, or say something of themselves: the case itself is not theirs to write.
_SAYS_ONLY = (P.INQUIRY_ANSWER, P.CONFLICT_DECLARE, P.TASK_WRITE, P.PROCEDURE_WRITE, P.CONSULT_ASK)
MOVING = tuple(p for p in WRITING if p not in _SAYS_ONLY)
NOBODY = "false"
EVERYBODY = "true"
ANYBODY_KNOWN = "(SELECT wall.acts())"


@dataclass(frozen=True)
class Wall:
    """Conditions on a row, in SQL, for reading, adding, changing (before and after) and removing it."""

    read: str
    add: str
    change: str
    remove: str = NOBODY
    becomes: str = EVERYBODY  # what a changed row must be, beyond `change`
    parent: str = ""  # name of the field whose row decides
    reason: str = ""  # why a table is open

    def rules(self) -> dict[str, str]:
        """Command → condition; `change` looks at the row as it was and as it becomes."""
        return {"SELECT": self.read, "INSERT": self.add, "UPDATE": self.change, "DELETE": self.remove}

    def append_only(self) -> Wall:
        """The same wall, with rows that nobody changes or removes; the application's role loses the rights, too."""
        return replace(self, change=NOBODY, remove=NOBODY)

    @property
    def is_append_only(self) -> bool:
        return self.change == NOBODY and self.remove == NOBODY

    def removable(self, condition: str) -> Wall:
        """The same wall, with rows that may also be removed."""
        return replace(self, remove=condition)


def may(*permissions: P) -> str:
    """Condition: the actor's role has one of these at all."""
    return f"(SELECT wall.may({_list(p.code for p in permissions)}))"


def is_system(*names: str) -> str:
    """Condition: this part of the program acts (or one before which no wall stands)."""
    return f"(SELECT wall.is_system({_list(names)}))"


def own(column: str = "organisation_id") -> str:
    """Condition: the row is of the actor's own body."""
    return f"{{t}}.{column} = (SELECT wall.organisation())"


def mine(column: str = "user_id") -> str:
    """Condition: the row is of this very person."""
    return f"{{t}}.{column} = (SELECT wall.person())"


def there_is(row: str) -> str:
    """Condition: such a row is there. Asked row by row: `OFFSET 0` keeps PostgreSQL from planning a hashed twin of each,
    which doubles the planning with every step towards the case (52 → 108 sub-plans for a table that hangs on one)."""
    return f"EXISTS (SELECT 1 FROM {row} OFFSET 0)"


_PARENT_SEEN = there_is("{parent} up WHERE up.id = {t}.{key}")


def on(
    parent: str,
    *,
    read: str = EVERYBODY,
    add: str = EVERYBODY,
    write: Iterable[P] = WRITING,
    audited: bool = False,
) -> Wall:
    """Hangs on a case, or on something that does: reached with it. `read` and `add` narrow further.

    Args:
        parent: the field that leads there; its table's own wall decides.
        write: whoever has none of these writes nothing.
        audited: also for the auditor, who may see that a case stands in a register, and nothing else of it.
    """
    seen, writes = f"{_PARENT_SEEN} AND ({read})", may(*write)
    if not audited:
        seen = f"NOT (SELECT wall.is_auditor()) AND {seen}"
    return Wall(read=seen, add=f"{writes} AND {seen} AND ({add})", change=f"{seen} AND {writes}", parent=parent)


def on_class(info_class: InfoClass) -> Wall:
    """A table of an information class: a version is reached only where a live row of the ledger gives it; never changed."""
    program = ("jobs", "index") if info_class is InfoClass.IDENTITY else ("jobs",)  # destruction; the index of names
    admitted = (
        f"{is_system(*program)} OR wall.admits('{info_class}', {{t}}.case_id, {{t}}.id, {{t}}.author_organisation_id,"
        " {t}.written_at)"
    )
    written = (
        f"{may(P.RECORD_WRITE, P.REFERRAL_WRITE, P.CASE_WRITE)} AND ({is_system()} OR ({own('author_organisation_id')}"
        f" AND {mine('author_user')} AND wall.may_record({{t}}.case_id, '{info_class}')))"
    )
    return Wall(read=admitted, add=written, change=is_system("jobs"), parent="case")


def of_body(column: str, *, read: Iterable[P], write: Iterable[P]) -> Wall:
    """A register of one municipality: for its own roles and those of the body it commissioned; the auditor reads it."""
    theirs = f"{{t}}.{column} = ANY ((SELECT wall.represented())::uuid[])"
    program = is_system("jobs", "retention")
    return Wall(
        read=f"{program} OR {may(P.AUDIT_VIEW)} OR ({theirs} AND {may(*read, *write)})",
        add=f"({program} OR {theirs}) AND {may(*write)}",
        change=f"({program} OR {theirs}) AND {may(*write)}",
    )


def open_to_all(reason: str, *, write: str) -> Wall:
    """Hangs on no case and no person: everybody reads it; `write` says who adds and changes."""
    if not reason:
        raise ValueError("An open table needs its reason.")
    return Wall(read=EVERYBODY, add=write, change=write, reason=reason)


def shut(reason: str) -> Wall:
    """Reached by functions of the owner alone; the application's role has no right on it at all."""
    return Wall(read=NOBODY, add=NOBODY, change=NOBODY, reason=reason)


def _list(words: Iterable[str]) -> str:
    return "'{" + ",".join(sorted(words)) + "}'"


# --- the walls that stand once ---

_SELF_OPENED = "('emergency', 'request')"  # disclosure.enums.SELF_OPENED; a test holds them together
_WORKS_ON = there_is(
    "cases_assignment a WHERE a.case_id = {t}.id AND a.user_id = (SELECT wall.person())"
    " AND a.organisation_id = (SELECT wall.organisation()) AND a.ends_at IS NULL"
)
_GIVES = (
    f"CASE WHEN w.basis IN {_SELF_OPENED} THEN (SELECT wall.person()) = ANY (w.persons)"
    f" WHEN (SELECT wall.finds_cases()) = 'all' THEN true ELSE {_WORKS_ON} END"
)
_FOUND = (
    there_is(
        "disclosure_ledgerentry w WHERE w.case_id = {t}.id AND w.recipient_id = (SELECT wall.organisation())"
        f" AND w.starts_at <= wall.latest() AND (w.ends_at IS NULL OR w.ends_at > wall.earliest()) AND {_GIVES}"
    )
    + " AND {t}.person_id <> ALL ((SELECT wall.related_persons())::uuid[])"
)
#: 関係: a live row of the body, the assignment where the role needs one, no conflict of interest (`decide._sees_case`).
CASE = Wall(
    read=f"({_FOUND}) OR CASE (SELECT wall.way_in()) WHEN 'program' THEN true WHEN 'link' THEN wall.asked_office({{t}}.id)"
    " WHEN 'register' THEN wall.in_register({t}.id) ELSE false END",
    add=f"{may(*WRITING)} AND wall.may_open_case({{t}}.person_id)",
    change=f"(({_FOUND}) OR {is_system('jobs')} OR wall.may_touch({{t}}.id)) AND {may(*MOVING)}",
)
#: The pseudonym: with any of the person's cases.
_ANY_CASE = there_is("cases_case c WHERE c.person_id = {t}.id")
PERSON = Wall(
    read=f"{is_system('jobs', 'retention')} OR {_ANY_CASE}",
    add=may(*WRITING),
    change=f"{_ANY_CASE} AND {may(*WRITING)}",
)
#: 担当: one's own body's; of others, for the bodies that run the case. A new case gets its first before it has a row.
#: It only ends: nobody takes over or revives the row of another.
ASSIGNMENT = Wall(
    read=f"{own()} OR {is_system('jobs')} OR ((SELECT wall.is_core()) AND wall.sees_case({{t}}.case_id))",
    add=f"{may(*WRITING)} AND wall.may_assign({{t}}.case_id, {{t}}.user_id, {{t}}.organisation_id)",
    change=f"({own()} OR {is_system('jobs')} OR wall.sees_case({{t}}.case_id)) AND {may(*WRITING, P.USER_MANAGE)}",
    becomes="{t}.ends_at IS NOT NULL",
)
#: 利害関係: one's own rows, and those about the person of a case one may mark.
_OF_PERSON = there_is("cases_case c WHERE c.person_id = {t}.person_id")
CONFLICT = Wall(
    read=f"{mine()} OR {is_system('jobs')} OR (NOT (SELECT wall.is_auditor()) AND {_OF_PERSON})",
    add=f"{may(P.CONFLICT_DECLARE, P.CONFLICT_MARK)} AND ({is_system('jobs')} OR {mine('marked_by')}) AND {_OF_PERSON}",
    change=f"{may(P.CONFLICT_MARK)} AND {{t}}.user_id <> coalesce((SELECT wall.person()), {{t}}.id) AND {_OF_PERSON}",
)
#: 開示台帳: one's own rows as recipient, giver or doer; the whole of a case for the bodies that run it. Opening: `may_open`.
_PARTY = "(SELECT wall.organisation()) IN ({t}.recipient_id, {t}.giver_id, {t}.acted_by_id)"
LEDGER = Wall(
    read=f"{_PARTY} OR {is_system('jobs')} OR wall.runs_case({{t}}.case_id)",
    add="wall.may_open({t}.*)",
    change=f"{may(*WRITING)} AND ({_PARTY} OR {is_system('jobs')} OR wall.runs_case({{t}}.case_id))",
)
#: A scan: its class must be open to a body of the programme, or one's own sent it in; one without a case belongs to an agreement.
_ITS_CASE = there_is("cases_case up WHERE up.id = {t}.case_id")
ATTACHMENT = Wall(
    read=f"({{t}}.case_id IS NULL AND {may(P.AGREEMENT_VIEW, P.AGREEMENT_WRITE)}) OR ({_ITS_CASE} AND"
    f" ({own()} OR {is_system('jobs')} OR ((SELECT wall.is_core()) AND wall.opens({{t}}.case_id, {{t}}.info_class))))",
    add=f"{may(*WRITING, P.AGREEMENT_WRITE)} AND ({own()} OR {is_system('jobs', 'answer_link')}) AND ({{t}}.case_id IS NULL"
    f" OR {_ITS_CASE})",
    change=f"{is_system('jobs')} OR ({own()} AND {may(*WRITING)})",
)
#: 支援経過記録: for whoever reads the notes of this case. The class must be open (to an office never 第三者), another side's
#: only the newest version and where it is 共有可, and to whom the programme is hidden none of a settlement centre's: its
#: name would tell.
_BY_CENTER = there_is(
    f"accounts_organisation o WHERE o.id = {{t}}.organisation_id AND o.kind = '{OrgKind.SETTLEMENT_CENTER}'"
)
NOTE = on(
    "case",
    read=f"{is_system('jobs')} OR ({may(P.NOTE_VIEW)} AND wall.reaches({{t}}.case_id, 'note_view') AND ({own()}"
    " OR (wall.opens({t}.case_id, {t}.info_class)"
    f" AND ({{t}}.info_class <> '{InfoClass.THIRD_PARTY}' OR NOT (SELECT wall.is_office()))"
    " AND (wall.same_side({t}.case_id, {t}.organisation_id) OR ({t}.shareable AND NOT wall.is_superseded({t}.id)))"
    f" AND NOT ({_BY_CENTER} AND wall.is_neutral({{t}}.case_id)))))",
    add=f"{own()} OR {is_system('jobs')}",
    write=(P.NOTE_WRITE,),
)
#: 打診: with its case; an office only what it was asked itself.
INQUIRY = Wall(
    read=f"({_PARENT_SEEN} AND (NOT (SELECT wall.is_office()) OR {own()}) AND {may(P.INQUIRY_VIEW, *WRITING)})"
    f" OR {is_system('jobs')} OR ({is_system('answer_link')} AND {own()})",
    add=f"{may(*WRITING)} AND {_PARENT_SEEN}",
    change=f"{may(*WRITING)} AND ({_PARENT_SEEN} OR {own()})",
    parent="case",
)
#: 操作の記録: everybody known adds what he did himself; reading as `audit.queries` says.
AUDIT = Wall(
    read=f"{mine()} OR {is_system('jobs')} OR {may(P.AUDIT_VIEW)}"
    f" OR ({{t}}.case_id IS NOT NULL AND ({own()} OR (SELECT wall.is_core())) AND {may(P.CONSENT_VIEW)}"
    f" AND {_ITS_CASE}"
    f" AND ((SELECT wall.needs_no_assignment('{P.CONSENT_VIEW.code}')) OR {_WORKS_ON.replace('{t}.id', '{t}.case_id')}))"
    f" OR ({{t}}.code IN ('organisation.saved', 'user.saved', 'membership.changed', 'delegation.changed')"
    f" AND {may(P.ORG_MANAGE, P.USER_MANAGE)})",
    add="wall.may_report({t}.user_id, {t}.organisation_id, {t}.membership_id, {t}.system)",
    change=NOBODY,
)
#: お知らせ: everybody known sends; one reads one's own.
_READER = f"{mine()} OR {is_system('jobs', 'mail')}"
MESSAGE = Wall(read=_READER, add=ANYBODY_KNOWN, change=f"{mine()} OR {is_system('jobs')}")
#: 利用者: who is there is known to all; a manager registers and changes his own, everybody himself, sign-in the rest.
USER = Wall(
    read=EVERYBODY,
    add=may(P.USER_MANAGE),
    change=f"{is_system('sign_in', 'setup', 'invitation')} OR {mine('id')} OR wall.manages_user({{t}}.id)",
    reason="staff, by name and address of work; sign-in reads them before anybody acts",
)
#: 所属と役割: given by whoever manages the body, never by oneself; the administrator's role by administrators alone.
_MANAGED = (
    "wall.manages({t}.organisation_id) AND {t}.user_id IS DISTINCT FROM (SELECT wall.person())"
    f" AND ({{t}}.role <> 'administrator' OR {may(P.ORG_MANAGE)})"
)
MEMBERSHIP = Wall(read=EVERYBODY, add=_MANAGED, change=_MANAGED, reason="who works where is known to all bodies")
#: 機関: public facts; an office is registered when it is first asked. Its kind decides what its members may: administrators only.
ORGANISATION = Wall(
    read=EVERYBODY,
    add=f"{may(P.ORG_MANAGE)} OR ({{t}}.kind IN ('plan_office', 'service_office') AND {may(*WRITING)})",
    change=may(P.ORG_MANAGE),
    reason="public facts",
)
#: 取決め: known to all bodies; made in the name of a municipality one stands for.
AGREEMENT = open_to_all(
    "that two bodies may share is no secret of any person",
    write=f"{may(P.AGREEMENT_WRITE)} AND {{t}}.municipality_id = ANY ((SELECT wall.represented())::uuid[])",
)
_KEPT_FOR = "{t}.municipality_id = ANY ((SELECT wall.represented())::uuid[])"
#: The municipalities of the prefecture whose centre asks; for everybody else none.
_OF_MY_PREFECTURE = (
    "(SELECT m.id FROM accounts_organisation m JOIN accounts_organisation c ON c.prefecture_code = m.prefecture_code"
    f" WHERE c.id = (SELECT wall.organisation()) AND c.kind = '{OrgKind.SETTLEMENT_CENTER}')"
)
#: 調整担当の事業所メモ: the municipality's side; its prefecture's centre the current 共有可 ones. No office: its roles lack the
#: permission. A version only ends.
KNOWLEDGE = Wall(
    read=f"{may(P.KNOWLEDGE_VIEW)} AND ({is_system('jobs')} OR {_KEPT_FOR}"
    f" OR ({{t}}.shareable AND {{t}}.replaced_at IS NULL AND {{t}}.municipality_id IN {_OF_MY_PREFECTURE}))",
    add=f"{may(P.KNOWLEDGE_WRITE)} AND ({is_system('jobs')} OR ({_KEPT_FOR} AND {own()}))",
    change=f"{may(P.KNOWLEDGE_WRITE)} AND ({is_system('jobs')} OR {_KEPT_FOR})",
    becomes="{t}.replaced_at IS NOT NULL",
)
_OWN_PLACE = (
    "EXISTS (SELECT 1 FROM offices_office o JOIN accounts_organisation g ON g.office_number = o.office_number"
    " WHERE o.id = {t}.office_id AND o.office_number <> '' AND g.id = (SELECT wall.organisation()))"
)
#: A row takes back one of the same office and way; a coordinator never what the office entered itself.
_TAKES_BACK = "({t}.withdraws_id IS NULL OR wall.said_of({t}.withdraws_id, {t}.office_id, {t}.source))"
#: 事業所の申告: read with the directory and by the office itself; added by the office for its own places, or by a
#: coordinator who says how he heard it. Nothing is changed.
STATEMENT = Wall(
    read=f"{may(P.DIRECTORY_VIEW)} OR ({may(P.OFFICE_STATE)} AND {_OWN_PLACE})",
    add=f"{is_system()} OR ({own('by_organisation_id')} AND {mine('by_user_id')} AND {_TAKES_BACK}"
    f" AND (({may(P.OFFICE_STATE)} AND {{t}}.source = 'screen' AND {_OWN_PLACE})"
    f" OR ({may(P.DIRECTORY_CORRECT)} AND {{t}}.source <> 'screen')))",
    change=NOBODY,
)
#: 事業所についての問合せ: the centre that asks and the municipality's side; no office.
_ASKING = f"({is_system('jobs')} OR ({may(P.QUESTION_ASK)} AND {own('center_id')}))"
_ANSWERING = f"({may(P.QUESTION_ANSWER)} AND {_KEPT_FOR})"
OFFICE_QUESTION = Wall(read=f"{_ASKING} OR {_ANSWERING}", add=_ASKING, change=f"{_ASKING} OR {_ANSWERING}")
#: 確認・訂正: read with the directory, added by coordinators in their own name.
CORRECTION = Wall(
    read=may(P.DIRECTORY_VIEW),
    add=f"{is_system()} OR ({may(P.DIRECTORY_CORRECT)} AND {own('by_organisation_id')} AND {mine('by_user_id')}"
    f" AND {_TAKES_BACK})",
    change=NOBODY,
)

_PRIVACY = (P.PRIVACY_VIEW, P.REQUEST_TAKE, P.REQUEST_DECIDE, P.DESTROY_PROPOSE, P.DESTROY_APPROVE)
#: 開示等請求, 廃棄: the municipality's own.
PRIVACY = of_body("municipality_id", read=_PRIVACY, write=_PRIVACY[1:])
#: 廃棄の停止: with the case, for those who keep the register of what is due.
HOLD = Wall(
    read=f"{is_system('jobs', 'retention')} OR ({_PARENT_SEEN} AND {may(*_PRIVACY)})",
    add=f"{_PARENT_SEEN} AND {may(*_PRIVACY[1:])}",
    change=f"{_PARENT_SEEN} AND {may(*_PRIVACY[1:])}",
    parent="case",
)
#: 返却・廃棄の確認のリンク: with the case; its holder comes by the hash of the secret.
RETURN_KEY = Wall(
    read=f"{is_system('answer_link', 'jobs')} OR {_PARENT_SEEN}",
    add=f"{_PARENT_SEEN} AND {may(*WRITING)}",
    change=f"{is_system('answer_link', 'jobs')} OR ({_PARENT_SEEN} AND {may(*WRITING)})",
    parent="case",
)
#: 返却・廃棄の確認: with the case; and the recipient's own, whose access is over by then.
RETURN = Wall(
    read=f"{is_system('answer_link', 'jobs')} OR {own('recipient_id')} OR {_PARENT_SEEN}",
    add=f"{own('recipient_id')} OR {is_system('answer_link')} OR ({_PARENT_SEEN} AND {may(*WRITING)})",
    change=is_system("jobs"),
    parent="case",
)
#: 氏名の索引: with the version of the identity it was made from.
_RECORD = on("record", write=MOVING)
NAME_INDEX = replace(_RECORD, add=f"{is_system('index')} OR ({_RECORD.add})").removable(
    f"{is_system('index', 'jobs')} OR {may(P.DESTROY_APPROVE)}"
)

#: What was typed when a session ended: kept by the program for its user, who alone finds it again.
DRAFT = Wall(
    read=f"{mine()} OR {is_system('jobs')}",
    add=is_system("drafts"),
    change=NOBODY,
    remove=f"{mine()} OR {is_system('jobs')}",
)
_PUBLIC_PAGES = is_system("answer_link", "setup", "sign_in")
#: Which form was sent already: one's own, and those of pages without sign-in.
SENT_FORM = Wall(
    read=f"{mine()} OR {_PUBLIC_PAGES} OR {is_system('jobs')}",
    add=f"{mine()} OR ({{t}}.user_id IS NULL AND {ANYBODY_KNOWN})",
    change=NOBODY,
    remove=is_system("jobs"),
)
_INVITING = f"{is_system('sign_in', 'setup', 'invitation')} OR wall.manages_user({{t}}.user_id)"
#: 招待: of a user one manages; its holder comes by the hash of its secret.
INVITATION = Wall(read=_INVITING, add=_INVITING, change=_INVITING)
#: 緊急の閲覧: with the case; for the managers of the body that opened it also when its access is over (利害関係 aside); the
#: auditor reads all.
EMERGENCY = Wall(
    read=f"{is_system('jobs')} OR {may(P.AUDIT_VIEW)} OR {_PARENT_SEEN}"
    f" OR ({own()} AND {may(P.EMERGENCY_REVIEW)} AND NOT wall.is_related({{t}}.case_id))",
    add=f"{may(P.BREAK_GLASS)} AND {own()} AND {mine('opened_by')} AND {_PARENT_SEEN}",
    change=f"{is_system('jobs')} OR {own()} OR {_PARENT_SEEN}",
    parent="case",
)
#: 漏えい等: the body where it happened and the one that answers for it.
INCIDENT = Wall(
    read=f"{is_system('jobs')} OR {own()} OR {own('responsible_id')} OR {may(P.AUDIT_VIEW)}"
    " OR {t}.responsible_id = ANY ((SELECT wall.represented())::uuid[])",
    add=own(),
    change=f"{own()} OR {own('responsible_id')} OR {{t}}.responsible_id = ANY ((SELECT wall.represented())::uuid[])",
)

_OWN_CREDENTIALS = f"{mine()} OR {is_system('sign_in', 'setup')} OR wall.manages_user({{t}}.user_id)"
#: Tables of the libraries, by name: second factors and outside accounts are their user's; the rest nobody uses.
OF_LIBRARIES = {
    **dict.fromkeys(
        ("mfa_authenticator", "socialaccount_socialaccount", "account_emailaddress"),
        Wall(read=_OWN_CREDENTIALS, add=_OWN_CREDENTIALS, change=_OWN_CREDENTIALS, remove=_OWN_CREDENTIALS),
    ),
    **dict.fromkeys(
        ("account_emailconfirmation", "socialaccount_socialapp", "socialaccount_socialtoken"),
        Wall(
            read=is_system("sign_in"),
            add=is_system("sign_in"),
            change=is_system("sign_in"),
            remove=is_system("sign_in"),
        ),
    ),
}
