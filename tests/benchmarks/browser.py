"""A person's browser, as far as a server notices: cookies, forms, and what the proxy in front adds."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urljoin

import requests

from tests.benchmarks.peers import HOST, OF_A_PROXY
from tests.benchmarks.servers import Server
from tests.flows.person import Page

TIMEOUT = 60


class Browser:
    """It follows no redirect."""

    def __init__(self, server: Server) -> None:
        self.url, self.session, self.cookies = server.url, requests.Session(), dict[str, str]()
        self.session.headers.update(OF_A_PROXY | {"Origin": f"https://{HOST}", "Accept-Language": "en"})
        # Ours are for HTTPS, which the proxy speaks and we do not: that they come back is seen to below.
        self.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def get(self, path: str) -> requests.Response:
        return self._ask("GET", path)

    def send(self, page: requests.Response, field: str, answers: dict[str, str]) -> requests.Response:
        """Fill in the form that has `field`, as it is on the page but for `answers`, and send it."""
        form = Page(page).form_with(field)
        assert form, f"{page.status_code} at {page.url} has no form with {field}"
        action, fields = form
        filled = [(name, value) for name, value in fields if name not in answers] + list(answers.items())
        return self._ask("POST", urljoin(page.url, action), data=filled)

    def sign_in(self, email: str, password: str) -> None:
        answer = self.send(self.get("/sign-in/"), "password", {"login": email, "password": password})
        assert answer.is_redirect, f"nobody was signed in: {answer.status_code}"

    def _ask(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        answer = self.session.request(
            method, urljoin(self.url, path), headers=headers, allow_redirects=False, timeout=TIMEOUT, **options
        )
        for line in answer.raw.headers.getlist("Set-Cookie"):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer
