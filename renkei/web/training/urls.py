"""Addresses of 研修. None names a participant."""

from __future__ import annotations

from django.urls import path

from renkei.web.training.views import days, lists, people, seats, sides

app_name = "training"
urlpatterns = [
    path("", lists.index, name="list"),
    path("new/", lists.new, name="new"),
    path("records/", people.records, name="records"),
    path("records/<str:kind>/", people.records_export, name="records_export"),
    path("seats/<uuid:seat_id>/cancel/", seats.cancel, name="seat_cancel"),
    path("seats/<uuid:seat_id>/told/", people.told, name="seat_told"),
    path("seats/<uuid:seat_id>/here/", seats.here, name="seat_here"),
    path("seats/<uuid:seat_id>/reply/", seats.reply, name="seat_reply"),
    path("<uuid:pk>/", lists.detail, name="detail"),
    path("<uuid:pk>/edit/", lists.edit, name="edit"),
    path("<uuid:pk>/step/<str:step>/", lists.step, name="step"),
    path("<uuid:pk>/join/", seats.join, name="join"),
    path("<uuid:pk>/colleague/", seats.colleague, name="colleague"),
    path("<uuid:pk>/invite/", sides.invite, name="invite"),
    path("<uuid:pk>/invited/print/", sides.invited_print, name="invited_print"),
    path("<uuid:pk>/notice/", sides.notice, name="notice"),
    path("<uuid:pk>/files/", sides.add_file, name="file_add"),
    path("<uuid:pk>/files/<uuid:file_id>/", sides.file, name="file"),
    path("<uuid:pk>/files/<uuid:file_id>/withdraw/", sides.withdraw_file, name="file_withdraw"),
    path("<uuid:pk>/people/", people.roster, name="people"),
    path("<uuid:pk>/people/enter/", people.enter, name="enter"),
    path("<uuid:pk>/people/print/", people.sheet, name="people_print"),
    path("<uuid:pk>/people/<str:kind>/", people.export, name="people_export"),
    path("<uuid:pk>/attendance/", days.attendance, name="attendance"),
    path("<uuid:pk>/room/", days.room, name="room"),
    path("<uuid:pk>/results/", days.results, name="results"),
    path("<uuid:pk>/results/print/", days.results_print, name="results_print"),
    path("<uuid:pk>/certify/", days.certify, name="certify"),
    path("<uuid:pk>/certificates/", days.certificates, name="certificates"),
    path("<uuid:pk>/certificates/<uuid:seat_id>/", days.certificate, name="certificate"),
]
