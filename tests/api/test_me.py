from apps.accounts.models import Account, User
from tests.api.helpers import Program, token_for, user_token


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
