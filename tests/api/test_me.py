from apps.accounts.models import Account, User
from apps.connections.models import AccessToken
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, new_access_token, token_for, user_token
from tests.factories import new_consumer


def test_me_says_who_is_calling_and_what_they_may_do(account: Account) -> None:
    body = Program(token_for(account, ["items:view", "items:add"])).get("/api/me/").json()
    assert body["success"] is True
    assert body["data"]["account"] == {
        "id": account.pk, "name": "Aguas del Valle", "number": 477, "language": "en", "time_zone": "UTC",
    }  # fmt: skip
    assert body["data"]["consumer"]["name"].startswith("Consumidor")
    assert body["data"]["api_key"] is None
    assert body["data"]["user"] is None
    assert body["data"]["permissions"] == ["items:add", "items:view"]


def test_me_names_the_user_for_whom_an_app_acts(bruno: User) -> None:
    body = Program(user_token(bruno)).get("/api/me").json()
    assert body["data"]["user"]["email"] == "bruno@aguas.example"
    assert body["data"]["permissions"] == ["items:edit", "items:view"]


def test_me_leaves_out_what_the_account_has_disabled(account: Account) -> None:
    token = token_for(account)
    Account.objects.filter(pk=account.pk).update(enabled_modules=[])
    assert Program(token).get("/api/me").json()["data"]["permissions"] == []


def test_me_tells_the_limits_and_until_when_the_token_is_good(account: Account, ana: User) -> None:
    consumer = new_consumer(account, calls_per_minute=30).owner
    data = Program(new_access_token(consumer, scope="items:view")).get("/api/me").json()["data"]
    token = AccessToken.objects.get()
    assert data["consumer"] == {"id": consumer.pk, "client_id": consumer.client_id, "name": consumer.name}
    assert data["limits"] == {"account": 200, "consumer": 30}
    assert data["token"] == {
        "token_type": "Bearer", "scope": ["items:view"], "expires_at": token.expires.isoformat(),
    }  # fmt: skip


def test_me_of_a_signed_request_has_no_token(signer: Signer) -> None:
    data = signer.call("GET", "/api/me").json()["data"]
    assert (data["token"], data["consumer"]) == (None, None)
    assert data["limits"] == {"account": 200, "consumer": None}
    assert not [entry for entry in data["permissions"] if entry.startswith(("api_connections:", "user_accounts:"))]
