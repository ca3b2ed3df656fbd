"""Fields read what officials type, errors are sentences, and nothing typed is lost."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from renkei.core import uploads
from renkei.core.clock import TOKYO
from renkei.core.errors import RuleBroken
from renkei.web import forms
from renkei.web.gallery.forms import SampleFilter, SampleForm


def form_of(**fields):
    return type("OneForm", (forms.BaseForm,), fields)


def clean(field, text):
    """(value, error) of one field given one text."""
    bound = form_of(value=field)({"value": text})
    bound.is_valid()
    return bound.cleaned_data.get("value"), " ".join(bound.errors.get("value", []))


@pytest.mark.parametrize(
    "typed",
    ["2026-11-24", "2026/11/24", "2026.11.24", "20261124", "2026年11月24日", "R8.11.24", "r8/11/24", "Ｒ８．１１．２４",
     "令和8年11月24日", "令和８年１１月２４日", " 令和8年 11月 24日 "],
)  # fmt: skip
def test_date_is_read_as_officials_type_it(typed):
    assert clean(forms.DateField(label="依頼した日"), typed) == (date(2026, 11, 24), "")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("2026-02-30", "暦にない日付"), ("R8.13.1", "暦にない日付"), ("S99.1.1", "昭和の期間に含まれない"),
     ("きのう", "のように入力してください"), ("11/24", "のように入力してください"), ("", "依頼した日を入力してください。")],
)  # fmt: skip
def test_wrong_date_gets_a_sentence(typed, sentence):
    value, error = clean(forms.DateField(label="依頼した日"), typed)
    assert value is None
    assert sentence in error


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (forms.KanaField(label="x"), "やまだ ﾀﾛｳ", "ヤマダ タロウ"),
        (forms.KanaField(label="x"), "ミ-ナ", "ミーナ"),
        (forms.PostcodeField(label="x"), "１２３４５６７", "123-4567"),
        (forms.PostcodeField(label="x"), "123−4567", "123-4567"),
        (forms.PhoneField(label="x"), "０３ー１２３４ー５６７８".replace("ー", "－"), "03-1234-5678"),
        (forms.EmailField(label="x"), "ａ@example.jp", "a@example.jp"),
        (forms.NumberField(label="x"), "１，２００", 1200),
        (forms.TextField(label="x", nfkc=True), "　第３号－Ａ　", "第3号-A"),
        (forms.TextField(label="x"), "  ＡＢ ", "ＡＢ"),
        (forms.YesNoField(label="x"), "no", False),
    ],
)
def test_typed_text_becomes_one_spelling(field, typed, value):
    assert clean(field, typed) == (value, "")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (forms.KanaField(label="x"), "山田", "カタカナまたはひらがな"),
        (forms.PostcodeField(label="x"), "123-456", "7桁の数字"),
        (forms.PhoneField(label="x"), "自宅", "数字とハイフン"),
        (forms.NumberField(label="x", max_value=9), "10", "9以下の数"),
        (forms.NumberField(label="x"), "いくつか", "数字で入力"),
        (forms.TextField(label="x", max_length=3), "あいうえ", "3文字以内で入力してください（いま4文字です）"),
        (forms.CodeChoice(label="地域", choices=[("a", "A")]), "b", "一覧から選び直して"),
        (forms.CodeChoice(label="地域", choices=[("a", "A")]), "", "地域を選んでください。"),
        (forms.YesNoField(label="原本がありますか"), "", "「原本がありますか」に答えてください。"),
        (forms.EmailField(label="メール"), "a@", "メールアドレス"),
        (forms.TextField(label="x"), "a\x00b", "文字"),
    ],
)
def test_refusals_are_sentences(field, typed, sentence):
    value, error = clean(field, typed)
    assert value is None
    assert sentence in error


def test_yes_no_unknown_is_none_and_shows_again_what_was_stored():
    field = forms.YesNoField(label="原本", unknown="確認中", required=False)
    assert clean(field, "unknown") == (None, "")
    drawn = str(form_of(value=field)(initial={"value": True}))
    assert 'value="yes" id="id_value_0" checked' in drawn or 'value="yes" checked' in drawn.replace(
        ' id="id_value_0"', ""
    )


def test_moment_is_aware_and_in_japans_time():
    bound = form_of(at=forms.DateTimeField(label="日時"))({"at_0": "R8.11.24", "at_1": "14:30"})
    assert bound.is_valid(), bound.errors
    assert bound.cleaned_data["at"] == datetime(2026, 11, 24, 14, 30, tzinfo=TOKYO)
    half = form_of(at=forms.DateTimeField(label="日時"))({"at_0": "R8.11.24", "at_1": ""})
    assert not half.is_valid()


PDF, PNG, JPEG = b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n....", b"\xff\xd8\xff\xe0...."


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [(PDF, "a.pdf", "application/pdf"), (PNG, "a.png", "image/png"), (JPEG, "a.bin", "image/jpeg"),
     (b"<html>", "a.pdf", None), (b"MZ....", "a.png", None), (b"", "a.pdf", None)],
)  # fmt: skip
def test_a_file_is_what_its_first_bytes_say(content, name, kind):
    upload = SimpleUploadedFile(name, content, content_type="application/pdf")
    bound = form_of(file=forms.FileField(label="写し"))({}, {"file": upload})
    assert bound.is_valid() is (kind is not None)
    if kind:
        assert bound.cleaned_data["file"].content_type == kind
        assert bound.cleaned_data["file"].read() == content


def test_a_file_over_20_mb_is_refused():
    upload = SimpleUploadedFile("a.pdf", PDF + b"0" * uploads.MAX_BYTES)
    bound = form_of(file=forms.FileField(label="写し"))({}, {"file": upload})
    assert "20MB以下" in str(bound.errors)


def test_errors_are_summed_up_linked_and_described_and_typed_values_stay():
    bound = SampleForm({"day": "R8.13.40", "phone": "<script>", "note": "あ" * 201, "kana": "ヤマダ"})
    drawn = str(bound)
    assert "data-error-summary" in drawn
    assert 'href="#id_day"' in drawn
    assert 'value="R8.13.40"' in drawn
    assert 'value="&lt;script&gt;"' in drawn
    assert "<script>" not in drawn
    assert "あ" * 201 in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_day_helptext id_day_error"' in drawn
    assert 'id="id_day_error"' in drawn
    for anchor in {part.split('"')[0] for part in drawn.split('href="#')[1:]}:
        assert f'id="{anchor}"' in drawn, anchor


def test_a_blank_form_shows_no_error_and_marks_what_is_required():
    drawn = str(SampleForm())
    assert "data-error-summary" not in drawn
    assert drawn.count("必須") == sum(f.required for f in SampleForm.base_fields.values()) - 1  # the tick has no mark
    assert "placeholder" not in drawn


def test_a_search_form_requires_and_marks_nothing():
    bound = SampleFilter({})
    assert bound.is_valid()
    drawn = "".join(str(field.as_field_group()) for field in bound)
    assert "必須" not in drawn
    assert "任意" not in drawn
    assert "required" not in drawn


def test_groups_put_loose_fields_first_and_lose_none():
    groups = list(SampleForm().groups())
    assert groups[0][0] == ""
    assert sorted(f.name for _, fields in groups for f in fields) == sorted(SampleForm.base_fields)


def test_a_broken_rule_stands_at_its_field_or_on_top():
    bound = SampleForm({})
    bound.is_valid()
    bound.add_rule(RuleBroken("依頼した日は今日までの日です。", field="day"))
    bound.add_rule(RuleBroken("同意がありません。", field="consent"))
    assert "依頼した日は今日までの日です。" in bound.errors["day"]
    assert bound.non_field_errors() == ["同意がありません。"]


def test_messages_of_one_form_do_not_leak_into_another():
    form_of(value=forms.TextField(label="甲", required=True))({})
    assert clean(forms.TextField(label="乙"), "")[1] == "乙を入力してください。"


def test_a_field_that_a_form_adds_for_its_case_says_what_is_missing():
    class Late(forms.BaseForm):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["kind"] = forms.CodeChoice(label="会議の種類", choices=[("a", "ア")])

    assert Late({}).errors["kind"] == ["会議の種類を選んでください。"]
