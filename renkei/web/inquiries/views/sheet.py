"""打診票: write it, see what must not leave and mend it with one click, look at exactly what the offices will see, send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import CaseAccess
from renkei.inquiries import queries, services
from renkei.inquiries.rules import FIELD_LABELS, Find, default_deadline, mended, office_deadline, sheet_rows
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, ids_of
from renkei.web.inquiries.forms.asking import SheetForm, TargetForm
from renkei.web.inquiries.forms.clearing import SecondForm
from renkei.web.inquiries.views.asking import _found
from renkei.web.tickets import HOUSE_FIELDS

if TYPE_CHECKING:
    from renkei.cases.models import Need

#: Fields that a coarser sheet changes.
_FACTS = ("age_band", "sex", "disabilities", "certificates", "support_category", "month", "area", "with_background")
_REFUSING = ("preview", "send", "clear")
_AROUND = 12  # characters shown before and after what was found


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def ask(request: HttpRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """打診票を書く → 確認 → 送る. `edit` comes back from the preview; `fix:…` puts in what the scan suggests."""
    access, need = _found(request, case_id, need_id)
    step = request.POST.get("step", "form") if request.method == "POST" else "form"
    page = _Page.of(request, access, need).after(step)
    if step == "clear" and (asked := page.ask_second(request)):
        return redirect("inquiries:clearance", clearance_id=asked)
    if step in ("preview", "send") and page.is_ready():
        if step == "send" and page.send(request):
            return redirect("inquiries:case", case_id=case_id)
        if not page.form.errors:
            return render(request, "inquiries/preview.html", page.context() | page.preview())
    return render(request, "inquiries/ask.html", page.context(), status=422 if step in _REFUSING else 200)


@dataclass(frozen=True)
class FindLine:
    """One thing the scan found, as the page shows it."""

    number: int
    field: str
    kind: str
    hint: str
    before: str
    text: str
    after: str
    replacement: str | None


@dataclass
class _Page:
    """The form with its offices, and what the scan says of it."""

    access: CaseAccess
    need: Need
    data: QueryDict | None
    form: SheetForm
    targets: list[TargetForm]
    finds: list[Find]
    crowd: queries.CrowdCheck | None = None

    @classmethod
    def of(cls, request: HttpRequest, access: CaseAccess, need: Need, data: QueryDict | None = None) -> _Page:
        posted = data or (request.POST if request.method == "POST" else None)
        again = _again(request, access) if not posted else None
        keys = again.clearance.targets if again else (posted or QueryDict()).getlist("target")
        offices = [k.removeprefix("office:") for k in keys if k.startswith("office:")] or request.GET.getlist("office")
        orgs = [k.removeprefix("org:") for k in keys if k.startswith("org:")] or request.GET.getlist("org")
        infos = queries.targets_for(access=access, office_ids=ids_of(offices), organisation_ids=ids_of(orgs))
        initial = {} if posted else _initial(access, need) | (_stored(again) if again else {})
        form = SheetForm(posted, initial=initial, need_kind=need.kind, service_codes=need.service_codes, today=today())
        targets = [_target(access, posted, info, number) for number, info in enumerate(infos, 1)]
        return cls(access, need, posted, form, targets, []).measured()

    def measured(self) -> _Page:
        """What the scan and the crowd say of a form that is otherwise filled in."""
        if self.data is not None and self.form.is_valid():
            sheet, infos = self.form.sheet(), [t.info for t in self.targets]
            self.finds = queries.finds_in(case=self.access.case, sheet=sheet, today=today())
            self.crowd = queries.crowd_check(
                case=self.access.case, sheet=sheet, on=today(), office_ids=[i.office_id for i in infos if i.office_id],
                organisation_ids=[i.organisation_id for i in infos if i.organisation_id],
            )  # fmt: skip
        return self

    def after(self, step: str) -> _Page:
        """The page with one suggestion put in: of the scan (`fix:3`, `fix:all`) or of the crowd (`coarse:sex`)."""
        kind, _, wanted = step.partition(":")
        if self.data is None or kind not in ("fix", "coarse"):
            return self
        data = self.data.copy()
        self._mend(data, wanted) if kind == "fix" else self._coarsen(data, wanted)
        form = SheetForm(data, need_kind=self.need.kind, service_codes=self.need.service_codes, today=today())
        return _Page(self.access, self.need, data, form, self.targets, []).measured()

    def _mend(self, data: QueryDict, wanted: str) -> None:
        sheet = self.form.sheet()  # the places of the finds are those of the cleaned text, not of what was typed
        texts = {f.field: getattr(sheet, f.field) for f in self.finds}
        number = int(wanted) if wanted.isdecimal() else None
        if number is not None or wanted == "all":
            for name, text in mended(texts, self.finds, number=number).items():
                data[name] = text

    def _coarsen(self, data: QueryDict, wanted: str) -> None:
        offered = [*self.crowd.proposals, *filter(None, [self.crowd.together])] if self.crowd else []
        chosen = next((p for p in offered if p.name == wanted), None)
        for name in _FACTS if chosen else ():
            before, value = getattr(self.form.sheet(), name), getattr(chosen.sheet, name) if chosen else None
            if value != before:
                data.setlist(name, list(value) if isinstance(value, tuple) else [value] if value else [])

    @property
    def needs_second(self) -> bool:
        """Is everything that stands in the way something a second person may approve?"""
        if not self.crowd or not self.targets or any(f.kind.firm for f in self.finds):
            return False
        return bool(self.finds) or not self.crowd.is_enough

    @property
    def is_approved(self) -> bool:
        """Did a second person approve exactly this?"""
        keys = [t.info.key for t in self.targets]
        return self.needs_second and queries.approved(
            case=self.access.case, need=self.need, sheet=self.form.sheet(), targets=keys, at=self.access.at
        ) is not None  # fmt: skip

    def is_ready(self) -> bool:
        """May it go on to the preview: offices chosen, everything filled in, nothing found or all of it approved?"""
        if not self.targets:
            self.form.add_error(None, "打診する事業所がありません。候補の一覧で事業所を選んでください。")
        if not self.is_approved:
            for find in self.finds:
                self.form.add_error(find.field, f"「{find.text}」：{find.kind.label}。{find.kind.hint}")
            if self.crowd and not self.crowd.is_enough:
                self.form.add_error(None, self.crowd.sentence)
        return all([self.form.is_valid(), *(t.is_valid() for t in self.targets)])

    def ask_second(self, request: HttpRequest) -> UUID | None:
        """二人目の承認を頼む; None, with the refusal on the form, when a rule says no."""
        if not self.needs_second:
            self.is_ready()
            return None
        try:
            asked = services.ask_clearance(
                actor=request.actor, case=self.access.case, need=self.need, sheet=self.form.sheet(), now=now(),
                targets=[t.info.key for t in self.targets], reason=request.POST.get("clear_reason", ""),
                background_reason=self.form.cleaned_data["background_reason"],
            )  # fmt: skip
        except RuleBroken as error:
            self.form.add_rule(error)
            return None
        messages.success(request, "二人目の承認を頼みました。同じ機関の人にお知らせしました。")
        return asked.pk

    def in_order(self) -> list[TargetForm]:
        """The offices as they are to be asked, one after the other."""
        return sorted(self.targets, key=lambda t: t.cleaned_data.get("order") or 99)

    def send(self, request: HttpRequest) -> bool:
        """打診する; False, with the refusal on the form, when a rule says no."""
        try:
            sent = services.send_inquiries(
                actor=request.actor, case=self.access.case, need=self.need, sheet=self.form.sheet(), now=now(),
                deadline=self.form.cleaned_data["deadline"], targets=[t.target() for t in self.in_order()],
                at_once=self.form.cleaned_data["at_once"], background_reason=self.form.cleaned_data["background_reason"],
            )  # fmt: skip
        except RuleBroken as error:
            self.form.add_rule(error)
            return False
        left = len(self.targets) - len(sent)
        later = f"残りの{left}件は順番を待っています。" if left else ""
        messages.success(
            request,
            f"{len(sent)}件の事業所に打診しました。{later}リンク・用紙は、それぞれの打診のページで用意できます。",
        )
        return True

    def context(self) -> dict[str, Any]:
        """For the page that writes."""
        return {
            "access": self.access, "tab": "needs", "need": self.need, "form": self.form, "targets": self.targets,
            "finds": [self._line(i, f) for i, f in enumerate(self.finds)],
            "needs_second": self.needs_second and not self.is_approved, "is_approved": self.is_approved,
            "second": SecondForm(initial={"clear_reason": self.data.get("clear_reason", "") if self.data else ""}), "crowd": self.crowd, "can_fix": any(f.replacement is not None for f in self.finds),
        }  # fmt: skip

    def preview(self) -> dict[str, Any]:
        """For the page that shows exactly what the offices will see."""
        kept = [(k, v) for k, vs in (self.data or QueryDict()).lists() if k not in HOUSE_FIELDS | {"step"} for v in vs]
        sheet = self.form.sheet()
        return {
            "rows": sheet_rows(sheet), "sheet": sheet, "kept": kept, "deadline": self.form.cleaned_data["deadline"],
        }  # fmt: skip

    def _line(self, number: int, find: Find) -> FindLine:
        text = str(self.form.cleaned_data.get(find.field, "") if self.form.is_bound else "")
        return FindLine(
            number=number, field=FIELD_LABELS.get(find.field, ""), kind=find.kind.label, hint=find.kind.hint,
            before=text[max(0, find.start - _AROUND) : find.start], text=find.text,
            after=text[find.end : find.end + _AROUND], replacement=find.replacement,
        )  # fmt: skip


def _target(access: CaseAccess, posted: QueryDict | None, info: queries.TargetInfo, number: int) -> TargetForm:
    """One office, with a deadline of its own where its closed days are known."""
    own = office_deadline(access.at, access.case.urgency, info.closed) if info.closed.is_known else None
    return TargetForm(posted, info=info, has_links=bool(settings.PUBLIC_URL), number=number, deadline=own)


def _again(request: HttpRequest, access: CaseAccess) -> queries.ClearancePage | None:
    """The approved sheet that is about to be sent (`?clearance=`)."""
    for pk in ids_of([request.GET.get("clearance", "")]):
        page = queries.get_clearance(actor=request.actor, pk=pk, at=now())
        return page if page.access.case.pk == access.case.pk else None
    return None


def _stored(page: queries.ClearancePage) -> dict[str, Any]:
    return page.sheet.to_json() | {"background_reason": page.clearance.background_reason or ""}


def _initial(access: CaseAccess, need: Need) -> dict[str, Any]:
    unknown = {"night": "unknown", "medical": "unknown", "money": "unknown"}
    deadline = default_deadline(access.at, access.case.urgency)
    return {**unknown, **queries.prefilled(access=access, need=need), "deadline": deadline}
