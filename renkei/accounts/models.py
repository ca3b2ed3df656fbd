"""Organisations and who works for them, all of it dated."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce

from renkei.accounts.enums import InvitationPurpose, Qualification
from renkei.core.fields import EncryptedJSONField, EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.enums import OrgKind, Role
from renkei.policy.permissions import P

_PERIOD = Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
_DAY = timedelta(days=1)


def _days(ends_on: Any = "ends_on") -> Func:
    """The days of a dated row, first and last included."""
    return Func(
        "starts_on", ends_on, RangeBoundary(inclusive_upper=True), function="DATERANGE", output_field=DateRangeField()
    )


class Organisation(Base):
    """A body that takes part (機関). Offices are found or created by 事業所番号 when first asked."""

    WALL = walls.ORGANISATION
    PURPOSE, RETENTION = Purpose.ORGANISATION, Retention.STANDING
    PRIVACY = {
        "name": Privacy.NONE, "kana": Privacy.NONE, "kind": Privacy.NONE, "prefecture_code": Privacy.NONE,
        "municipality_code": Privacy.NONE, "office_number": Privacy.NONE, "address": Privacy.NONE,
        "phone": Privacy.NONE, "fax": Privacy.NONE, "email": Privacy.NONE, "closed_on": Privacy.NONE,
        "default_tail_days": Privacy.NONE, "corporate_number": Privacy.NONE,
    }  # fmt: skip

    name = models.CharField("名称", max_length=200, db_comment="機関の名称")
    kana = models.CharField("ふりがな", max_length=200, blank=True, db_comment="名称のかな")
    kind = models.CharField("種類", max_length=20, choices=OrgKind.choices, db_comment="機関の種類")
    prefecture_code = models.CharField("都道府県コード", max_length=2, db_comment="都道府県コード2桁")
    municipality_code = models.CharField("市区町村コード", max_length=5, blank=True, db_comment="5桁（検査数字なし）")
    corporate_number = models.CharField("法人番号", max_length=13, blank=True, db_comment="運営する法人の番号13桁")
    office_number = models.CharField("事業所番号", max_length=10, blank=True, db_comment="10桁")
    address = models.CharField("所在地", max_length=200, blank=True, db_comment="所在地")
    phone = models.CharField("電話", max_length=20, blank=True, db_comment="電話番号")
    fax = models.CharField("FAX", max_length=20, blank=True, db_comment="FAX番号")
    email = models.EmailField("メール", blank=True, db_comment="機関の代表メール")
    closed_on = models.DateField("廃止日", null=True, blank=True, db_comment="廃止した日")
    default_tail_days = models.PositiveSmallIntegerField(
        "引継ぎ後の閲覧日数", default=30, db_comment="取決めに定めのないときの日数"
    )

    class Meta:
        db_table_comment = "機関"
        constraints = [
            models.UniqueConstraint(
                fields=["office_number", "kind"], condition=~Q(office_number=""), name="organisation_office_number",
                violation_error_message="この事業所番号の機関は、すでに登録されています。",
            ),
            models.UniqueConstraint(
                fields=["municipality_code"], condition=Q(kind="municipality") & ~Q(municipality_code=""),
                name="organisation_municipality_code",
                violation_error_message="この市区町村は、すでに登録されています。",
            ),
        ]  # fmt: skip


class UnionMember(Base):
    """構成市町村: a municipality in a 一部事務組合・広域連合, from–to (Q1)."""

    WALL = walls.open_to_all("public facts between bodies", write=walls.may(P.ORG_MANAGE))
    PURPOSE, RETENTION = Purpose.ORGANISATION, Retention.CONTRACT
    PRIVACY = {"union": Privacy.NONE, "municipality": Privacy.NONE, "starts_on": Privacy.NONE, "ends_on": Privacy.NONE}

    union = models.ForeignKey(Organisation, models.PROTECT, related_name="members", db_comment="組合・広域連合")
    municipality = models.ForeignKey(Organisation, models.PROTECT, related_name="unions", db_comment="構成市町村")
    starts_on = models.DateField("開始日", db_comment="加入日")
    ends_on = models.DateField("終了日", null=True, blank=True, db_comment="最終日")

    class Meta:
        db_table_comment = "組合の構成市町村"
        constraints = [
            models.CheckConstraint(
                condition=_PERIOD, name="union_member_period",
                violation_error_message="終了日は開始日以後の日を入力してください。",
            ),
            ExclusionConstraint(
                name="union_member_no_overlap",
                expressions=[
                    ("union", RangeOperators.EQUAL), ("municipality", RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="この市町村は、その期間すでに構成市町村です。",
            ),
        ]  # fmt: skip


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address; the password is set later by invitation when none is given."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A natural person who signs in. What he may do comes from his memberships alone."""

    WALL = walls.USER
    PURPOSE, RETENTION = Purpose.ORGANISATION, Retention.STAFF
    PRIVACY = {
        "email": Privacy.STAFF, "name": Privacy.STAFF, "is_active": Privacy.NONE, "created_at": Privacy.NONE,
        "password": Privacy.STAFF, "last_login": Privacy.STAFF,
    }  # fmt: skip

    id = models.UUIDField(
        primary_key=True, default=Base._meta.get_field("id").default, editable=False, db_comment="識別子"
    )
    email = models.EmailField("メールアドレス", unique=True, db_comment="ログインに使うメールアドレス")
    name = models.CharField("氏名", max_length=100, db_comment="職員の氏名")
    is_active = models.BooleanField("有効", default=True, db_comment="ログインできるか")
    created_at = models.DateTimeField(auto_now_add=True, db_comment="登録日時")
    password = models.CharField("パスワード", max_length=128, db_comment="パスワードの要約値")
    last_login = models.DateTimeField("最終ログイン", blank=True, null=True, db_comment="最後にログインした日時")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        db_table_comment = "利用者（職員）"


class Membership(Base):
    """所属: a user in an organisation with a role, from–to. `handles_intake`: is assigned to what newly arrives."""

    WALL = walls.MEMBERSHIP
    PURPOSE, RETENTION = Purpose.ORGANISATION, Retention.STAFF
    PRIVACY = {
        "user": Privacy.STAFF, "organisation": Privacy.NONE, "role": Privacy.STAFF, "position": Privacy.STAFF,
        "handles_intake": Privacy.NONE, "starts_on": Privacy.STAFF, "ends_on": Privacy.STAFF,
    }  # fmt: skip

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", db_comment="利用者")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships", db_comment="機関")
    role = models.CharField("役割", max_length=30, choices=Role.choices, db_comment="役割")
    position = models.CharField("職名", max_length=60, blank=True, db_comment="職名")
    handles_intake = models.BooleanField("受付窓口", default=False, db_comment="新しい依頼・相談の担当に自動でなる")
    starts_on = models.DateField("開始日", db_comment="所属の開始日")
    ends_on = models.DateField("終了日", null=True, blank=True, db_comment="所属の最終日")

    class Meta:
        db_table_comment = "所属と役割"
        indexes = [models.Index(fields=["organisation", "role"], name="membership_by_role")]
        constraints = [
            models.CheckConstraint(
                # The day before the first: ended at once on its first day, so never in force.
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on") - _DAY), name="membership_period",
                violation_error_message="終了日は開始日以後の日を入力してください。",
            ),
            ExclusionConstraint(
                name="membership_no_overlap", condition=_PERIOD,
                expressions=[
                    ("user", RangeOperators.EQUAL), ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL), (_days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="この利用者は、その期間すでに同じ役割で所属しています。",
            ),
        ]  # fmt: skip


class Delegation(Base):
    """委託: a municipality (or union) commissions a body, from–to. Ends with the contract."""

    WALL = walls.open_to_all("public facts between bodies", write=walls.may(P.ORG_MANAGE))
    PURPOSE, RETENTION = Purpose.ORGANISATION, Retention.CONTRACT
    PRIVACY = {
        "principal": Privacy.NONE, "agent": Privacy.NONE, "contract_number": Privacy.NONE,
        "starts_on": Privacy.NONE, "ends_on": Privacy.NONE, "ended_early_on": Privacy.NONE, "note": Privacy.NONE,
    }  # fmt: skip

    principal = models.ForeignKey(
        Organisation, models.PROTECT, related_name="delegations_given", db_comment="委託する市町村"
    )
    agent = models.ForeignKey(Organisation, models.PROTECT, related_name="delegations_held", db_comment="受託する団体")
    contract_number = models.CharField("契約番号", max_length=60, blank=True, db_comment="契約番号")
    starts_on = models.DateField("開始日", db_comment="契約の開始日")
    ends_on = models.DateField("終了日", db_comment="契約の最終日")
    ended_early_on = models.DateField("解約日", null=True, blank=True, db_comment="契約を途中で終えた日（最終日）")
    note = models.CharField("備考", max_length=200, blank=True, db_comment="備考")

    class Meta:
        db_table_comment = "委託"
        constraints = [
            models.CheckConstraint(
                condition=_PERIOD, name="delegation_period",
                violation_error_message="終了日は開始日以後の日を入力してください。",
            ),
            models.CheckConstraint(
                condition=~Q(principal=F("agent")), name="delegation_two_bodies",
                violation_error_message="委託する側と受託する側は、別の機関を選んでください。",
            ),
            models.CheckConstraint(
                condition=Q(ended_early_on__isnull=True)
                | Q(ended_early_on__lte=F("ends_on"), ended_early_on__gte=F("starts_on") - _DAY),
                name="delegation_ended_early",
                violation_error_message="解約日は契約の開始日から終了日までの日を入力してください。",
            ),
            ExclusionConstraint(
                name="delegation_no_overlap",
                condition=Q(ended_early_on__isnull=True) | Q(ended_early_on__gte=F("starts_on")),
                expressions=[
                    ("principal", RangeOperators.EQUAL), ("agent", RangeOperators.EQUAL),
                    (_days(Coalesce("ended_early_on", "ends_on")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="同じ相手との委託が、その期間すでに登録されています。",
            ),
        ]  # fmt: skip


class QualifiedStaff(Base):
    """Qualified staff of a commissioned body with dates (Q1: 主任相談支援専門員 …)."""

    WALL = walls.open_to_all("named to the municipality by the contract", write="wall.manages({t}.organisation_id)")
    PURPOSE, RETENTION = Purpose.ORGANISATION, Retention.STAFF
    PRIVACY = {
        "organisation": Privacy.NONE, "name": Privacy.STAFF, "qualification": Privacy.STAFF,
        "starts_on": Privacy.STAFF, "ends_on": Privacy.STAFF,
    }  # fmt: skip

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="qualified_staff", db_comment="団体")
    name = models.CharField("氏名", max_length=100, db_comment="職員の氏名")
    qualification = models.CharField("資格", max_length=40, choices=Qualification.choices, db_comment="資格")
    starts_on = models.DateField("配置の開始日", db_comment="配置の開始日")
    ends_on = models.DateField("配置の終了日", null=True, blank=True, db_comment="配置の最終日")

    class Meta:
        db_table_comment = "配置している有資格者"
        constraints = [
            models.CheckConstraint(
                condition=_PERIOD, name="qualified_staff_period",
                violation_error_message="終了日は開始日以後の日を入力してください。",
            ),
        ]  # fmt: skip


class Session(Base):
    """A signed-in (or not yet signed-in) browser. The application reaches it by functions only (config/sessions.py)."""

    PRIVACY = {
        "key_hash": Privacy.NONE, "user_id": Privacy.STAFF, "seal": Privacy.NONE, "last_seen_at": Privacy.STAFF,
        "ends_at": Privacy.NONE, "idle_seconds": Privacy.NONE, "agent": Privacy.STAFF, "strong": Privacy.NONE,
        "data": Privacy.STAFF,
    }  # fmt: skip
    WALL = walls.shut("config/sessions.py reaches it by functions")
    PURPOSE, RETENTION = Purpose.SECURITY, Retention.SHORT

    key_hash = models.CharField(max_length=64, unique=True, db_comment="鍵の要約値（鍵そのものはブラウザーだけが持つ）")
    user_id = models.UUIDField(null=True, db_index=True, db_comment="サインインしている利用者")
    seal = models.CharField(max_length=64, db_comment="この行がアプリケーションの書いたものである印")
    last_seen_at = models.DateTimeField(db_comment="最後に使われた日時")
    ends_at = models.DateTimeField(db_comment="使っていても終わる日時")
    idle_seconds = models.PositiveIntegerField(db_comment="使わないと終わるまでの秒数")
    agent = models.CharField(max_length=60, blank=True, db_comment="ブラウザーの種類（短い言葉）")
    strong = models.BooleanField(default=False, db_comment="二つ目の要素まで確認したか")
    data = models.TextField(db_comment="画面が覚えておくこと（署名つき）")

    class Meta:
        db_table_comment = "サインインの状態（セッション）"


class SetUp(Base):
    """はじめの設定: the one row that remembers how far the first administrator has come. Open until `finished_at`."""

    WALL = walls.open_to_all("how far the first administrator has come", write=walls.may(P.ORG_MANAGE))
    PURPOSE, RETENTION = Purpose.ORGANISATION, Retention.STANDING
    PRIVACY = {
        "only": Privacy.NONE, "administrator": Privacy.STAFF, "organisation": Privacy.NONE, "settled": Privacy.NONE,
        "finished_at": Privacy.NONE,
    }  # fmt: skip

    only = models.BooleanField(default=True, unique=True, db_comment="1行だけであることの印")
    administrator = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="最初のシステム管理者")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", db_comment="自機関"
    )
    settled = ArrayField(models.CharField(max_length=20), default=list, blank=True, db_comment="終えた・飛ばした手順")
    finished_at = models.DateTimeField(null=True, blank=True, db_comment="設定を終えた日時")

    class Meta:
        db_table_comment = "はじめの設定の進み具合"
        constraints = [
            models.CheckConstraint(
                condition=Q(only=True), name="set_up_once", violation_error_message="はじめの設定は1回だけです。"
            ),
        ]


class SentForm(Base):
    """A form that was taken (送信済みの画面): its `id` is the one-time id of the form as it was shown.

    Written in the transaction of what the form did, so that both are there or neither; kept for SENT_FORM_DAYS.
    """

    WALL = walls.SENT_FORM
    PURPOSE, RETENTION = Purpose.SECURITY, Retention.SHORT
    PRIVACY = {"user": Privacy.STAFF, "digest": Privacy.NONE, "location": Privacy.PSEUDONYM}
    KEY_OF = None

    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_comment="送った利用者"
    )
    digest = models.CharField("内容の照合値", max_length=64, db_comment="送られた内容の鍵つき照合値（HMAC-SHA256）")
    location = EncryptedTextField("結果の画面", db_comment="結果の画面のアドレス")

    class Meta:
        db_table_comment = "送信済みの画面（二重の送信を防ぐ）"


class FormDraft(Base):
    """What was typed when the session had ended (書きかけ): for its own user, until `ends_at`."""

    WALL = walls.DRAFT
    PURPOSE, RETENTION = Purpose.SECURITY, Retention.SHORT
    PRIVACY = {
        "user": Privacy.STAFF, "membership_id": Privacy.STAFF, "path": Privacy.PSEUDONYM, "content": Privacy.JUSTICE,
        "ends_at": Privacy.NONE,
    }  # fmt: skip
    KEY_OF = None  # the fields of any form, about anybody or nobody

    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="入力した利用者")
    membership_id = models.UUIDField("所属", null=True, blank=True, db_comment="入力したときの所属")
    path = models.TextField("画面", db_comment="入力した画面のアドレス")
    content = EncryptedJSONField("入力内容", db_comment="入力した項目と値、選ばれていたファイルの欄")
    ends_at = models.DateTimeField("期限", db_comment="これより後は表示せず、消す")

    class Meta:
        db_table_comment = "書きかけの入力（サインインが切れたときの預かり）"

    @property
    def address(self) -> str:
        """Where its user goes on with it."""
        return f"{self.path}{'&' if '?' in self.path else '?'}draft={self.pk}"


class SignInGuard(Base):
    """Wrong passwords and codes for one address, known here or not: so that a stranger learns nothing from the lock."""

    WALL = walls.open_to_all("counts of wrong passwords, by a hash", write=walls.ANYBODY_KNOWN).removable(
        walls.ANYBODY_KNOWN
    )
    PURPOSE, RETENTION = Purpose.SECURITY, Retention.SHORT
    PRIVACY = {
        "address_hash": Privacy.STAFF, "failures": Privacy.NONE, "first_failed_at": Privacy.NONE,
        "locked_until": Privacy.NONE,
    }  # fmt: skip

    address_hash = models.CharField(max_length=64, unique=True, db_comment="メールアドレスの鍵付き要約値")
    failures = models.PositiveSmallIntegerField(default=0, db_comment="続けて間違えた回数")
    first_failed_at = models.DateTimeField(db_comment="数え始めた日時")
    locked_until = models.DateTimeField(null=True, blank=True, db_comment="サインインを止めている期限")

    class Meta:
        db_table_comment = "サインインの失敗の数と一時停止"


class Invitation(Base):
    """招待: a secret with which one user chooses a password, once, until it expires. The database keeps its hash."""

    WALL = walls.INVITATION
    PURPOSE, RETENTION = Purpose.SECURITY, Retention.SHORT
    PRIVACY = {
        "user": Privacy.STAFF, "purpose": Privacy.NONE, "secret_hash": Privacy.NONE, "made_by": Privacy.STAFF,
        "expires_at": Privacy.NONE, "used_at": Privacy.NONE, "revoked_at": Privacy.NONE,
    }  # fmt: skip

    user = models.ForeignKey(User, models.PROTECT, related_name="invitations", db_comment="招待された利用者")
    purpose = models.CharField(max_length=10, choices=InvitationPurpose.choices, db_comment="招待の目的")
    secret_hash = models.CharField(max_length=64, unique=True, db_comment="招待コードの要約値")
    made_by = models.UUIDField(null=True, db_comment="招待した利用者")
    expires_at = models.DateTimeField(db_comment="使える期限")
    used_at = models.DateTimeField(null=True, blank=True, db_comment="使われた日時")
    revoked_at = models.DateTimeField(null=True, blank=True, db_comment="取り消した日時")

    class Meta:
        db_table_comment = "利用者の招待"
        indexes = [models.Index(fields=["user", "-created_at"], name="invitation_by_user")]
