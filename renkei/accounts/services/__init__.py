"""Register, change and end organisations, users, memberships and commissions."""

from renkei.accounts.services.delegations import add_delegation, shorten_delegation
from renkei.accounts.services.factors import enrol_demo_factor, note_factor_changes, note_oidc_link, reset_factors
from renkei.accounts.services.guarding import sign_in_failed, sign_in_succeeded, unlock_user
from renkei.accounts.services.invitations import accept_invitation, issue_invitation, revoke_invitations
from renkei.accounts.services.organisations import (
    add_qualified_staff,
    add_union_member,
    close_organisation,
    end_qualified_staff,
    end_union_member,
    office_organisation,
    save_organisation,
)
from renkei.accounts.services.passwords import change_password
from renkei.accounts.services.sessions import end_all_sessions, end_session
from renkei.accounts.services.set_up import (
    create_first_administrator,
    finish_set_up,
    set_own_organisation,
    settle_step,
)
from renkei.accounts.services.users import (
    Added,
    add_membership,
    change_role,
    choose_membership,
    end_membership,
    import_users,
    invite_user,
    save_user,
    set_intake,
    set_user_active,
)

__all__ = [
    "Added",
    "accept_invitation",
    "add_delegation",
    "add_membership",
    "add_qualified_staff",
    "add_union_member",
    "change_password",
    "change_role",
    "choose_membership",
    "close_organisation",
    "create_first_administrator",
    "end_all_sessions",
    "end_membership",
    "end_qualified_staff",
    "end_session",
    "end_union_member",
    "enrol_demo_factor",
    "finish_set_up",
    "import_users",
    "invite_user",
    "issue_invitation",
    "note_factor_changes",
    "note_oidc_link",
    "office_organisation",
    "reset_factors",
    "revoke_invitations",
    "save_organisation",
    "save_user",
    "set_intake",
    "set_own_organisation",
    "set_user_active",
    "settle_step",
    "shorten_delegation",
    "sign_in_failed",
    "sign_in_succeeded",
    "unlock_user",
]
