"""The gallery draws every component."""

from __future__ import annotations

import pytest
from django.template.loader import get_template
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["index", "form", "sheet"])
def test_pages_open(client, name):
    page = client.get(reverse(f"gallery:{name}")).content.decode()
    assert "<title>" in page
    assert "{{" not in page
    assert "{%" not in page
    assert page.count("<h1") >= 1


def test_an_empty_form_answers_422_with_all_errors(client):
    answer = client.post(reverse("gallery:form"), {})
    assert answer.status_code == 422
    assert "data-error-summary" in answer.content.decode()


@pytest.mark.parametrize("status", [403, 404, 409, 422])
def test_refusals(client, status):
    assert client.get(reverse("gallery:refusal", args=[status])).status_code == status


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_pages_for_the_worst_case_need_nothing(name):
    assert "次にできること" in get_template(name).render({})
