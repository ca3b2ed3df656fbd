"""Stylesheets take colours and type sizes from the tokens; templates compile and keep the strict CSP."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template

WEB = Path(__file__).resolve().parents[2] / "renkei" / "web"
STYLES = [p for p in WEB.rglob("static/**/*.css") if p.name != "tokens.css"]
TEMPLATES = sorted(p.relative_to(WEB / "templates").as_posix() for p in (WEB / "templates").rglob("*.html"))
SCRIPTS = list(WEB.rglob("static/**/*.js"))


@pytest.mark.parametrize("sheet", STYLES, ids=lambda p: p.name)
def test_colours_and_type_sizes_come_from_the_tokens(sheet):
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", text)
    assert not re.findall(r"\b(?:rgba?|hsla?)\(", text)
    assert not re.findall(r"font(?:-size)?:[^;}]*\d(?:px|pt)", text)
    assert len(sheet.read_text().splitlines()) <= 400
    tokens = (WEB / "static/web/tokens.css").read_text() + (WEB / "static/web/layout.css").read_text() + text
    unknown = {name for name in re.findall(r"var\((--[\w-]+)", text) if not re.search(rf"{name}\s*:", tokens)}
    assert unknown == set()


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_compile_and_have_nothing_inline(name):
    get_template(name)
    text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", (WEB / "templates" / name).read_text(), flags=re.S)
    assert not re.findall(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son\w+\s*=|javascript:", text, flags=re.I)
    assert not re.findall(r"https?://(?!www\.w3\.org)", text), "nothing may come from another machine"


@pytest.mark.parametrize("name", [n for n in TEMPLATES if n.startswith("dads/") and n != "dads/row.html"])
def test_each_component_says_how_it_is_used(name):
    assert (WEB / "templates" / name).read_text().startswith("{#")


def test_tokens_carry_their_licence():
    assert "MIT License" in (WEB / "static/web/tokens.LICENSE.txt").read_text()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.name)
def test_scripts_are_small_and_call_nobody(script):
    text = script.read_text()
    assert not re.findall(r"\beval\b|new Function|innerHTML|fetch\(|XMLHttpRequest|https?://", text)
    assert len(text.splitlines()) <= 150


def test_the_engine_finds_our_form_templates_first():
    source = engines["django"].engine.get_template("django/forms/field.html").origin.name
    assert source.startswith(str(WEB))


def test_every_status_of_every_machine_has_a_tone():
    import importlib
    import pkgutil

    import renkei
    from renkei.core.states import Machine
    from renkei.web.tones import TONES

    names = [m.name for m in pkgutil.walk_packages(renkei.__path__, "renkei.") if m.name.endswith(".states")]
    machines = {id(v): v for n in names for v in vars(importlib.import_module(n)).values() if isinstance(v, Machine)}
    missing = {f"{m.name}:{value}" for m in machines.values() for value in m.states.values if value not in TONES}
    assert missing == set()
