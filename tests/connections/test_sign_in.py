"""What a consumer must be like before people sign in to it."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from apps.accounts.models import Account, User
from apps.accounts.permissions import permissions_of_user
from apps.connections.callers import available_scopes
from apps.connections.scopes import named_scopes, scopes_in_words, scopes_that_may_be_asked, without_repeats
from apps.connections.sign_in import SIGN_IN
from tests.factories import new_code_consumer, new_consumer


@pytest.mark.parametrize(
    "url", ["http://app.example/bye", "https://app.example/*", "https://app.example/#x", "javascript:alert(1)", "bye"]
)
def test_R006_an_address_after_sign_out_is_held_to_what_a_callback_is(account: Account, url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        new_code_consumer(account, offers_sign_in=True, post_logout_redirect_uris=f"https://app.example/ok\n{url}")
    assert list(refused.value.message_dict) == ["post_logout_redirect_uris"]


def test_a_public_app_may_be_left_for_its_own_machine(account: Account) -> None:
    local = "http://127.0.0.1:8912/bye"
    app = new_code_consumer(account, client_type="public", offers_sign_in=True, post_logout_redirect_uris=local).owner
    assert app.sign_out_urls == [local]
    with pytest.raises(ValidationError):
        new_code_consumer(account, offers_sign_in=True, post_logout_redirect_uris=local)


def test_a_program_that_has_no_users_offers_no_sign_in(account: Account) -> None:
    robot = new_consumer(account, offers_sign_in=True, post_logout_redirect_uris="https://app.example/bye").owner
    assert (robot.offers_sign_in, robot.post_logout_redirect_uris) == (False, "")


def test_signing_in_is_off_until_it_is_switched_on(account: Account) -> None:
    off, on = new_code_consumer(account).owner, new_code_consumer(account, offers_sign_in=True).owner
    assert not set(SIGN_IN) & set(scopes_that_may_be_asked(off))
    assert set(SIGN_IN) <= set(scopes_that_may_be_asked(on))


def test_signing_in_permits_nothing(account: Account, ana: User) -> None:
    app = new_code_consumer(account, offers_sign_in=True).owner
    assert not available_scopes(app, ana) & set(SIGN_IN)
    assert not permissions_of_user(ana) & set(SIGN_IN)
    assert named_scopes(app, ana, ["openid"]) == {"openid"}
    assert not named_scopes(app, ana, ["api"]) & set(SIGN_IN)


def test_everything_swallows_permissions_and_not_signing_in() -> None:
    assert without_repeats(["api", "items:view", "openid", "openid"]) == ["api", "openid"]


def test_scopes_are_told_in_words() -> None:
    with translation.override("en"):
        words = scopes_in_words(["openid", "email", "items:view", "nobody:knows"])
    assert words == ["Recognise you when you sign in", "Your e-mail address", "Items: View"]
