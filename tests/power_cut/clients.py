"""Browsers without a screen: they open a form, post it, and after a broken connection post the very same form again."""

from __future__ import annotations

import http.client
import threading
import time
from urllib.parse import urlencode

from tests.web.html_forms import Values, forms_in

PATIENCE = 120  # seconds until a client gives up


class Gone(Exception):
    """Nobody answered in time."""


class Browser:
    """One session at one port. Every request has a connection of its own."""

    def __init__(self, port: int, cookie: str, session: str) -> None:
        self.port, self.cookies = port, {cookie: session}

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, answer.getheader("Location") or "", text

    def patient(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """Ask until there is an answer that is no failure of the server."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = self._ask(method, path, body)
                if answer[0] < 500:
                    return answer
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.1)
        raise Gone(f"{method} {path}")

    def send(self, path: str, typed: Values) -> str:
        """Open the page, fill its form, post it until it is acknowledged; where it leads to."""
        status, _, page = self.patient("GET", path)
        assert status == 200, (status, path)
        form = max((f for f in forms_in(page) if f.method == "post"), key=lambda f: len(f.values)).values | typed
        status, location, page = self.patient("POST", path, urlencode(form, doseq=True))
        assert status == 302, (status, path, page[-2000:])
        return location


class Load:
    """Threads that write until they are told to stop; `acknowledged` holds what the server said yes to."""

    def __init__(self, browsers: list[Browser], notes: str, accept: list[str]) -> None:
        self.acknowledged: list[str] = []
        self.accepted: list[str] = []
        self.failures: list[BaseException] = []
        self.stop = threading.Event()
        self._waiting, self._notes, self._lock = list(accept), notes, threading.Lock()
        self._threads = [threading.Thread(target=self._run, args=pair) for pair in enumerate(browsers)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def goes_on(self, count: int = 12) -> bool:
        """Are so many more writes acknowledged?"""
        wanted, deadline = len(self.acknowledged) + count, time.monotonic() + PATIENCE
        while len(self.acknowledged) < wanted and not self.failures and time.monotonic() < deadline:
            time.sleep(0.05)
        return len(self.acknowledged) >= wanted

    def finish(self) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join(timeout=2 * PATIENCE)
        assert not any(t.is_alive() for t in self._threads)
        assert self.failures == []

    def _run(self, number: int, browser: Browser) -> None:
        try:
            for count in range(10_000):
                if self.stop.is_set():
                    return
                self._note(browser, f"{number}人目の{count}件目")
                if count % 3 == 2:
                    self._accept(browser)
        except BaseException as error:  # shown by the test's own thread
            self.failures.append(error)

    def _note(self, browser: Browser, text: str) -> None:
        typed = {"text": [text], "counterpart": ["person"], "method": ["phone"], "item": ["a"],
                 "info_class": ["summary"], "shareable": ["no"]}  # fmt: skip
        browser.send(self._notes, typed)
        self.acknowledged.append(text)

    def _accept(self, browser: Browser) -> None:
        with self._lock:
            path = self._waiting.pop() if self._waiting else ""
        if path:
            browser.send(path, {"first_action": ["今週中に打ち合わせます。"], "released": ["no"]})
            self.accepted.append(path)
