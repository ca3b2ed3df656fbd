"""A browser in a few words, for the list of signed-in browsers; never the whole header."""

from __future__ import annotations

_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def agent_words(header: str) -> str:
    """For example 「Chrome / Windows」; what is not known is 「不明」. Order matters: Edge says Chrome too."""

    def first(table: tuple[tuple[str, str], ...], other: str) -> str:
        return next((word for mark, word in table if mark in header), other)

    return f"{first(_BROWSERS, 'ブラウザー不明')} / {first(_SYSTEMS, '端末不明')}"
