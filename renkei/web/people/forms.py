"""Forms of the face sheet: one per class, built from its fields; reasons for reading and for naming."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from renkei.accounts.queries import partners
from renkei.cases.enums import Urgency
from renkei.coordination.rules.clock.content import COPIED_FIELDS
from renkei.disclosure.queries import CaseAccess
from renkei.people.enums import ReadReason
from renkei.people.queries import labels_of
from renkei.policy.enums import InfoClass, OrgKind
from renkei.web.forms import BaseForm, CodeChoice, DateField, LongTextField
from renkei.web.record_fields import field_of, to_form, to_record


class RecordForm(BaseForm):
    """The fields of one class. Empty ones stay empty; dates come back as ISO text."""

    def __init__(self, *args: Any, info_class: InfoClass, **kwargs: Any) -> None:
        self.info_class = info_class
        self.base_fields = {**type(self).base_fields}
        for name in labels_of(info_class):
            if name in COPIED_FIELDS:  # dates of the proceeding: the clock writes them (ADR 0022)
                continue
            self.base_fields[name] = field_of(info_class, name)
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """Field → text, list or None, as the record keeps it."""
        return {name: to_record(value) for name, value in self.cleaned_data.items()}


class SummaryForm(BaseForm):
    """概要: codes only, readable with the pseudonym."""

    area_code = CodeChoice(label="希望する地域", choices=[], radio_up_to=0, required=False, empty="決まっていない")
    start_month = DateField(
        label="利用開始の希望月", required=False, help_text="その月の1日を入力します。例：2027-02-01"
    )
    urgency = CodeChoice(label="緊急度", choices=Urgency)

    def __init__(self, *args: Any, access: CaseAccess, **kwargs: Any) -> None:
        case = access.case
        kwargs["stored"] = {n: getattr(case, n) for n in ("area_code", "start_month", "urgency")}
        super().__init__(*args, **kwargs)
        towns = partners(actor=access.actor, kinds=[OrgKind.MUNICIPALITY])
        entries = [("", "決まっていない"), *((t.municipality_code, t.name) for t in towns if t.municipality_code)]
        if case.area_code and case.area_code not in dict(entries):
            entries.append((case.area_code, f"今の値（{case.area_code}）"))
        self.fields["area_code"].choices = entries

    def values(self) -> dict[str, Any]:
        """What the service takes; the month as its first day."""
        data = dict(self.cleaned_data)
        if data["start_month"]:
            data["start_month"] = data["start_month"].replace(day=1)
        return data


def stored_of(record: Any, info_class: InfoClass) -> dict[str, Any]:
    """What is stored of a class; an old date that can't be read is shown as it was typed."""
    names = [name for name in labels_of(info_class) if name not in COPIED_FIELDS]
    return {name: to_form(name, getattr(record, name)) if record else None for name in names}


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
