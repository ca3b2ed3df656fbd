"""Organisations, commissions, users, one's own account."""

from __future__ import annotations

from django.urls import path

from renkei.web.accounts.views import access, delegations, lists, me, organisations, sessions, users

app_name = "accounts"
urlpatterns = [
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.organisation_new, name="organisation_new"),
    path("organisations/<uuid:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<uuid:pk>/edit/", organisations.organisation_edit, name="organisation_edit"),
    path("organisations/<uuid:pk>/close/", organisations.organisation_close, name="organisation_close"),
    path("organisations/<uuid:pk>/members/new/", organisations.union_member_new, name="union_member_new"),
    path("union-members/<uuid:pk>/end/", organisations.union_member_end, name="union_member_end"),
    path("organisations/<uuid:pk>/staff/new/", organisations.staff_new, name="staff_new"),
    path("staff/<uuid:pk>/end/", organisations.staff_end, name="staff_end"),
    path("organisations/<uuid:pk>/users/new/", users.user_new, name="user_new"),
    path("organisations/<uuid:pk>/users/template/", lists.users_template, name="users_template"),
    path("organisations/<uuid:pk>/users/import/", lists.users_import, name="users_import"),
    path("organisations/<uuid:pk>/users/confirm/", lists.users_confirm, name="users_confirm"),
    path("organisations/<uuid:pk>/users/export/", lists.users_export, name="users_export"),
    path("users/", users.users, name="users"),
    path("users/<uuid:pk>/", users.member, name="member"),
    path("users/<uuid:pk>/end/", users.member_end, name="member_end"),
    path("users/<uuid:pk>/role/", users.member_role, name="member_role"),
    path("users/<uuid:pk>/intake/", users.member_intake, name="member_intake"),
    path("users/<uuid:pk>/suspend/", users.member_suspend, name="member_suspend"),
    path("users/<uuid:pk>/resume/", users.member_resume, name="member_resume"),
    path("users/<uuid:pk>/link/", users.member_link, name="member_link"),
    path("users/<uuid:pk>/link/revoke/", access.member_revoke, name="member_revoke"),
    path("users/<uuid:pk>/unlock/", access.member_unlock, name="member_unlock"),
    path("users/<uuid:pk>/factors/", access.member_factors, name="member_factors"),
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/new/", delegations.delegation_new, name="delegation_new"),
    path("delegations/<uuid:pk>/end/", delegations.delegation_end, name="delegation_end"),
    path("me/", me.me, name="me"),
    path("me/sessions/", sessions.sessions, name="sessions"),
    path("me/sessions/others/end/", sessions.sessions_end_others, name="sessions_end_others"),
    path("me/sessions/<uuid:pk>/end/", sessions.session_end, name="session_end"),
    path("users/<uuid:pk>/sign-out/", sessions.member_sign_out, name="member_sign_out"),
    path("switch/", me.switch, name="switch"),
]
