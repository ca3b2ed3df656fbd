"""Addresses of the meetings: of all, of one case, of one."""

from __future__ import annotations

from django.urls import path

from renkei.web.meetings.views import dates, lists, minutes, prints, table

app_name = "meetings"
_ONE = "meetings/<uuid:meeting_id>/"
urlpatterns = [
    path("meetings/", lists.index, name="list"),
    path("meetings/new/", lists.free, name="free"),
    path("cases/<uuid:case_id>/meetings/", lists.of_case, name="case"),
    path("cases/<uuid:case_id>/meetings/new/", lists.new, name="new"),
    path(_ONE, lists.detail, name="detail"),
    path(_ONE + "edit/", lists.edit, name="edit"),
    path(_ONE + "step/<str:step>/", lists.step, name="step"),
    path(_ONE + "attendees/", table.attendees, name="attendees"),
    path(_ONE + "attendees/guest/", table.guest, name="guest"),
    path(_ONE + "attendees/<uuid:attendee_id>/", table.attendee, name="attendee"),
    path(_ONE + "attendees/<uuid:attendee_id>/seat/", table.seat, name="seat"),
    path(_ONE + "agenda/", table.agenda, name="agenda"),
    path(_ONE + "agenda/<uuid:agenda_id>/", table.item, name="item"),
    path(_ONE + "agenda/<uuid:agenda_id>/place/", table.place, name="place"),
    path(_ONE + "slots/", dates.slots, name="slots"),
    path(_ONE + "slots/offer/", dates.offer, name="offer"),
    path(_ONE + "slots/answer/<uuid:attendee_id>/", dates.answer, name="answer"),
    path(_ONE + "slots/<uuid:slot_id>/choose/", dates.choose, name="choose"),
    path(_ONE + "slots/<uuid:slot_id>/drop/", dates.drop, name="drop"),
    path(_ONE + "minutes/", minutes.write, name="minutes"),
    path(_ONE + "minutes/<uuid:minutes_id>/", minutes.version, name="version"),
    path(_ONE + "print/<str:kind>/", prints.paper, name="print"),
    path(_ONE + "ics/", prints.ics, name="ics"),
]
