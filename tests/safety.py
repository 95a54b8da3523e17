"""What every answer carries, whichever door it leaves by: its name, a strict policy, and nothing inline."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from apps.common import request_id

POLICY = {
    "default-src": "'self'", "base-uri": "'none'", "object-src": "'none'", "form-action": "'self'",
    "frame-ancestors": "'none'", "require-trusted-types-for": "'script'", "trusted-types": "default",
}  # fmt: skip
# What Swagger UI cannot do without, on the one page where it runs: styles that it writes, never a script.
DOCS = {
    "style-src": "'self' 'unsafe-inline'", "img-src": "'self' data:", "trusted-types": "default dompurify",
}  # fmt: skip
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# A file that somebody sent: it may do nothing at all.
DOWNLOAD = {"sandbox": "", "default-src": "'none'"}
INLINE = ("onc", "onl", "one", "ons", "oni", "onf", "onk", "onm", "onp", "hx-on")
"""How attributes begin that hold a program."""


def assert_safe(response: Any, where: str) -> None:
    """Its name, a policy with nothing unsafe, and nothing inline."""
    assert request_id.ACCEPTABLE.fullmatch(response.headers["X-Request-ID"]), where
    policy = policy_of(response)
    # Whoever agrees on the consent page is sent to the app's callback, which the browser holds against form-action.
    allowed = POLICY | DOCS if where.endswith((" /api/docs", " /api/docs/")) else POLICY
    if policy != DOWNLOAD:
        assert policy | {"form-action": policy["form-action"].split()[0]} == allowed, where
    # The metadata is for apps of every origin.
    shared = {"Cross-Origin-Resource-Policy": "cross-origin"} if where.startswith("GET /.well-known/") else {}
    # A callback's address holds a code.
    shared |= {"Referrer-Policy": "no-referrer"} if where == "GET /api/docs/oauth2-redirect" else {}
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS | shared, where
    assert "Server" not in response.headers
    if response.headers.get("Content-Type", "").startswith("text/html"):
        assert inline_parts(response.content.decode()) == [], where


def policy_of(response: Any) -> dict[str, str]:
    directives = response.headers["Content-Security-Policy"].split(";")
    return {name: value for name, _, value in (directive.strip().partition(" ") for directive in directives)}


class Inline(HTMLParser):
    """Collects what the policy would have to allow, or would stop."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "style" or name.startswith(INLINE):
                self.found.append(f"<{tag} {name}>")
            if (value or "").strip().lower().startswith(("javascript:", "data:")):
                self.found.append(f"<{tag} {name}={value}>")
            if tag in ("script", "link", "img", "iframe", "use") and (value or "").startswith(
                ("http:", "https:", "//")
            ):
                self.found.append(f"<{tag} {name}={value}>")
        if tag == "style" or (tag == "script" and "src" not in dict(attrs)):
            self.found.append(f"<{tag}>")


def inline_parts(html: str) -> list[str]:
    parser = Inline()
    parser.feed(html)
    return parser.found
