import pytest

from apps.accounts.models import Account, User
from tests.factories import new_code_consumer
from tests.oauth.flow import CHALLENGE, VERIFIER, App, answer, ask, browser, code, redeem


@pytest.mark.parametrize(
    ("challenge", "method"),
    [
        (None, None), (None, "S256"), ("", "S256"), (CHALLENGE, None), (CHALLENGE, "plain"), (CHALLENGE, "s256"),
        (CHALLENGE[:-1], "S256"), (f"{CHALLENGE}=", "S256"), (f"{CHALLENGE[:-1]}+", "S256"), (VERIFIER, "plain"),
    ],
)  # fmt: skip
def test_R010_only_a_challenge_by_s256_is_accepted(
    app: App, bruno: User, challenge: str | None, method: str | None
) -> None:
    back = answer(ask(browser(bruno), app, code_challenge=challenge, code_challenge_method=method))
    assert back["error"] == "invalid_request"
    assert back["iss"] == "http://localhost"


def test_R011_without_the_verifier_a_code_is_not_redeemed(app: App, bruno: User) -> None:
    plain = code(app, bruno)
    assert redeem(app, plain, code_verifier=None).status_code == 400
    assert redeem(app, plain, code_verifier=VERIFIER).status_code == 200


@pytest.mark.parametrize("verifier", ["x" * 43, VERIFIER[:42], f"{VERIFIER} ", f"{VERIFIER}é", "y" * 129, CHALLENGE])
def test_R011_a_wrong_or_malformed_verifier_is_refused(app: App, bruno: User, verifier: str) -> None:
    assert redeem(app, code(app, bruno), code_verifier=verifier).json() == {"error": "invalid_grant"}


def test_R010_an_app_marked_so_does_without(account: Account, bruno: User) -> None:
    app = new_code_consumer(account, cannot_send_pkce=True)
    plain = code(app, bruno, code_challenge=None, code_challenge_method=None)
    assert redeem(app, plain, code_verifier=None).status_code == 200


def test_R010_R011_such_an_app_is_held_to_a_challenge_that_it_sends(account: Account, bruno: User) -> None:
    app = new_code_consumer(account, cannot_send_pkce=True)
    assert redeem(app, code(app, bruno), code_verifier=None).status_code == 400
    assert redeem(app, code(app, bruno), code_verifier="x" * 43).status_code == 400
    assert redeem(app, code(app, bruno)).status_code == 200


def test_R011_a_verifier_for_a_code_without_challenge_shows_that_the_challenge_was_taken_out(
    account: Account, bruno: User
) -> None:
    app = new_code_consumer(account, cannot_send_pkce=True)
    plain = code(app, bruno, code_challenge=None, code_challenge_method=None)
    assert redeem(app, plain).json() == {"error": "invalid_grant"}
