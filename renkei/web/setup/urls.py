"""The first-run wizard; every address is 404 once it is finished."""

from __future__ import annotations

from django.urls import path

from renkei.web.setup import views

app_name = "setup"
urlpatterns = [
    path("", views.start, name="start"),
    path("administrator/", views.administrator, name="administrator"),
    path("organisation/", views.organisation, name="organisation"),
    path("municipality/", views.municipality, name="municipality"),
    path("delegation/", views.delegation, name="delegation"),
    path("users/", views.users, name="users"),
    path("offices/", views.offices, name="offices"),
    path("done/", views.done, name="done"),
    path("skip/<slug:step>/", views.skip, name="skip"),
]
