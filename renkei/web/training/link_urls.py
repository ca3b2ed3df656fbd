"""Addresses of 研修 without an account, mounted at /t/. A secret, never a name."""

from __future__ import annotations

from django.urls import path

from renkei.web.training import link_views as views

app_name = "join"
urlpatterns = [
    path("certificate/", views.check, name="check"),
    path("mine/<str:token>/", views.mine, name="mine"),
    path("mine/<str:token>/cancel/", views.cancel, name="cancel"),
    path("mine/<str:token>/here/", views.mine_here, name="mine_here"),
    path("mine/<str:token>/reply/", views.reply, name="reply"),
    path("mine/<str:token>/certificate/", views.certificate, name="certificate"),
    path("mine/<str:token>/files/<uuid:file_id>/", views.file, name="file"),
    path("<str:token>/", views.open_link, name="open"),
    path("<str:token>/here/", views.here, name="here"),
]
