"""`{% csrf_token %}` of every template (settings.TEMPLATES, builtins): also the one-time id of the form."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from renkei.web.tickets import hidden_fields

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: template.Context) -> SafeString:
    """Takes the place of Django's tag, so that no form can post without both."""
    return hidden_fields(context["request"])
