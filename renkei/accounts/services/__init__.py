"""Register, change and end organisations, users, memberships and commissions."""

from renkei.accounts.services.delegations import add_delegation, shorten_delegation
from renkei.accounts.services.organisations import (
    add_qualified_staff,
    add_union_member,
    close_organisation,
    end_qualified_staff,
    end_union_member,
    office_organisation,
    save_organisation,
)
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
    password_link,
    save_user,
    set_intake,
    set_user_active,
)

__all__ = [
    "Added",
    "add_delegation",
    "add_membership",
    "add_qualified_staff",
    "add_union_member",
    "change_role",
    "choose_membership",
    "close_organisation",
    "create_first_administrator",
    "end_all_sessions",
    "end_membership",
    "end_qualified_staff",
    "end_session",
    "end_union_member",
    "finish_set_up",
    "import_users",
    "invite_user",
    "office_organisation",
    "password_link",
    "save_organisation",
    "save_user",
    "set_intake",
    "set_own_organisation",
    "set_user_active",
    "settle_step",
    "shorten_delegation",
]
