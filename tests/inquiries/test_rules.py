"""The pure rules: deadlines, numbers, what must not stand in an anonymous sheet, what the sheet says."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from renkei.cases.enums import CaseStatus
from renkei.core.clock import TOKYO
from renkei.disclosure.enums import Cause, Stage
from renkei.inquiries import rules
from renkei.inquiries.enums import InquiryStatus
from renkei.inquiries.rules import Sheet

SECRETS = {
    "name": ["見本 太郎"], "kana": ["みほん たろう"], "other_name": ["旧姓次郎"], "birth_date": ["1984-05-06"],
    "phone": ["090-0000-1234"], "case_number": ["R8-7K3Q9"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("urgency", "expected"),
    [
        ("normal", datetime(2026, 12, 3, 17, 0, tzinfo=TOKYO)),  # 7 open days after Tuesday, 11/24
        ("urgent", datetime(2026, 11, 27, 17, 0, tzinfo=TOKYO)),
        ("within_48h", datetime(2026, 11, 25, 9, 0, tzinfo=TOKYO)),
    ],
)
def test_default_deadline(urgency: str, expected: datetime) -> None:
    assert rules.default_deadline(datetime(2026, 11, 24, 9, 40, tzinfo=TOKYO), urgency) == expected


def test_number_carries_only_the_fiscal_year() -> None:
    assert rules.inquiry_number(date(2027, 3, 31), "7K3Q9") == "S8-7K3Q9"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("見本さんは朝が苦手です", "氏名"),
        ("太郎さんと呼んでください", "氏名"),
        ("ミホンタロウ", "ふりがな"),
        ("旧姓次郎の名で届く", "旧姓・通称"),
        ("昭和59年5月6日生まれ", "生年月日"),
        ("1984/5/6 生まれ", "生年月日"),
        ("１９８４年５月６日", "生年月日"),
        ("電話は０９０－００００－１２３４", "電話番号"),
        ("実家 03-1234-5678 に連絡", "電話番号"),
        ("ケース R8-7K3Q9 の方", "ケース番号"),
        ("来春に出所します", "本人の背景が分かる言葉（「出所」）"),
        ("みほん刑務所から来ます", "本人の背景が分かる言葉（「刑務所」）"),
        ("地域生活定着支援センターの紹介", "本人の背景が分かる言葉（「定着支援」）"),
        ("保護観察中です", "本人の背景が分かる言葉（「保護観察」）"),
    ],
)  # fmt: skip
def test_forbidden_words_are_named(text: str, kind: str) -> None:
    assert kind in rules.found_in([text], SECRETS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "買い物の練習を手伝ってほしい。夜は一人で休めます。",
        "以前のグループホームは3年で卒業しました。",
        "月1回の通院、薬は朝と夜。",
    ],
)
def test_ordinary_words_pass(text: str) -> None:
    assert rules.found_in([text], SECRETS) == []


def test_a_place_may_be_called_like_the_person() -> None:
    assert rules.found_in([], SECRETS, places=["みほん市", "見本町"]) == []
    assert rules.found_in([], SECRETS, places=["見本太郎"]) == ["氏名"]


def test_own_number_of_the_asking_office_passes() -> None:
    assert rules.found_in([], SECRETS, places=["市 099-999-0000"], allowed_phones=["099-999-0000"]) == []


def test_sheet_survives_the_column_and_leaves_out_what_is_empty() -> None:
    sheet = Sheet(need_kind="housing", age_band="40代", disabilities=("intellectual",), month="2027-02", night="yes")
    again = Sheet.from_json(sheet.to_json() | {"of_an_older_version": 1})
    assert again == sheet
    words = dict(rules.sheet_rows(again))
    assert words["ご相談の内容"] == "住まい"
    assert words["利用開始の希望"] == "令和9年2月ごろ"
    assert words["障害の種別"] == "知的障害"
    assert "背景" not in words
    assert "希望する地域" not in words


def test_background_is_one_sentence_and_only_by_the_switch() -> None:
    assert dict(rules.sheet_rows(Sheet(with_background=True)))["背景"] == rules.BACKGROUND_LINE


@pytest.mark.parametrize("status", CaseStatus.values)
def test_when_offices_may_be_asked(status: str) -> None:
    allowed = {"coordinating", "placed", "awaiting_release", "in_service", "handed_over", "backup"}
    assert (rules.may_ask(status) is None) == (status in allowed)


@pytest.mark.parametrize(
    ("status", "stages"),
    [
        ("candidate", ()), ("anonymous", ()), ("positive", (Stage.NAMED,)), ("considering", (Stage.NAMED,)),
        ("disclosed", (Stage.NAMED, Stage.VISIT)), ("trial", (Stage.NAMED, Stage.VISIT)), ("agreed", (Stage.AGREED,)),
        ("contracted", (Stage.IN_SERVICE,)), ("declined", ()), ("expired", ()),
    ],
)  # fmt: skip
def test_stage_of_disclosure_follows_the_state(status: str, stages: tuple[Stage, ...]) -> None:
    assert rules.stages_of(InquiryStatus(status)) == stages
    assert rules.default_stage(status) == (stages[-1] if stages else None)


def test_cause_of_a_row() -> None:
    assert rules.cause_of(Stage.NAMED, replaces=False) is Cause.NAMED
    assert rules.cause_of(Stage.VISIT, replaces=False) is Cause.VISIT
    assert rules.cause_of(Stage.AGREED, replaces=False) is Cause.AGREEMENT
    assert rules.cause_of(Stage.NAMED, replaces=True) is Cause.UPDATE


def test_services_whose_name_tells_of_custody_do_not_leave() -> None:
    sheet = Sheet(services=("33", "local:kosei-hogo"))
    assert rules.found_in(sheet.texts(), {}) == ["本人の背景が分かる言葉（「更生保護」）"]
    assert rules.found_in(Sheet(services=("33",)).texts(), {}) == []
