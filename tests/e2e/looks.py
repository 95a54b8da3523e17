"""How a page can look: its width, its theme, its language; and what every page must be: usable by everybody."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from apps.accounts.models import User
from tests.conftest import sign_in

HEIGHTS = {1440: 900, 768: 1024, 390: 844, 320: 568}
THEMES = ("light", "dark")
LANGUAGES = ("es", "en", "pt-br")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What slides in is not where it will be, nor has it its colours yet.
AT_REST = """() => Promise.all(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
    .map((one) => one.finished.catch(() => null))).then(() => null)"""
# What is new in WCAG 2.2 axe leaves to whoever asks for it.
AXE_RUN = """options => axe.run(
    { exclude: ['tbody tr:nth-child(n+9)'] }, { rules: { "target-size": { enabled: true } }, ...options }
)"""


@dataclass(frozen=True)
class Look:
    width: int = 1440
    theme: str = "light"
    language: str = "en"

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}-{self.language}"


def in_looks(
    widths: tuple[int, ...] = (1440, 390), themes: tuple[str, ...] = THEMES, languages: tuple[str, ...] = ("en",)
) -> pytest.MarkDecorator:
    """Run the test, which takes `look`, once for every combination."""
    looks = [Look(*choice) for choice in product(widths, themes, languages)]
    return pytest.mark.parametrize("look", looks, ids=str)


def wear(page: Page, look: Look, user: User | None = None) -> None:
    """Let the pages that are opened from now on have `look`; a signed-in person's language is their own choice."""
    page.set_viewport_size({"width": look.width, "height": HEIGHTS[look.width]})
    add_cookie(page, "theme", look.theme)
    add_cookie(page, settings.LANGUAGE_COOKIE_NAME, look.language)
    if user:
        User.objects.filter(pk=user.pk).update(language=look.language)


def enter(page: Page, user: User) -> Client:
    """Sign `user` in as of a moment ago, without walking through the sign-in page. Returns the same session."""
    client = sign_in(user)
    add_cookie(page, settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)
    return client


def add_cookie(page: Page, name: str, value: str) -> None:
    page.context.add_cookies([{"name": name, "value": value, "url": "http://localhost"}])


def assert_usable(page: Page) -> None:
    """No accessibility finding of axe, and nothing that must be scrolled sideways, once nothing moves any more."""
    page.evaluate(AT_REST)
    assert [*findings(page), *too_wide(page)] == []


def findings(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds on the page as it looks now, by all its rules or by some; of a long table in the first rows."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
    found = page.evaluate(AXE_RUN, {"runOnly": only, "resultTypes": ["violations"]})
    return [f"{rule['id']}: {node['html']}" for rule in found["violations"] for node in rule["nodes"]]


def too_wide(page: Page) -> list[str]:
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{overflow} px too wide"] if overflow > 0 else []
