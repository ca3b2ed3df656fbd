"""Words the whole house shares about access: information classes, roles, how far a permission reaches."""

from __future__ import annotations

from django.db.models import TextChoices


class InfoClass(TextChoices):
    """情報区分: each stands in a table of its own."""

    SUMMARY = "summary", "概要（仮名）"
    IDENTITY = "identity", "氏名・連絡先など"
    WELFARE = "welfare", "障害・医療・生活"
    JUSTICE_OUTLINE = "justice_outline", "支援に必要な刑事情報"
    JUSTICE_DETAIL = "justice_detail", "罪名・経過"
    THIRD_PARTY = "third_party", "家族・被害者など第三者"


#: Above `summary`: given only under a sharing agreement (取決め) or a written legal ground.
PERSONAL_CLASSES = tuple(c for c in InfoClass if c is not InfoClass.SUMMARY)
#: A row of these classes to anyone but the three bodies of the programme also names the persons.
NAMED_CLASSES = (InfoClass.JUSTICE_OUTLINE, InfoClass.JUSTICE_DETAIL, InfoClass.THIRD_PARTY)


class OrgKind(TextChoices):
    """Kinds of organisation that take part in the programme."""

    MUNICIPALITY = "municipality", "市町村・特別区"
    UNION = "union", "一部事務組合・広域連合"
    CORE_CENTER = "core_center", "基幹相談支援センター・受託団体"
    SETTLEMENT_CENTER = "settlement_center", "地域生活定着支援センター"
    PLAN_OFFICE = "plan_office", "相談支援事業所"
    SERVICE_OFFICE = "service_office", "サービス事業所"
    PREFECTURE = "prefecture", "都道府県"
    PARTNER = "partner", "関係機関（弁護士会など）"
    OPERATOR = "operator", "システム管理・監査"


#: The bodies that answer for the programme and hold rows on a whole class (its current version).
CORE_KINDS = (OrgKind.MUNICIPALITY, OrgKind.UNION, OrgKind.CORE_CENTER, OrgKind.SETTLEMENT_CENTER)
#: Those in whose name data is given (the municipality's side).
MUNICIPAL_KINDS = (OrgKind.MUNICIPALITY, OrgKind.UNION)
#: Bodies that are asked to take a person in: neutral wording until justice_outline is disclosed to them.
OFFICE_KINDS = (OrgKind.PLAN_OFFICE, OrgKind.SERVICE_OFFICE)


class Role(TextChoices):
    """役割 of a membership. The table in `roles.py` says what each may do."""

    MUNICIPAL_OFFICER = "municipal_officer", "市町村 担当"
    MUNICIPAL_MANAGER = "municipal_manager", "市町村 管理職"
    GRANT_OFFICER = "grant_officer", "市町村 支給決定係"
    CORE_OFFICER = "core_officer", "基幹 担当"
    CORE_MANAGER = "core_manager", "基幹 管理者"
    CENTER_OFFICER = "center_officer", "定着 担当"
    PLAN_OFFICER = "plan_officer", "計画相談"
    OFFICE_CONTACT = "office_contact", "事業所 窓口"
    OFFICE_STAFF = "office_staff", "事業所 職員"
    PREFECTURE_OFFICER = "prefecture_officer", "都道府県 担当"
    REFERRER = "referrer", "関係機関 担当"
    AUDITOR = "auditor", "監査"
    ADMINISTRATOR = "administrator", "システム管理"
    SYSTEM = "system", "システム"


#: Roles whose view of a register is not cut to their own body.
VIEWERS_OF_ALL = (Role.AUDITOR, Role.ADMINISTRATOR)
#: Which kinds of organisation may hold which role.
ROLES_OF_KIND: dict[str, tuple[Role, ...]] = {
    OrgKind.MUNICIPALITY: (Role.MUNICIPAL_OFFICER, Role.MUNICIPAL_MANAGER, Role.GRANT_OFFICER, Role.ADMINISTRATOR),
    OrgKind.UNION: (Role.MUNICIPAL_OFFICER, Role.MUNICIPAL_MANAGER, Role.GRANT_OFFICER, Role.ADMINISTRATOR),
    OrgKind.CORE_CENTER: (Role.CORE_OFFICER, Role.CORE_MANAGER, Role.ADMINISTRATOR),
    OrgKind.SETTLEMENT_CENTER: (Role.CENTER_OFFICER, Role.ADMINISTRATOR),
    OrgKind.PLAN_OFFICE: (Role.PLAN_OFFICER,),
    OrgKind.SERVICE_OFFICE: (Role.OFFICE_CONTACT, Role.OFFICE_STAFF),
    OrgKind.PREFECTURE: (Role.PREFECTURE_OFFICER,),
    OrgKind.PARTNER: (Role.REFERRER,),
    OrgKind.OPERATOR: (Role.AUDITOR, Role.ADMINISTRATOR),
}


class Reach(TextChoices):
    """How far a permission of a role goes, once the ledger row is there."""

    ALL = "all", "●"  # every case on which the organisation holds a live row
    ASSIGNED = "assigned", "○"  # only cases to which the user is assigned
    DISCLOSED = "disclosed", "△"  # only the version and fields a disclosure row names
    NAMED = "named", "指名"  # only where a live row names this very person (also break-glass)
    NONE = "none", "–"
