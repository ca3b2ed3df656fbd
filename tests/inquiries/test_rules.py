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


def test_every_field_of_the_sheet_is_scanned() -> None:
    known = rules.Known(names=("見本 太郎",), places=frozenset({"みほん市"}), allowed_places=frozenset({"みほん市"}))
    clean = Sheet(
        services=("33",), area="みほん市、みほん圏域", contact="市　電話 099-999-0000", month="2027-01~2027-03"
    )
    assert rules.scan(clean, known) == []
    wrong = Sheet(
        services=("local:kosei-hogo",), area="みほん市桜町", contact="担当 見本太郎", month="2027-01-15", age_band="42歳", sex="太郎",
        certificates="療育手帳 第12345号", backup="太郎さんを訪ねます", support_text="見本さん",
    )  # fmt: skip
    found = {(f.field, f.kind.name) for f in rules.scan(wrong, known)}
    assert found == {
        ("services", "BETRAYING"), ("area", "PLACE"), ("contact", "NAME"), ("month", "CODE"), ("age_band", "CODE"),
        ("sex", "CODE"), ("certificates", "NUMBER"), ("backup", "NAME"), ("support_text", "NAME"),
    }  # fmt: skip
    assert "見本" not in rules.sentence_of(rules.scan(wrong, known))


def test_one_click_mends_one_and_another_mends_all() -> None:
    known = rules.Known(names=("見本 太郎",))
    sheet = Sheet(support_text="見本さんは、R1.5.5に太郎と名乗った", backup="太郎を訪ねる")
    found, texts = rules.scan(sheet, known), {"support_text": sheet.support_text, "backup": sheet.backup}
    assert rules.mended(texts, found, number=0) == texts | {"support_text": "本人は、R1.5.5に太郎と名乗った"}
    assert rules.mended(texts, found) == {"support_text": "本人は、以前に本人と名乗った", "backup": "本人を訪ねる"}
