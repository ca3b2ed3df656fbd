"""The first-run wizard. Open while no user exists, then to the first administrator until he ends it; afterwards 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.accounts import queries, services
from renkei.accounts.enums import SetUpStep
from renkei.core.clock import now, today
from renkei.core.errors import NotFound, RuleBroken
from renkei.core.setup_code import forget_code
from renkei.policy.enums import MUNICIPAL_KINDS, OrgKind
from renkei.web.gates import public
from renkei.web.http import HttpRequest
from renkei.web.setup.forms import AdministratorForm, CommissionForm, MunicipalityForm, OwnOrganisationForm
from renkei.web.templatetags.dads import Stage

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_BOTH = ("GET", "POST")
#: Which steps a kind of own organisation goes through, besides administrator and organisation.
_STEPS_OF_KIND = {
    OrgKind.CORE_CENTER: (SetUpStep.MUNICIPALITY, SetUpStep.DELEGATION),
    OrgKind.UNION: (SetUpStep.MUNICIPALITY, SetUpStep.DELEGATION),
    OrgKind.MUNICIPALITY: (SetUpStep.DELEGATION,),
    OrgKind.SETTLEMENT_CENTER: (SetUpStep.MUNICIPALITY,),
}


def _steps(setup: Any) -> list[SetUpStep]:
    between = _STEPS_OF_KIND.get(setup.organisation.kind, ()) if setup and setup.organisation else ()
    return [SetUpStep.ADMINISTRATOR, SetUpStep.ORGANISATION, *between, SetUpStep.USERS, SetUpStep.OFFICES]


def _next(setup: Any) -> str:
    """The address of the first step that is neither done nor skipped."""
    todo = next((s for s in _steps(setup) if s not in (setup.settled if setup else ())), None)
    return reverse(f"setup:{todo}") if todo else reverse("setup:done")


def administrators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only the first administrator, only while the wizard is open; `request.setup` is its row."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        setup = queries.get_setup()
        if setup is None or setup.finished_at is not None:
            raise NotFound()
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.pk != setup.administrator_id:
            raise NotFound()
        request.setup = setup
        return view(request, *args, **kwargs)

    return inner


@public("はじめの設定: 利用者がまだいない", system="setup")
def start(request: HttpRequest) -> HttpResponse:
    """Where the wizard stands."""
    if not queries.setup_is_open():
        raise NotFound()
    setup = queries.get_setup()
    if setup is not None and not request.user.is_authenticated:
        return redirect_to_login(reverse("setup:start"))
    return redirect(_next(setup))


@public("はじめの設定: 利用者がまだいない。設定コードを知る人だけ", methods=_BOTH, system="setup")
def administrator(request: HttpRequest) -> HttpResponse:
    """Step 1: the first administrator."""
    if queries.get_setup() is not None or not queries.is_empty():
        raise NotFound()
    form = AdministratorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            setup = services.create_first_administrator(actor=queries.setup_actor(), now=now(), **form.cleaned_data)
        except RuleBroken as error:
            form.add_rule(error)
        else:
            login(request, setup.administrator, backend=_BACKEND)
            forget_code()
            return redirect(_next(setup))
    return _page(request, "setup/administrator.html", SetUpStep.ADMINISTRATOR, form, setup=None)


@public("はじめの設定: 最初の管理者だけ", methods=_BOTH, system="setup")
@administrators_only
def organisation(request: HttpRequest) -> HttpResponse:
    """Step 2: the own organisation."""
    setup, own = request.setup, request.setup.organisation
    data, start = request.POST if request.method == "POST" else None, {"manages_too": "yes"}
    form = OwnOrganisationForm(data, initial=start, stored=_typed_before(own), today=today())
    if form.is_valid():
        try:
            actor = queries.setup_actor(setup)
            member = services.set_own_organisation(
                actor=actor, now=now(), setup=setup, today=today(), **form.cleaned_data
            )
            request.session["membership"] = str(member.pk)
            return redirect(_next(queries.get_setup()))
        except RuleBroken as error:
            form.add_rule(error)
    return _page(request, "setup/organisation.html", SetUpStep.ORGANISATION, form)


def _typed_before(own: Any) -> dict[str, Any] | None:
    names = ("kind", "name", "prefecture_code", "phone")
    return {n: getattr(own, n) for n in names} | {"municipality": own.municipality_code} if own else None


@public("はじめの設定: 最初の管理者だけ", methods=_BOTH, system="setup")
@administrators_only
def municipality(request: HttpRequest) -> HttpResponse:
    """Step 3: the municipalities one is commissioned by, is made of, or works with; one at a time."""
    setup = request.setup
    form = MunicipalityForm(
        request.POST if request.method == "POST" else None, today=today(),
        initial={"prefecture_code": setup.organisation.prefecture_code if setup.organisation else ""},
    )  # fmt: skip
    if form.is_valid():
        try:
            _add_municipality(setup, form.cleaned_data)
            return redirect("setup:municipality")
        except RuleBroken as error:
            form.add_rule(error)
    known = queries.partners(actor=queries.setup_actor(setup), kinds=[OrgKind.MUNICIPALITY])
    return _page(request, "setup/municipality.html", SetUpStep.MUNICIPALITY, form, known=known)


def _add_municipality(setup: Any, fields: dict[str, Any]) -> None:
    actor = queries.setup_actor(setup)
    fields = fields | {"kind": OrgKind.MUNICIPALITY, "name": fields["name"] or fields["municipality_code"]}
    made = services.save_organisation(actor=actor, now=now(), **fields)
    if setup.organisation.kind == OrgKind.UNION:
        services.add_union_member(
            actor=actor, now=now(), union=setup.organisation, municipality=made, starts_on=today()
        )


@public("はじめの設定: 最初の管理者だけ", methods=_BOTH, system="setup")
@administrators_only
def delegation(request: HttpRequest) -> HttpResponse:
    """Step 4: who commissions us, or whom we commission."""
    setup, actor = request.setup, queries.setup_actor(request.setup)
    commissioned = setup.organisation is not None and setup.organisation.kind == OrgKind.CORE_CENTER
    principals = queries.partners(actor=actor, kinds=MUNICIPAL_KINDS) if commissioned else None
    form = CommissionForm(request.POST if request.method == "POST" else None, principals=principals)
    if form.is_valid():
        try:
            _add_delegation(setup, dict(form.cleaned_data))
            services.settle_step(actor=actor, now=now(), setup=setup, step=SetUpStep.DELEGATION)
            return redirect(_next(queries.get_setup()))
        except RuleBroken as error:
            form.add_rule(error)
    context = {"commissioned": commissioned, "nobody": commissioned and not principals}
    return _page(request, "setup/delegation.html", SetUpStep.DELEGATION, form, **context)


def _add_delegation(setup: Any, fields: dict[str, Any]) -> None:
    actor, own = queries.setup_actor(setup), setup.organisation
    if "other" in fields:
        bodies = {"principal": fields.pop("other"), "agent": own}
    else:
        agent = services.save_organisation(
            actor=actor, now=now(), kind=OrgKind.CORE_CENTER, name=fields.pop("agent_name"),
            prefecture_code=own.prefecture_code, municipality_code=own.municipality_code,
        )  # fmt: skip
        bodies = {"principal": own, "agent": agent}
    services.add_delegation(actor=actor, now=now(), **bodies, **fields)


@public("はじめの設定: 最初の管理者だけ", system="setup")
@administrators_only
def users(request: HttpRequest) -> HttpResponse:
    """Step 5: leads to the list of users."""
    return _page(request, "setup/users.html", SetUpStep.USERS, None)


@public("はじめの設定: 最初の管理者だけ", system="setup")
@administrators_only
def offices(request: HttpRequest) -> HttpResponse:
    """Step 6: leads to the import of the directory."""
    return _page(request, "setup/offices.html", SetUpStep.OFFICES, None)


@public("はじめの設定: 最初の管理者だけ", methods=["POST"], system="setup")
@administrators_only
def skip(request: HttpRequest, step: str) -> HttpResponse:
    """This step is done, or left for later; the wizard goes on."""
    if step not in _steps(request.setup)[2:]:
        raise NotFound()
    actor = queries.setup_actor(request.setup)
    setup = services.settle_step(actor=actor, now=now(), setup=request.setup, step=SetUpStep(step))
    return redirect(_next(setup))


@public("はじめの設定: 最初の管理者だけ", methods=_BOTH, system="setup")
@administrators_only
def done(request: HttpRequest) -> HttpResponse:
    """Step 7: what comes next; ends the wizard for good."""
    if request.method == "POST":
        services.finish_set_up(actor=queries.setup_actor(request.setup), now=now(), setup=request.setup)
        return redirect("/")
    return _page(request, "setup/done.html", None, None)


def _page(request: HttpRequest, template: str, step: SetUpStep | None, form: Any, **context: Any) -> HttpResponse:
    setup = context.pop("setup", getattr(request, "setup", None))
    steps = _steps(setup)
    settled = setup.settled if setup else []
    progress = [Stage(s.label, "current" if s == step else "done" if s in settled else "todo") for s in steps]
    own = setup.organisation if setup else None
    number = steps.index(step) + 1 if step in steps else len(steps)
    context |= {"form": form, "steps": progress, "step": step, "own": own, "number": number, "total": len(steps)}
    return render(request, template, context, status=422 if form is not None and form.errors else 200)
