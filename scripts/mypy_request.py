"""Tells mypy what our middleware puts on a request: `actor` (web/middleware.py) and `htmx` (django-htmx)."""

from __future__ import annotations

from collections.abc import Callable

from mypy.nodes import MDEF, SymbolTableNode, Var
from mypy.plugin import ClassDefContext, Plugin
from mypy.types import AnyType, TypeOfAny

_ATTRIBUTES = ("actor", "htmx")


class RequestPlugin(Plugin):
    """One hook: while `HttpRequest` is read, it gets two more attributes."""

    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        return _add_attributes if fullname == "django.http.request.HttpRequest" else None


def _add_attributes(context: ClassDefContext) -> None:
    info = context.cls.info
    for name in _ATTRIBUTES:
        variable = Var(name, AnyType(TypeOfAny.explicit))
        variable.info, variable._fullname, variable.is_property = info, f"{info.fullname}.{name}", False
        info.names[name] = SymbolTableNode(MDEF, variable)


def plugin(version: str) -> type[Plugin]:
    """mypy's entry."""
    return RequestPlugin
