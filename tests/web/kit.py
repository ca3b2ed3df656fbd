"""Reading pages in tests: the clock of the story on the screens, the words of a page, the words an office never reads."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.http import HttpResponse

from tests.kit.world import World

#: Words that betray the programme or custody.
HIDDEN_WORDS = ("定着", "矯正", "刑", "出所", "釈放", "受刑", "保護観察", "連携強化", "併走", "引継")


@contextmanager
def at_world_time(world: World) -> Iterator[None]:
    """Screens read the story's clock."""
    with patch("django.utils.timezone.now", side_effect=lambda: world.now):
        yield


def text_of(response: HttpResponse) -> str:
    """The words of a page, without markup."""
    return html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
