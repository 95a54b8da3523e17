"""Somebody in front of a browser whom an app has sent to sign in and to allow: `python -m tests.flows.person ADDRESS`.

PERSON_EMAIL and PERSON_PASSWORD say who. Prints where the browser is sent in the end: to the app, with its answer.
"""

from __future__ import annotations

import os
import sys
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import requests

PAGES = 10


class Page(HTMLParser):
    """The forms of a page, each with where it goes and what it holds, and whether it loads itself again."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__()
        self.url, self.is_loaded_again = response.url, False
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self.feed(response.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.is_loaded_again |= tag == "meta" and attributes.get("http-equiv") == "refresh"
        if tag == "form":
            self.forms.append((attributes.get("action", ""), []))
        # Whoever allows what is asked for ticks each of it, also what the page leaves unticked.
        is_ticked = "checked" in attributes or attributes.get("name") == "scope"
        is_unticked = attributes.get("type") == "checkbox" and not is_ticked
        is_sent = "name" in attributes and "disabled" not in attributes and not is_unticked
        if tag == "input" and self.forms and is_sent:
            self.forms[-1][1].append((attributes["name"], attributes.get("value", "")))

    def form_with(self, field: str) -> tuple[str, list[tuple[str, str]]] | None:
        return next((form for form in self.forms if field in dict(form[1])), None)


class Person:
    """Signs in where asked to, allows what is asked for, and follows where the server sends; not to the app."""

    def __init__(self, email: str, password: str) -> None:
        self.browser = requests.Session()
        self.login = {"login": email, "password": password}

    def allow(self, address: str) -> str:
        """Where the browser is sent that an app has sent to `address`."""
        response = self.browser.get(address, allow_redirects=False)
        for _ in range(PAGES):
            if response.is_redirect:
                target = urljoin(response.url, response.headers["Location"])
                if urlsplit(target).netloc != urlsplit(address).netloc:
                    return target
                response = self.browser.get(target, allow_redirects=False)
            else:
                response = self._answer(Page(response), response)
        raise AssertionError(f"{response.url} keeps sending the browser around")

    def _answer(self, page: Page, response: requests.Response) -> requests.Response:
        if form := page.form_with("password"):
            return self._send(page, form, self.login)
        if form := page.form_with("request"):
            return self._send(page, form, {"decision": "allow"})
        assert page.is_loaded_again, f"{response.status_code} at {page.url}"
        return self.browser.get(page.url, allow_redirects=False)

    def _send(self, page: Page, form: tuple[str, list[tuple[str, str]]], answers: dict[str, str]) -> requests.Response:
        action, fields = form
        filled = [(name, value) for name, value in fields if name not in answers] + list(answers.items())
        return self.browser.post(urljoin(page.url, action), data=filled, allow_redirects=False)


if __name__ == "__main__":
    person = Person(os.environ["PERSON_EMAIL"], os.environ["PERSON_PASSWORD"])
    sys.stdout.write(person.allow(sys.argv[1]))
