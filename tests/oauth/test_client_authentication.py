from base64 import b64encode
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth.hashers import BasePasswordHasher, make_password
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.models import Account, User
from apps.accounts.services import suspend_account
from apps.common.tokens import Prefix, new_token
from apps.connections.models import Consumer, ConsumerSecret
from apps.connections.services import consumer_secrets, enabling
from tests.factories import TESTER, new_code_consumer, new_consumer
from tests.oauth.flow import FORM, VERIFIER, App, basic, browser, code, post, redeem, token

ASKED = {"grant_type": "client_credentials"}
MACHINES = ["/oauth/token", "/oauth/revoke_token", "/oauth/introspect"]


def assert_refused(response: object) -> None:
    assert (response.status_code, response.json()) == (401, {"error": "invalid_client"})  # type: ignore[attr-defined]
    assert response["WWW-Authenticate"].startswith('Basic realm="')  # type: ignore[index]


def test_R038_a_wrong_secret_an_unknown_client_and_a_malformed_secret_look_alike(robot: App) -> None:
    other = new_token(Prefix.CONSUMER_SECRET)
    assert_refused(post("/oauth/token", ASKED, basic(robot.owner.client_id, other)))
    assert_refused(post("/oauth/token", ASKED, basic("nobody", robot.plain)))
    assert_refused(post("/oauth/token", ASKED, basic(robot.owner.client_id, "secret")))
    assert_refused(post("/oauth/token", ASKED, basic(robot.owner.client_id, "")))
    assert_refused(post("/oauth/token", ASKED | {"client_id": robot.owner.client_id, "client_secret": other}))


def test_R017_without_credentials_nobody_is_let_in(robot: App) -> None:
    assert_refused(post("/oauth/token", ASKED))
    assert_refused(post("/oauth/token", ASKED | {"client_id": robot.owner.client_id}))


def test_R017_the_secret_of_one_consumer_does_not_open_another(robot: App, account: Account) -> None:
    other = new_consumer(account)
    assert_refused(post("/oauth/token", ASKED, basic(other.owner.client_id, robot.plain)))


def test_R037_two_methods_at_once_are_an_invalid_request(robot: App) -> None:
    body = ASKED | {"client_id": robot.owner.client_id, "client_secret": robot.plain}
    response = post("/oauth/token", body, basic(robot.owner.client_id, robot.plain))
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_R015_R037_the_key_in_the_body_must_agree_with_the_header(robot: App, account: Account) -> None:
    header = basic(robot.owner.client_id, robot.plain)
    assert post("/oauth/token", ASKED | {"client_id": robot.owner.client_id}, header).status_code == 200
    other = new_consumer(account)
    assert_refused(post("/oauth/token", ASKED | {"client_id": other.owner.client_id}, header))


def test_R033_the_scheme_is_case_insensitive(robot: App) -> None:
    header = {"Authorization": basic(robot.owner.client_id, robot.plain)["Authorization"].replace("Basic", "bAsIc")}
    assert post("/oauth/token", ASKED, header).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Basic", "Basic ", "Basic %%%", "Basic bm8tY29sb24=", "Bearer something", "Digest x",
        f"Basic {b64encode(bytes([0xFF, 0xFE])).decode()}", f"Basic {b64encode(b'a' + bytes(1) + b':b').decode()}",
        f"Basic {b64encode(b'%ff:x').decode()}", f"Basic {b64encode(b'k' * 5000 + b':x').decode()}",
    ],
)  # fmt: skip
def test_R020_R037_an_odd_header_is_a_clean_refusal(robot: App, header: str) -> None:
    assert_refused(post("/oauth/token", ASKED, {"Authorization": header}))


def test_R017_a_disabled_consumer_is_refused(robot: App) -> None:
    enabling.disable_consumer(consumer=robot.owner, by=TESTER)
    assert_refused(token(robot))


def test_R018_the_consumer_of_a_suspended_account_is_refused(robot: App) -> None:
    suspend_account(account=robot.owner.account, by=TESTER)
    assert_refused(token(robot))


def test_R121_both_secrets_work_during_an_overlap_and_the_old_one_only_as_long(robot: App) -> None:
    new = consumer_secrets.rotate_secret(consumer=robot.owner, overlap=timedelta(hours=24), by=TESTER)
    assert token(robot).status_code == token(new).status_code == 200
    ConsumerSecret.objects.filter(last_four=robot.plain[-4:]).update(expires_at=timezone.now())
    assert_refused(token(robot))
    assert token(new).status_code == 200


def test_the_use_of_each_secret_and_of_the_consumer_is_noted(robot: App) -> None:
    new = consumer_secrets.rotate_secret(consumer=robot.owner, overlap=timedelta(hours=24), by=TESTER)
    token(new)
    used, unused = ConsumerSecret.objects.order_by("-created_at", "-pk")
    assert used.last_used_at
    assert used.last_used_from == "127.0.0.1"
    assert unused.last_used_at is None
    assert Consumer.objects.get().last_used_from == "127.0.0.1"


def test_a_refused_attempt_notes_no_use(robot: App) -> None:
    post("/oauth/token", ASKED, basic(robot.owner.client_id, new_token(Prefix.CONSUMER_SECRET)))
    assert ConsumerSecret.objects.get().last_used_at is None


def test_a_public_app_says_only_its_key(phone_app: App, bruno: User) -> None:
    body = {"client_id": phone_app.owner.client_id, "code_verifier": VERIFIER, "code": code(phone_app, bruno)}
    body |= {"grant_type": "authorization_code", "redirect_uri": "https://app.example/callback"}
    response = post("/oauth/token", body)
    assert response.status_code == 200
    again = {"client_id": phone_app.owner.client_id, "grant_type": "refresh_token"}
    assert post("/oauth/token", again | {"refresh_token": response.json()["refresh_token"]}).status_code == 200


def test_R017_a_public_app_gets_no_token_for_itself(phone_app: App) -> None:
    assert_refused(post("/oauth/token", ASKED | {"client_id": phone_app.owner.client_id}))


def test_R017_a_confidential_app_must_prove_itself_to_redeem_a_code(app: App, bruno: User) -> None:
    body = {"client_id": app.owner.client_id, "code_verifier": VERIFIER, "code": code(app, bruno)}
    assert_refused(post("/oauth/token", body | {"grant_type": "authorization_code"}))


def test_R015_proving_to_be_another_consumer_opens_no_code(app: App, bruno: User, account: Account) -> None:
    plain = code(app, bruno)
    other = new_code_consumer(account, name="Other")
    assert redeem(other, plain).json()["error"] == "invalid_grant"
    assert redeem(app, plain).status_code == 200


@pytest.mark.parametrize("path", MACHINES)
def test_R017_a_session_means_nothing_to_the_endpoints_of_programs(app: App, ana: User, path: str) -> None:
    body = urlencode(ASKED | {"token": "x", "client_id": app.owner.client_id})
    assert_refused(browser(ana).post(path, body, content_type=FORM))


@pytest.mark.parametrize("path", MACHINES)
def test_R017_who_does_not_prove_to_be_a_confidential_client_is_refused(app: App, path: str) -> None:
    body = ASKED | {"token": "x", "grant_type": "refresh_token", "refresh_token": "x"}
    assert_refused(post(path, body | {"client_id": app.owner.client_id}))
    assert_refused(post(path, body | {"client_id": app.owner.client_id, "client_secret": "x"}))
    assert_refused(post(path, body, basic(app.owner.client_id, new_token(Prefix.CONSUMER_SECRET))))


def test_R037_a_failed_basic_is_final_whatever_the_body_says(robot: App, phone_app: App) -> None:
    wrong = basic(robot.owner.client_id, new_token(Prefix.CONSUMER_SECRET))
    of_robot = {"client_id": robot.owner.client_id, "client_secret": robot.plain}
    assert post("/oauth/token", ASKED | of_robot, wrong).json()["error"] == "invalid_request"
    refreshing = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": phone_app.owner.client_id}
    assert_refused(post("/oauth/token", refreshing, wrong))
    assert_refused(post("/oauth/token", refreshing, basic(phone_app.owner.client_id, "")))


class SlowHash(BasePasswordHasher):
    """Stands where people's passwords are hashed, and notes every use."""

    algorithm = "slow"
    uses = 0

    def encode(self, password: str, salt: str) -> str:
        SlowHash.uses += 1
        return f"{self.algorithm}${salt}${password}"

    def verify(self, password: str, encoded: str) -> bool:
        SlowHash.uses += 1
        return False


@pytest.mark.parametrize("path", MACHINES)
def test_R039_a_client_that_fails_costs_no_password_hash(robot: App, settings: Settings, path: str) -> None:
    settings.PASSWORD_HASHERS = [f"{SlowHash.__module__}.{SlowHash.__qualname__}"]
    SlowHash.uses = 0
    make_password("x")
    assert SlowHash.uses == 1
    for client_id, secret in ((robot.owner.client_id, new_token(Prefix.CONSUMER_SECRET)), ("nobody", "x"), ("", "")):
        assert_refused(post(path, ASKED | {"token": "x"}, basic(client_id, secret)))
        assert_refused(post(path, ASKED | {"token": "x", "client_id": client_id, "client_secret": secret or "x"}))
    assert token(robot).status_code == 200
    assert SlowHash.uses == 1
