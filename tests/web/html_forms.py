"""The forms of a page as a browser would post them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse

Values = dict[str, list[str]]


@dataclass
class HtmlForm:
    """One form: where it posts, its hidden fields, and what its boxes hold (`prefilled`: the names that hold something)."""

    method: str
    action: str
    values: Values = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    kinds: dict[str, str] = field(default_factory=dict)

    @property
    def prefilled(self) -> set[str]:
        return {n for n, values in self.values.items() if n not in self.hidden and any(values)}

    def put(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[HtmlForm] = []
        self.open: HtmlForm | None = None
        self.area = self.select = ""
        self.text = ""
        self.first_option: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        if tag == "form":
            self.open = HtmlForm(a.get("method", "get").lower(), a.get("action", ""))
            self.forms.append(self.open)
        elif self.open is not None:
            self._inside(self.open, tag, a)

    def _inside(self, form: HtmlForm, tag: str, a: dict[str, str]) -> None:
        name, kind = a.get("name", ""), a.get("type", "text")
        if tag == "input" and name:
            form.kinds[name] = kind
            if kind == "hidden":
                form.hidden.add(name)
            if kind not in ("checkbox", "radio", "file", "submit") or ("checked" in a and kind != "file"):
                form.put(name, a.get("value", ""))
        elif tag == "textarea":
            self.area, self.text = name, ""
            form.kinds[name] = "textarea"
        elif tag == "select":
            self.select, self.first_option = name, None
            form.kinds[name] = "select"
        elif tag == "option" and self.select:
            self.first_option = a.get("value", "") if self.first_option is None else self.first_option
            if "selected" in a:
                form.put(self.select, a.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea" and self.area and self.open is not None:
            self.open.put(self.area, self.text.removeprefix("\n"))
            self.area = ""
        elif tag == "select" and self.select and self.open is not None:
            if self.select not in self.open.values and self.first_option is not None:
                self.open.put(self.select, self.first_option)
            self.select = ""


def forms_in(page: str) -> list[HtmlForm]:
    """Every form of a page."""
    parser = _Parser()
    parser.feed(page)
    return parser.forms


def posts_of(response: HttpResponse) -> list[HtmlForm]:
    """The forms of a page that post."""
    return [f for f in forms_in(response.content.decode()) if f.method == "post"]


def main_form(response: HttpResponse) -> HtmlForm:
    """The form the page is about: the one with the most fields."""
    return max(posts_of(response), key=lambda f: len(f.values))
