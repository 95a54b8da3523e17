"""Nobody outside an account sees, guesses or changes anything of it: every URL, every model, every way in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.sites import AdminSite
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from apps.accounts import modules
from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.connections.models import ApiKey, Authorization, Consumer
from apps.connections.services.authorizations import grant_authorization
from apps.settings.panel import PanelAdmin
from apps.settings.site import site
from tests.addresses import PASSWORD_LINK, Address, every_address
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, new_access_token, new_item, token_for
from tests.conftest import sign_in
from tests.factories import TESTER, GroupFactory, UserFactory, new_api_key, new_code_consumer, new_consumer
from tests.oauth import flow

MARK = "Secretísimo"
ADDRESSES = every_address()

# How to get from a row to its account; None for what belongs to the installation, with the reason.
TO_ACCOUNT: dict[str, str | None] = {
    "accounts.Account": "pk",
    "accounts.PermissionGroup": "account",
    "accounts.User": "account",
    "audit.ChainHead": None,  # a counter, of which an account sees its transactions' numbers only
    "audit.Transaction": "account",
    "connections.AccessToken": "application__account",
    "connections.ApiKey": "account",
    "connections.ApiSecret": "api_key__account",
    "connections.Authorization": "account",
    "connections.AuthorizationCode": "application__account",
    "connections.Consumer": "account",
    "connections.ConsumerSecret": "consumer__account",
    "connections.DeviceGrant": None,  # exists for the toolkit's sake; nothing writes one
    "connections.HawkNonce": "api_key__account",
    "connections.IDToken": None,  # the same
    "connections.RefreshToken": "application__account",
    "maintenance.Item": "account",
}
# Who belongs to no account has none; the toolkit's tokens could do without a consumer, but are never made so.
MAY_HAVE_NONE = {"accounts.User", "audit.Transaction", "connections.AccessToken"}

STRANGERS = (
    "anonymous", "super administrator", "administrator", "custom", "read-only", "operator outside", "token", "API key",
)  # fmt: skip

Ask = Callable[[str, str], Any]


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("apps.")]


def fields_on_the_way(model: type[models.Model], path: str) -> Iterator[models.Field[Any, Any]]:
    for step in path.split("__"):
        field = model._meta.get_field(step) if step != "pk" else model._meta.pk
        yield field  # type: ignore[misc]
        model = getattr(field, "related_model", None) or model


# --- the models -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_row_belongs_to_exactly_one_account(model: type[models.Model]) -> None:
    label = model._meta.label
    assert label in TO_ACCOUNT, f"say in TO_ACCOUNT how a row of {label} finds its account"
    path = TO_ACCOUNT[label]
    if path is None or path == "pk":
        return
    fields = list(fields_on_the_way(model, path))
    assert fields[-1].related_model is Account
    assert not any(field.null for field in fields) or label in MAY_HAVE_NONE


def test_the_table_of_models_holds_no_other() -> None:
    assert set(TO_ACCOUNT) == {model._meta.label for model in our_models()}


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_whatever_belongs_to_an_account_directly_is_read_from_the_account(model: type[models.Model]) -> None:
    try:
        model._meta.get_field("account")
    except FieldDoesNotExist:
        return
    assert hasattr(model._default_manager, "of"), "its manager has no .of(account)"


# --- two accounts, one of them full of marked rows ------------------------------------------------------------------


@pytest.fixture
def ours(account: Account, ana: User, bruno: User, technicians: PermissionGroup) -> Account:
    """A row of every kind, each with MARK in all that a person can read of it."""
    Account.objects.filter(pk=account.pk).update(name=f"{MARK} S.A.")
    for user in (ana, bruno):
        User.objects.filter(pk=user.pk).update(
            name=f"{MARK} {user.name}", email=f"{user.pk}.{MARK.lower()}@aguas.example"
        )
    group = GroupFactory.create(account=account, name=f"{MARK} grupo", description=MARK)
    new_consumer(account, name=f"{MARK} puente", description=MARK, permission_group=group)
    app = new_code_consumer(account, name=f"{MARK} app", permission_group=group).owner
    grant_authorization(consumer=app, user=bruno, scopes=["items:view"], by=TESTER)
    new_access_token(app, user=ana)
    new_api_key(account)
    new_item(account, f"{MARK}-1", notes=MARK, field_1=MARK)
    account.refresh_from_db()
    return account


@pytest.fixture
def marks(ours: Account) -> list[bytes]:
    """What must never be read outside: the mark, as it is or escaped in JSON, and every public identifier."""
    keys = [*Consumer.objects.of(ours).values_list("client_id", flat=True), ApiKey.objects.of(ours).get().key]
    texts = [MARK, MARK.lower(), MARK[:7] + "\\u00ed", *keys]
    return [text.encode() for text in texts]


@pytest.fixture
def strangers(ours: Account, other_account: Account, carla: User, operator: User) -> dict[str, Ask]:
    """Everybody who has something, but nothing of ours."""
    everything = sorted(modules.permissions_of(modules.grantable()))
    group = GroupFactory.create(account=other_account, name="Todo", permissions=everything)
    custom = UserFactory.create(account=other_account, role=Role.CUSTOM, permission_group=group)
    people = {
        "anonymous": None,
        "super administrator": carla,
        "administrator": UserFactory.create(account=other_account, role=Role.ADMINISTRATOR),
        "custom": custom,
        "read-only": UserFactory.create(account=other_account, role=Role.READ_ONLY),
        "operator outside": operator,
    }
    api_key = new_api_key(other_account)
    programs: dict[str, Ask] = {
        "token": Program(token_for(other_account)).call,
        "API key": Signer(api_key.owner.key, api_key.plain).call,
    }
    return {name: browser_of(user) for name, user in people.items()} | programs


def browser_of(user: User | None) -> Ask:
    """A browser that keeps its session, even when an answer ends it."""
    session = {name: morsel.value for name, morsel in sign_in(user).cookies.items()} if user else {}

    def ask(method: str, path: str) -> Any:
        client = Client()
        client.cookies.load(session)
        return client.generic(method, path)

    return ask


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside, a sign-out for instance, has not happened afterwards."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def body_of(response: Any) -> bytes:
    body: bytes = response.getvalue() if response.streaming else response.content
    return body + str(response.headers).encode()


def rows_of(account: Account) -> dict[str, list[Any]]:
    """All that the account holds, to see whether anything of it changed."""
    paths = {model: TO_ACCOUNT[model._meta.label] for model in our_models()}
    found = [(model, model._base_manager.filter(**{path: account.pk})) for model, path in paths.items() if path]
    return {model._meta.label: list(rows.order_by("pk").values()) for model, rows in found}


def is_for_operators(address: Address) -> bool:
    """The list of accounts is what an operator is for; they see names and numbers, and enter visibly."""
    return address.name.startswith("settings:accounts_account_")


def is_nothing(response: Any) -> bool:
    """404; or a refusal that says the same of every row: not signed in, not permitted, never done this way."""
    if response.status_code == 302:
        return str(response.headers["Location"]).startswith("/sign-in/")
    return response.status_code in (401, 403, 404, 405)


def is_missing(response: Any) -> bool:
    return response.status_code in (404, 405)


def could_open_it_at_home(who: str, address: Address) -> bool:
    """Whether the stranger may open the same page about a row of their own."""
    if address.name.endswith("-one"):
        return who in ("token", "API key")
    return who == "super administrator" and not is_for_operators(address)


def faults(who: str, address: Address, what: str, response: Any, marks: list[bytes]) -> Iterator[str]:
    # What the stranger said themselves comes back in the address to sign in, and tells nothing.
    body = body_of(response).replace(what.partition(" ")[2].encode(), b"")
    yield from (f"{who}: {what} shows {mark!r}" for mark in marks if mark in body)
    if address.is_about_a_row and not is_nothing(response):
        yield f"{who}: {what} answers {response.status_code}"
    if address.is_about_a_row and could_open_it_at_home(who, address) and not is_missing(response):
        yield f"{who}: {what} answers {response.status_code}, which is not 404"


pytestmark = pytest.mark.django_db


# --- the URLs ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", STRANGERS)
def test_no_url_shows_or_changes_anything_of_another_account(
    ours: Account, strangers: dict[str, Ask], marks: list[bytes], who: str
) -> None:
    found: list[str] = []
    before = rows_of(ours)
    for address in ADDRESSES:
        if who == "operator outside" and is_for_operators(address):
            continue
        for path, method in product(address.paths(ours), ("GET", "POST", "PUT")):
            if method == "PUT" and not address.name.endswith("-one"):
                continue
            with undone():
                response = strangers[who](method, path)
                found += faults(who, address, f"{method} {path}", response, marks)
                if method != "GET" and rows_of(ours) != before:
                    found.append(f"{who}: {method} {path} changed something")
    assert found == []


def test_a_row_that_was_never_made_answers_the_same(ours: Account, carla: User) -> None:
    """Otherwise the difference would tell which keys exist."""
    client = sign_in(carla)
    for name in ("connections_consumer_change", "accounts_user_change", "audit_transaction_change"):
        theirs = next(address for address in ADDRESSES if address.name == f"settings:{name}").paths(ours)[0]
        nobodys = reverse(f"settings:{name}", args=[987_654_321])
        assert _plain(client.get(theirs)) == _plain(client.get(nobodys))


def _plain(response: Any) -> tuple[int, bytes]:
    path = response.request["PATH_INFO"]
    lines = response.content.replace(path.encode(), b"").splitlines()
    return response.status_code, b"\n".join(line for line in lines if b"csrf" not in line.lower())


def lists() -> list[PanelAdmin]:
    return [screen for screen in site.screens if isinstance(screen, PanelAdmin) and screen.section.name != "accounts"]


@pytest.mark.parametrize("screen", lists(), ids=lambda screen: screen.url_name)
def test_no_search_and_no_filter_reaches_a_row_of_another_account(
    ours: Account, other_account: Account, carla: User, screen: PanelAdmin
) -> None:
    client, own = sign_in(carla), screen.rows(other_account).count()
    assert client.get(screen.url, {"q": MARK}).context["total"] == 0
    rows: dict[str, Any] = {"group": PermissionGroup, "app": Consumer, "user": User}
    for name, model in rows.items():
        response = client.get(screen.url, {name: model.objects.of(ours).latest("pk").pk})
        assert response.context["total"] in (0, own)
        assert MARK not in response.content.decode()


@pytest.mark.parametrize("screen", lists(), ids=lambda screen: screen.url_name)
def test_no_bulk_action_reaches_a_row_of_another_account(ours: Account, carla: User, screen: PanelAdmin) -> None:
    client, before = sign_in(carla), rows_of(ours)
    selected = [row.pk for row in screen.rows(ours)]
    for action in screen.bulk_actions:
        if action.page:
            client.post(f"{screen.url_of(action.page)}?{'&'.join(f'selected={key}' for key in selected)}")
        client.post(screen.url, {"action": action.name, "selected": selected})
    assert rows_of(ours) == before


def test_an_operator_outside_sees_of_an_account_its_name_and_number(ours: Account, operator: User) -> None:
    page = sign_in(operator).get(reverse("settings:accounts_account_change", args=[ours.pk])).content.decode()
    assert f"{MARK} S.A." in page
    assert f"{MARK} puente" not in page
    assert f"{MARK.lower()}@" not in page


def test_a_password_link_that_was_never_sent_tells_nothing(ours: Account, marks: list[bytes]) -> None:
    address = next(address for address in ADDRESSES if address.name == PASSWORD_LINK)
    body = body_of(Client().get(address.paths(ours)[0], follow=True))
    assert [mark for mark in marks if mark in body] == []


# --- the OAuth door --------------------------------------------------------------------------------------------------


@pytest.fixture
def their_app(other_account: Account) -> flow.App:
    return new_code_consumer(other_account)


def test_a_token_of_another_account_is_told_to_be_dead(ours: Account, bruno: User, their_app: flow.App) -> None:
    app = new_code_consumer(ours)
    issued = flow.tokens(app, bruno)
    assert not flow.is_active(their_app, issued["access_token"])
    assert not flow.is_active(their_app, issued["refresh_token"])
    assert flow.is_active(app, issued["access_token"])


def test_a_token_of_another_account_cannot_be_revoked(ours: Account, bruno: User, their_app: flow.App) -> None:
    app = new_code_consumer(ours)
    issued = flow.tokens(app, bruno)
    for plain in (issued["access_token"], issued["refresh_token"]):
        headers = flow.basic(their_app.owner.client_id, their_app.plain)
        assert flow.post("/oauth/revoke_token", {"token": plain}, headers).status_code == 200
    assert Program(issued["access_token"]).get("/api/items").status_code == 200
    assert flow.refresh(app, issued["refresh_token"]).status_code == 200


def test_a_code_or_refresh_token_of_another_account_gives_nothing(
    ours: Account, bruno: User, their_app: flow.App
) -> None:
    app = new_code_consumer(ours)
    assert flow.redeem(their_app, flow.code(app, bruno)).json()["error"] == "invalid_grant"
    assert flow.refresh(their_app, flow.tokens(app, bruno)["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_user_of_another_account_cannot_authorize_our_consumer(
    ours: Account, carla: User, marks: list[bytes]
) -> None:
    app = Consumer.objects.of(ours).get(name=f"{MARK} app")
    response = flow.browser(carla).get("/oauth/authorize", flow.request_of(flow.App(app, "")))
    assert response.status_code in (400, 403, 404)
    assert not Authorization.objects.filter(user=carla).exists()
    said = app.client_id.encode()
    assert [mark for mark in marks if mark in body_of(response).replace(said, b"")] == []


def test_the_plain_admin_is_not_reachable() -> None:
    """Its own look-ups know nothing of accounts."""
    assert type(site) is not AdminSite
    assert {address.name for address in ADDRESSES if address.name.startswith("admin:")} == set()
