"""本人の情報 of a case."""

from __future__ import annotations

from django.urls import path

from renkei.web.people import views

app_name = "people"
_CASE = "cases/<uuid:case_id>/record/"
urlpatterns = [
    path(_CASE, views.sheet, name="sheet"),
    path(f"{_CASE}summary/", views.summary, name="summary"),
    path(f"{_CASE}detail/", views.detail, name="detail"),
    path(f"{_CASE}<slug:info_class>/edit/", views.edit, name="edit"),
    path(f"{_CASE}<slug:info_class>/versions/", views.versions, name="versions"),
    path(f"{_CASE}<slug:info_class>/name/", views.name_person, name="name"),
]
