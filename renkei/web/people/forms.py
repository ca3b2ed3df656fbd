"""Forms of the face sheet: one per class, built from its fields; reasons for reading and for naming."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from renkei.people.enums import ReadReason
from renkei.people.queries import labels_of
from renkei.policy.enums import InfoClass
from renkei.web.forms import BaseForm, CodeChoice, ConfirmField, LongTextField
from renkei.web.record_fields import field_of, to_form, to_record


class RecordForm(BaseForm):
    """The fields of one class. Empty ones stay empty; dates come back as ISO text."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, info_class: InfoClass, **kwargs: Any) -> None:
        self.base_fields = {**type(self).base_fields}
        for name in labels_of(info_class):
            self.base_fields[name] = field_of(info_class, name)
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """Field → text, list or None, as the record keeps it."""
        return {name: to_record(value) for name, value in self.cleaned_data.items() if name != "based_on"}


def initial_of(values: dict[str, Any], version: int) -> dict[str, Any]:
    """What the form starts from; an old date that can't be read is shown as it was typed."""
    return {"based_on": version, **{name: to_form(name, value) for name, value in values.items()}}


class ReasonForm(BaseForm):
    """閲覧の理由, asked before 罪名・経過 opens."""

    reason = CodeChoice(label="閲覧の理由", choices=ReadReason)


class NamePersonForm(BaseForm):
    """見る人の指名."""

    user = forms.ChoiceField(label="見る人")
    reason = LongTextField(label="指名する理由", rows=3, help_text="本人や第三者の氏名は書かないでください。")

    def __init__(self, *args: Any, members: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [("", "選んでください"), *members]


class EmergencyForm(BaseForm):
    """緊急閲覧."""

    reason = LongTextField(label="緊急に閲覧する理由", rows=3, help_text="あとで監査の担当者が確認します。")
    confirm = ConfirmField(label="24時間だけ閲覧し、閲覧したことが記録されるのを理解しました")
