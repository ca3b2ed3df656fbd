"""Tells mypy of attributes that are there only at run time: on a request by middleware, on a form field by its kind."""

from __future__ import annotations

from collections.abc import Callable

from mypy.nodes import MDEF, SymbolTableNode, Var
from mypy.plugin import ClassDefContext, Plugin
from mypy.types import AnyType, TypeOfAny

_ATTRIBUTES = {
    "django.http.request.HttpRequest": ("actor", "htmx", "setup"),  # web/middleware.py, django-htmx, web/setup
    "django.forms.fields.Field": ("choices", "queryset"),  # self.fields["kind"].choices = …
}


class RequestPlugin(Plugin):
    """One hook: while such a class is read, it gets its further attributes."""

    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        return _add_attributes if fullname in _ATTRIBUTES else None


def _add_attributes(context: ClassDefContext) -> None:
    info = context.cls.info
    for name in _ATTRIBUTES[info.fullname]:
        variable = Var(name, AnyType(TypeOfAny.explicit))
        variable.info, variable._fullname, variable.is_property = info, f"{info.fullname}.{name}", False
        info.names[name] = SymbolTableNode(MDEF, variable)


def plugin(version: str) -> type[Plugin]:
    """mypy's entry."""
    return RequestPlugin
