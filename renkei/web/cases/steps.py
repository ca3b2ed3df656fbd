"""The steps of a case as pages: which form each asks, which service it calls, what the page says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from renkei.cases.states import CASE
from renkei.coordination.queries import closing as closing_queries
from renkei.coordination.queries import joint
from renkei.coordination.rules.closing import STEP_NOTES, URGENT_WITHOUT_PLACE, split
from renkei.coordination.services import closing
from renkei.core.clock import now
from renkei.disclosure.queries import CaseAccess
from renkei.policy.enums import InfoClass
from renkei.web.cases import forms
from renkei.web.forms import BaseForm


@dataclass(frozen=True)
class Step:
    """One step: the words of its page, its form, what it does."""

    name: str
    title: str
    done: str
    form: Callable[[CaseAccess], type[BaseForm]]
    act: Callable[..., Any]
    danger: bool = False


def _plain(name: str) -> Callable[..., Any]:
    def act(**kwargs: Any) -> Any:
        return closing.take_case_step(step=name, **kwargs)

    return act


def _close(*, told_person: bool | None = None, report: str = "", **kwargs: Any) -> Any:
    told = "本人に終結を伝えた。" if told_person else "本人に終結を伝えられなかった。"
    return closing.close_case(report=f"{report}\n{told}" if report.strip() else "", **kwargs)


def _start_form(access: CaseAccess) -> type[BaseForm]:
    return forms.StartForm if joint.place_settled(case=access.case) else forms.StartWithoutPlaceForm


def _always(form: type[BaseForm]) -> Callable[[CaseAccess], type[BaseForm]]:
    return lambda access: form


_ASK = _always(forms.PlainStep)
STEPS: dict[str, Step] = {
    s.name: s
    for s in (
        Step("place", "受入内定にする", "受入内定にしました。", _ASK, closing.place_case),
        Step("await_release", "釈放待ちにする", "釈放待ちにしました。", _ASK, _plain("await_release")),
        Step("unplace", "調整に戻す", "調整に戻しました。", _ASK, _plain("unplace")),
        Step("start_service", "利用を開始する", "利用開始を記録しました。", _start_form, closing.start_service),
        Step(
            "place_found",
            "住まいが決まったことを記録する",
            "住まいが決まったことを記録しました。",
            _ASK,
            closing.place_found,
        ),
        Step("back_up", "後方支援を始める", "後方支援を始めました。", _ASK, _plain("back_up")),
        Step("suspend", "中断する", "中断しました。", _always(forms.SuspendForm), closing.suspend_case, danger=True),
        Step(
            "review", "見直しの日を変える", "見直しの日を変えました。", _always(forms.ReviewForm), closing.move_review
        ),
        Step("resume", "再開する", "再開しました。", _ASK, closing.resume_case),
        Step("close", "終結する", "終結しました。", _always(forms.CloseForm), _close, danger=True),
    )
}


def check_possible(step: Step, access: CaseAccess) -> None:
    """A page of a step that is out of turn is refused at once (409), not only when it is posted."""
    names = {t.name for t in CASE.transitions}
    if step.name in names:
        CASE.check(access.case.status, step.name)
    elif step.name == "resume":
        CASE.check(access.case.status, f"resume_{access.case.status_before or 'coordinating'}")


def context(step: Step, access: CaseAccess, form: BaseForm) -> dict[str, Any]:
    """What the confirming page says: the words, what ends, what is urgent."""
    found: dict[str, Any] = {
        "access": access, "tab": "overview", "step": step, "form": form, "note": STEP_NOTES.get(step.name, ""),
    }  # fmt: skip
    if step.name == "start_service" and isinstance(form, forms.StartWithoutPlaceForm):
        found["urgent"] = URGENT_WITHOUT_PLACE
    if step.name == "close":
        found["open_needs"] = closing_queries.open_needs(case_id=access.case.pk)
        found["ending"] = _preview(access)
    return found


def _preview(access: CaseAccess) -> dict[str, list[dict[str, Any]]]:
    parts = split(closing_queries.recipients_of(case=access.case, at=now()))
    return {
        name: [{"name": r.name, "classes": [InfoClass(c).label for c in r.classes]} for r in recipients]
        for name, recipients in parts.items()
    }
