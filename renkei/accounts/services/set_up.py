"""はじめの設定: the first administrator takes the empty system, names his own organisation, goes step by step."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from renkei.accounts.enums import SetUpStep
from renkei.accounts.models import Membership, Organisation, SetUp, User
from renkei.accounts.queries import is_empty, setup_actor
from renkei.accounts.services.organisations import save_organisation
from renkei.accounts.services.users import add_membership
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.db import lock
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.core.setup_code import code_matches
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import ROLES_OF_KIND, Role
from renkei.policy.permissions import P


@transaction.atomic
def create_first_administrator(
    *, actor: Actor, now: datetime, code: str, email: str, name: str, password: str
) -> SetUp:
    """最初の管理者を登録する: once, by whoever has the code from the console.

    Raises:
        RuleBroken: the code is wrong.
        Conflict: somebody else was faster. NotFound: there are users already.
    """
    require(actor, P.USER_MANAGE)
    if not code_matches(code):
        raise RuleBroken("設定コードが違います。「make run」の画面に表示されたコードを入力してください。", field="code")
    if not is_empty():
        raise NotFound()
    user = User.objects.create_user(email, password, name=name.strip())
    try:
        with transaction.atomic():
            setup = SetUp.objects.create(administrator=user, settled=[SetUpStep.ADMINISTRATOR])
    except IntegrityError:
        raise Conflict("ほかの人が先に管理者を登録しました。この画面は使えません。") from None
    record(actor=setup_actor(setup), event=E.USER_SAVED, now=now, thing=user, detail={"new": True, "first": True})
    return setup


@transaction.atomic
def set_own_organisation(
    *, actor: Actor, now: datetime, setup: SetUp, today: date, manages_too: bool = False, **fields: Any
) -> Membership:
    """自機関を登録する: with the administrator as its member, and as its manager where he does both.

    Raises:
        RuleBroken: the number or municipality is already registered, the kind has no administrator.
    """
    require(actor, P.ORG_MANAGE)
    setup = lock(setup)
    _open(setup)
    if Role.ADMINISTRATOR not in ROLES_OF_KIND.get(fields["kind"], ()):
        raise RuleBroken("この種類の機関は、自機関として選べません。", field="kind")
    own = save_organisation(actor=actor, now=now, organisation=setup.organisation, **fields)
    first = setup.organisation_id is None
    setup.organisation = own
    _settle(setup, SetUpStep.ORGANISATION)
    if not first:
        return Membership.objects.get(user=setup.administrator, organisation=own, role=Role.ADMINISTRATOR)
    roles = [Role.ADMINISTRATOR, *([_manager_of(own)] if manages_too else [])]
    made = [
        add_membership(
            actor=actor, now=now, user=setup.administrator, organisation=own, role=role, starts_on=today,
            handles_intake=role is not Role.ADMINISTRATOR,
        )
        for role in roles
    ]  # fmt: skip
    return made[0]


@transaction.atomic
def settle_step(*, actor: Actor, now: datetime, setup: SetUp, step: SetUpStep) -> SetUp:
    """手順を終える・飛ばす: the wizard goes on with the next."""
    require(actor, P.ORG_MANAGE)
    setup = lock(setup)
    _open(setup)
    _settle(setup, step)
    record(actor=actor, event=E.SYSTEM_CHANGED, now=now, thing=setup, detail={"step": str(step)})
    return setup


@transaction.atomic
def finish_set_up(*, actor: Actor, now: datetime, setup: SetUp) -> SetUp:
    """はじめの設定を終える: the wizard closes for good. Raises RuleBroken while there is no own organisation."""
    require(actor, P.ORG_MANAGE)
    setup = lock(setup)
    _open(setup)
    if setup.organisation_id is None:
        raise RuleBroken("先に自機関を登録してください。")
    setup.finished_at = now
    setup.save(update_fields=["finished_at"])
    record(actor=actor, event=E.SYSTEM_CHANGED, now=now, thing=setup, detail={"finished": True})
    return setup


def _open(setup: SetUp) -> None:
    if setup.finished_at is not None:
        raise NotFound()


def _settle(setup: SetUp, step: SetUpStep) -> None:
    if step not in setup.settled:
        setup.settled = [*setup.settled, str(step)]
    setup.save(update_fields=["settled", "organisation"])


def _manager_of(organisation: Organisation) -> Role:
    managers = (Role.MUNICIPAL_MANAGER, Role.CORE_MANAGER, Role.CENTER_OFFICER)
    return next(role for role in ROLES_OF_KIND[organisation.kind] if role in managers)
