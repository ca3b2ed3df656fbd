"""事業所をさがす and what belongs to it."""

from __future__ import annotations

from django.urls import path

from renkei.web.offices import corrections, differences, export, knowledge, questions, statements, views

app_name = "offices"
urlpatterns = [
    path("", views.search, name="search"),
    path("", views.search, name="list"),
    path("import/", views.import_files, name="import"),
    path("import/<uuid:pk>/", views.import_run, name="import-run"),
    path("differences/", differences.index, name="differences"),
    path("differences/csv/", differences.export, name="differences_export"),
    path("export/<str:kind>/", export.export, name="export"),
    path("questions/", questions.index, name="questions"),
    path("questions/new/", questions.new, name="question_new"),
    path("questions/<uuid:pk>/", questions.detail, name="question"),
    path("questions/<uuid:pk>/answer/", questions.answer, name="question_answer"),
    path("questions/<uuid:pk>/withdraw/", questions.withdraw, name="question_withdraw"),
    path("own/", statements.own, name="own"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/knowledge/", knowledge.history, name="knowledge_history"),
    path("<uuid:pk>/knowledge/<uuid:municipality_id>/", knowledge.edit, name="knowledge_edit"),
    path("<uuid:pk>/correct/", corrections.correct, name="correct"),
    path("<uuid:pk>/correct/<uuid:correction_id>/undo/", corrections.undo, name="correction_undo"),
    path("<uuid:pk>/vacancy/", statements.vacancy, name="vacancy"),
    path("<uuid:pk>/vacancy/<uuid:vacancy_id>/undo/", statements.undo, name="vacancy_undo"),
    path("<uuid:pk>/statement/", statements.statement, name="statement"),
]
