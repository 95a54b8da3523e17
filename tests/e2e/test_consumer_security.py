"""The security options of an OAuth consumer, in a real browser: folded away, and each only where it fits."""

from __future__ import annotations

import json
import os

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import Account, PermissionGroup, User
from apps.connections.models import Consumer
from tests.e2e.looks import Look, assert_usable, enter, in_looks, wear
from tests.factories import CALLBACK, new_code_consumer
from tests.oauth.signing import Key

pytestmark = pytest.mark.browser
LIST = "/settings/api-connections/consumers/"


def open_options(page: Page) -> None:
    page.locator("details.more > summary").click()


def shot(page: Page, name: str) -> None:
    if os.environ.get("SHOTS"):
        page.locator("details.more").scroll_into_view_if_needed()
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png")


@in_looks()
def test_every_option_is_usable(page: Page, live_server: LiveServer, account: Account, ana: User, look: Look) -> None:
    consumer = new_code_consumer(
        account, offers_sign_in=True, authentication_method="private_key_jwt", public_keys=Key().key_set
    ).owner
    enter(page, ana)
    wear(page, look, ana)
    page.goto(f"{live_server.url}{LIST}{consumer.pk}/")
    expect(page.get_by_label("Public keys")).to_be_visible()
    expect(page.get_by_label("Addresses after sign-out")).to_be_visible()
    shot(page, f"set-{look}")
    assert_usable(page)


def test_only_what_fits_the_app_is_shown(
    page: Page, live_server: LiveServer, ana: User, technicians: PermissionGroup
) -> None:
    enter(page, ana)
    wear(page, Look(), ana)
    page.goto(f"{live_server.url}{LIST}add/")
    expect(page.get_by_text("Must prove possession")).to_be_hidden()
    open_options(page)
    shot(page, "new-nothing")
    expect(page.get_by_text("Sign-in with the portal")).to_be_hidden()
    page.get_by_label("Grant type").select_option("client-credentials")
    expect(page.get_by_text("Sign-in with the portal")).to_be_hidden()
    expect(page.get_by_label("Public keys")).to_be_hidden()
    page.get_by_label("A private key").check()
    expect(page.get_by_label("Public keys")).to_be_visible()
    shot(page, "new-cc")
    page.get_by_label("Grant type").select_option("authorization-code")
    page.get_by_label("Sign-in with the portal").check()
    expect(page.get_by_label("Signature of ID tokens")).to_be_visible()
    page.get_by_label("Public: it runs in a browser").check()
    expect(page.get_by_label("A private key")).to_be_hidden()
    shot(page, "new-public")


def test_a_wrong_key_opens_the_options_and_a_right_one_makes_the_consumer(
    page: Page, live_server: LiveServer, ana: User, technicians: PermissionGroup
) -> None:
    key = Key()
    enter(page, ana)
    wear(page, Look(), ana)
    page.goto(f"{live_server.url}{LIST}add/")
    page.get_by_label("Grant type").select_option("authorization-code")
    page.get_by_label("Name").fill("Firma")
    page.get_by_label("Group permissions").select_option(str(technicians.pk))
    page.get_by_label("Callback URLs").fill(CALLBACK)
    open_options(page)
    page.get_by_label("A private key").check()
    page.get_by_label("Public keys").fill(json.dumps({"keys": [dict(key.pair.export_private(as_dict=True))]}))
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator("#id_public_keys_error")).to_contain_text("The member d is private")
    shot(page, "new-error")
    page.get_by_label("Public keys").fill(key.key_set)
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("It has no secret")).to_be_visible()
    shot(page, "made") if page.locator("details.more").count() else None
    assert Consumer.objects.get().authentication_method == "private_key_jwt"
