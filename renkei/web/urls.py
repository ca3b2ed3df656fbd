"""Every prefix, in menu order. A new area adds its line here."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("renkei.web.home.urls")),
    path("auth/", include("renkei.web.account_urls")),
    path("notifications/", include("renkei.web.notifications.urls")),
    path("cases/", include("renkei.web.cases.urls")),
    path("cases/<uuid:case_id>/board/", include("renkei.web.coordination.urls")),
    path("cases/<uuid:case_id>/notes/", include("renkei.web.contacts.urls")),
    path("cases/<uuid:case_id>/tasks/", include("renkei.web.tasks.urls")),
    path("cases/<uuid:case_id>/plan/", include("renkei.web.plan.urls")),
    path("cases/<uuid:case_id>/procedures/", include("renkei.web.procedures.urls")),
    path("cases/<uuid:case_id>/clock/", include("renkei.web.clock.urls")),
    path("", include("renkei.web.responsible.urls")),
    path("closed-days/", include("renkei.web.clock.closed_urls")),
    path("procedures/", include("renkei.web.procedures.list_urls")),
    path("tasks/", include("renkei.web.tasks.mine_urls")),
    path("note-templates/", include("renkei.web.contacts.template_urls")),
    path("", include("renkei.web.meetings.urls")),
    path("councils/", include("renkei.web.council.urls")),
    path("setup/", include("renkei.web.setup.urls")),
    path("accounts/", include("renkei.web.accounts.urls")),
    path("", include("renkei.web.people.urls")),
    path("", include("renkei.web.emergencies.urls")),
    path("", include("renkei.web.conflicts.urls")),
    path("referrals/", include("renkei.web.referrals.urls")),
    path("cases/<uuid:case_id>/consents/", include("renkei.web.disclosure.urls")),
    path("incidents/", include("renkei.web.incidents.urls")),
    path("agreements/", include("renkei.web.agreements.urls")),
    path("offices/", include("renkei.web.offices.urls")),
    path("", include("renkei.web.inquiries.urls")),
    path("consultations/", include("renkei.web.consultation.urls")),
    path("outreach/", include("renkei.web.outreach.urls")),
    path("trainings/", include("renkei.web.training.urls")),
    path("t/", include("renkei.web.training.link_urls")),
    path("a/", include("renkei.web.answer.urls")),
    path("stats/", include("renkei.web.stats.urls")),
    path("system/", include("renkei.web.system.urls")),
    path("audit/", include("renkei.web.audit.urls")),
    path("privacy/", include("renkei.web.privacy.urls")),
]

if settings.DEBUG or getattr(settings, "GALLERY", False):
    urlpatterns.append(path("gallery/", include("renkei.web.gallery.urls")))
