"""Signing in in two steps, as a person would: with an app, with a recovery code, and with a passkey of the browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect
from pytest_django import Settings

from apps.accounts.models import User
from tests.e2e.looks import Look, assert_usable, enter, wear
from tests.factories import PASSWORD
from tests.two_step import code_of, with_app

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def telephone(page: Page, settings: Settings, live_server: Any) -> CDPSession:
    """One that says yes, as far as Chromium can tell, for the address under which this server really is."""
    settings.PUBLIC_URL = live_server.url
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return session


def sign_out(page: Page) -> None:
    page.get_by_label(re.compile("User menu")).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in/"))


def type_password(page: Page, user: User) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_an_app_is_set_up_and_asked_for(page: Page, ana: User) -> None:
    wear(page, Look(), ana)
    enter(page, ana)
    page.goto("/my-security/")
    page.get_by_role("main").get_by_role("link", name="Set up an authenticator app").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert_usable(page)
    secret = page.get_by_label("Key", exact=True).input_value().replace(" ", "")
    page.get_by_label("Code that the app shows").fill(code_of(secret, -1, within=10))
    page.get_by_role("button", name="Set it up").click()
    recovery = page.get_by_label("Recovery codes", exact=True).input_value().split()
    assert_usable(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.path().read_text().split() == recovery
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.get_by_label("I have saved them").check()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_text("10 codes are left.")).to_be_visible()
    assert_usable(page)
    sign_out(page)
    type_password(page, ana)
    assert_usable(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("not right")
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_label("Code").press("Enter")
    expect(page).to_have_url(re.compile("/settings/"))
    sign_out(page)
    type_password(page, ana)
    page.get_by_label("Code").fill(recovery[0])
    page.get_by_label("Code").press("Enter")
    expect(page).to_have_url(re.compile("/settings/"))


def test_a_passkey_of_the_browser_is_set_up_signs_in_and_steps_up(page: Page, ana: User, telephone: CDPSession) -> None:
    wear(page, Look(), ana)
    enter(page, ana)
    page.goto("/my-security/passkeys/")
    assert_usable(page)
    page.get_by_label("Name of the passkey").fill("Laptop")
    page.get_by_role("button", name="Set up a passkey").click()
    page.get_by_label("I have saved them").check()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("row", name=re.compile("Laptop"))).to_be_visible()
    assert_usable(page)
    sign_out(page)
    page.get_by_role("link", name="Sign in with a passkey").click()
    assert_usable(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("/settings/"))
    sign_out(page)
    type_password(page, ana)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("/settings/"))


def test_a_device_without_a_passkey_is_told_and_the_other_way_stays(page: Page, ana: User) -> None:
    with_app(ana)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    page.goto("/sign-in/passkey/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("no passkey")
    page.get_by_role("link", name="Use your password").click()
    expect(page.get_by_label("E-mail")).to_be_visible()
