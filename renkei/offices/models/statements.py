"""What is said of an office beside the published data: 事業所の申告, and 確認・訂正 by coordinators.

Rows are only added: the newest counts, an error is withdrawn by a new row.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.offices.enums import Corrected, NightCover, Source, TrialStay, VacancyState
from renkei.policy import walls

_SAID = {
    "as_of": Privacy.NONE, "source": Privacy.NONE, "spoken_to": Privacy.STAFF, "by_organisation": Privacy.NONE,
    "by_user_id": Privacy.STAFF, "at": Privacy.NONE, "withdraws": Privacy.NONE,
}  # fmt: skip
MOST_PLACES = 200


def _codes(label: str, comment: str) -> ArrayField:
    return ArrayField(models.CharField(max_length=20), verbose_name=label, default=list, db_comment=comment)


def _on_behalf_says_who(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(source=Source.SCREEN) | ~Q(spoken_to="") | Q(withdraws__isnull=False), name=name,
        violation_error_message="代わりに入力するときは、誰から聞いたかを入力してください。",
    )  # fmt: skip


class Said(Base):
    """How, by whom and when something was said, and what a row takes back."""

    as_of = models.DateField("いつ現在", db_comment="この日の状況")
    source = models.CharField("方法", max_length=10, choices=Source.choices, db_comment="どのように聞いたか")
    spoken_to = models.CharField("話した相手", max_length=60, blank=True, db_comment="代わりに入力したとき: 話した相手")
    by_organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="入力した機関"
    )
    by_user_id = models.UUIDField("入力した人", null=True, db_comment="入力した利用者")
    at = models.DateTimeField("日時", db_comment="入力した日時")
    withdraws = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="withdrawn_by", db_comment="この行が取り消す行"
    )

    class Meta:
        abstract = True


class Vacancy(Said):
    """空き状況 of one service of an office on a day."""

    WALL = walls.STATEMENT
    PURPOSE, RETENTION = Purpose.DIRECTORY, Retention.STANDING
    PRIVACY = {
        "office": Privacy.NONE, "service_code": Privacy.NONE, "state": Privacy.NONE, "places": Privacy.NONE,
        "free_from": Privacy.NONE,
    } | _SAID  # fmt: skip

    office = models.ForeignKey("offices.Office", models.PROTECT, related_name="vacancies", db_comment="事業所")
    service_code = models.CharField("サービス", max_length=24, db_comment="国保連サービス種類コード、または固有のキー")
    state = models.CharField("空き状況", max_length=10, choices=VacancyState.choices, db_comment="空き状況")
    places = models.PositiveSmallIntegerField("空きの数", null=True, db_comment="空きの数（人）。空は数の申告なし")
    free_from = models.DateField("空く予定日", null=True, db_comment="次に空く予定の日（空きなし・要相談のとき）")

    class Meta:
        db_table_comment = "事業所の申告（空き状況）。追記だけ"
        indexes = [models.Index(fields=["office", "service_code", "-as_of", "-at"], name="vacancy_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(state=VacancyState.OPEN, places__range=(1, MOST_PLACES)),
                name="vacancy_places_when_open",
                violation_error_message=f"空きの数は、空きがあるときに1から{MOST_PLACES}までで入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(free_from__isnull=True) | Q(state__in=[VacancyState.FULL, VacancyState.ASK]),
                name="vacancy_free_from_when_full",
                violation_error_message="空く予定日は、「空きなし」か「要相談」のときに入力してください。",
            ),
            _on_behalf_says_who("vacancy_on_behalf"),
        ]


class Statement(Said):
    """受入れの条件: whom the office accepts, how, and whom to call. One version."""

    WALL = walls.STATEMENT
    PURPOSE, RETENTION = Purpose.DIRECTORY, Retention.STANDING
    PRIVACY = {
        "office": Privacy.NONE, "disabilities": Privacy.NONE, "conditions": Privacy.NONE, "night_cover": Privacy.NONE,
        "trial_stay": Privacy.NONE, "medical": Privacy.NONE, "money": Privacy.NONE, "mobility": Privacy.NONE,
        "note": Privacy.NONE, "contact_name": Privacy.STAFF, "contact_phone": Privacy.NONE, "contact_hours": Privacy.NONE,
    } | _SAID  # fmt: skip

    office = models.ForeignKey("offices.Office", models.PROTECT, related_name="statements", db_comment="事業所")
    disabilities = _codes("障害種別", "受け入れる障害種別のコード。空は申告なし")
    conditions = _codes("条件", "受入れの条件のコード")
    night_cover = models.CharField(
        "夜間の体制", max_length=10, choices=NightCover.choices, blank=True, db_comment="夜間の体制。空は申告なし"
    )
    trial_stay = models.CharField(
        "体験", max_length=10, choices=TrialStay.choices, blank=True, db_comment="体験利用。空は申告なし"
    )
    medical = _codes("医療面の支え", "医療面でできる支えのコード")
    money = _codes("お金の管理", "お金の管理でできる支えのコード")
    mobility = _codes("移動・設備", "移動の支えと設備のコード")
    note = models.CharField("補足", max_length=400, blank=True, db_comment="補足（個人のことは書かない）")
    contact_name = models.CharField("窓口", max_length=60, blank=True, db_comment="相談の窓口の職名・氏名")
    contact_phone = models.CharField("窓口の電話", max_length=20, blank=True, db_comment="相談の窓口の電話")
    contact_hours = models.CharField("つながりやすい時間", max_length=60, blank=True, db_comment="つながりやすい時間")

    class Meta:
        db_table_comment = "事業所の申告（受入れの条件）。追記だけ"
        indexes = [models.Index(fields=["office", "-as_of", "-at"], name="statement_newest")]
        constraints = [_on_behalf_says_who("statement_on_behalf")]


class Correction(Said):
    """確認・訂正: a published value as a coordinator found it. `value` equal to `published`: confirmed; else corrected."""

    WALL = walls.CORRECTION
    PURPOSE, RETENTION = Purpose.DIRECTORY, Retention.STANDING
    PRIVACY = {
        "office": Privacy.NONE, "service_code": Privacy.NONE, "field": Privacy.NONE, "value": Privacy.NONE,
        "published": Privacy.NONE, "note": Privacy.NONE,
    } | _SAID  # fmt: skip

    office = models.ForeignKey("offices.Office", models.PROTECT, related_name="corrections", db_comment="事業所")
    service_code = models.CharField("サービス", max_length=24, blank=True, db_comment="定員のときのサービス")
    field = models.CharField("項目", max_length=12, choices=Corrected.choices, db_comment="確かめた項目")
    value = models.CharField("確かめた値", max_length=400, db_comment="確かめた値（営業の状況はコード）")
    published = models.CharField("公表の値", max_length=400, blank=True, db_comment="確かめた時に公表されていた値")
    note = models.CharField("補足", max_length=200, blank=True, db_comment="補足（個人のことは書かない）")

    class Meta:
        db_table_comment = "公表された値の確認・訂正。追記だけ"
        indexes = [models.Index(fields=["office", "field", "-as_of", "-at"], name="correction_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(field=Corrected.CAPACITY) ^ Q(service_code=""), name="correction_service",
                violation_error_message="定員は、サービスを選んで入力してください。",
            ),
        ]  # fmt: skip
