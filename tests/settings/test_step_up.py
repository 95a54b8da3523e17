"""What needs the password again: everything that makes, shows, changes or ends what others get in with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.test import Client

from apps.accounts.models import Account, PermissionGroup, User
from apps.accounts.session import Session
from apps.audit.models import Transaction
from apps.connections.models import ApiKey, Authorization, Consumer
from apps.connections.services.authorizations import grant_authorization
from tests.archives import new_archive
from tests.calendars import new_holiday
from tests.catalogs import new_entry
from tests.committed import committed
from tests.conftest import sign_in
from tests.documents import new_document
from tests.factories import (
    TESTER,
    AccountFactory,
    GroupFactory,
    UserFactory,
    new_api_key,
    new_code_consumer,
    new_consumer,
)
from tests.money import new_cost_centre, new_day_of_rates, new_tax
from tests.settings.conftest import HTMX, age_sign_in

pytestmark = pytest.mark.django_db

KEY, CONSUMERS = "/settings/api-connections/key/", "/settings/api-connections/consumers/"
CONSENTS = "/settings/api-connections/authorizations/"
GROUPS, USERS = "/settings/user-accounts/permission-groups/", "/settings/user-accounts/accounts/"
MODULES = "/settings/modules/"
ACCOUNT = "/settings/account/"
HOLIDAYS = "/settings/business-calendar/holidays/"
ENTRIES = "/settings/auxiliary-catalogs/entries/"
MONEY = ("taxes", "exchange-rates", "cost-centres")
DOCUMENTS = "/settings/document-management/documents/"
SESSIONS, POLICY = "/settings/security/sessions/", "/settings/security/api-policy/"


class Deed(NamedTuple):
    method: str
    path: str
    data: dict[str, Any]


DEEDS = [
    Deed("post", f"{KEY}create/", {}),
    Deed("post", f"{KEY}reveal/", {}),
    Deed("post", f"{KEY}rotate/", {"overlap": "0"}),
    Deed("post", f"{KEY}end-old/", {}),
    Deed("post", f"{KEY}delete/", {"word": "x"}),
    Deed("post", f"{CONSUMERS}add/", {"name": "Otro"}),
    Deed("post", f"{CONSUMERS}{{consumer}}/", {"name": "Otro"}),
    Deed("post", f"{CONSUMERS}{{consumer}}/rotate/", {"overlap": "0"}),
    Deed("post", f"{CONSUMERS}{{consumer}}/end-old/", {}),
    Deed("post", f"{CONSUMERS}{{consumer}}/delete/", {}),
    Deed("post", f"{CONSUMERS}{{consumer}}/reduce/", {"days": "90", "name": "Otro"}),
    Deed("post", f"{CONSUMERS}delete/?selected={{consumer}}", {}),
    Deed("post", f"{CONSUMERS}delete/?matching=1", {}),
    Deed("post", f"{CONSENTS}{{consent}}/revoke/", {"which": "this"}),
    Deed("post", f"{CONSENTS}{{consent}}/revoke/", {"which": "app"}),
    Deed("post", f"{CONSENTS}{{consent}}/revoke/", {"which": "user"}),
    Deed("post", f"{CONSENTS}revoke/?selected={{consent}}", {}),
    Deed("post", f"{CONSENTS}revoke/?matching=1", {}),
    Deed("post", f"{GROUPS}add/", {"name": "Otro"}),
    Deed("post", f"{GROUPS}{{group}}/", {"name": "Otro"}),
    Deed("post", f"{GROUPS}{{group}}/delete/", {}),
    Deed("post", f"{USERS}add/", {"name": "Otra", "email": "otra@aguas.example", "role": "super_administrator"}),
    Deed("post", f"{USERS}{{user}}/", {"name": "Otro", "email": "otro@aguas.example", "role": "super_administrator"}),
    Deed("post", f"{GROUPS}{{group}}/duplicate/", {}),
    Deed("post", GROUPS, {"action": "delete", "selected": "{group}"}),
    Deed("post", f"{USERS}{{invited}}/revoke-invitation/", {}),
    Deed("post", f"{MODULES}items/off/", {}),
    Deed("post", f"{MODULES}items/on/", {}),
    *(Deed("post", f"/settings/guest-portal/{deed}/", {}) for deed in ("open", "close", "reset-link")),
    Deed("post", f"{ENTRIES}{{entry}}/delete/", {}),
    Deed("post", ENTRIES, {"action": "delete", "confirmed": "1", "selected": "{entry}"}),
    Deed("post", f"{DOCUMENTS}{{document}}/delete/", {}),
    Deed("post", DOCUMENTS, {"action": "delete", "confirmed": "1", "selected": "{document}"}),
    Deed("get", "/settings/transactions-log/export/", {}),
    Deed("post", POLICY, {"access_token_minutes": "60"}),
    Deed("post", "/settings/security/password/", {"password_length": "20"}),
    Deed("post", "/settings/security/two-step/", {"two_step_for": "everybody"}),
    Deed("post", f"{USERS}{{user}}/reset-two-step/", {}),
    Deed("post", f"{USERS}{{user}}/forget-sign-on/", {}),
    Deed("post", "/settings/security/sso/", {"name": "Entrada"}),
    Deed("get", "/my-security/authenticator-app/", {}),
    Deed("get", "/my-security/passkeys/", {}),
    Deed("post", f"{HOLIDAYS}{{holiday}}/delete/", {}),
    Deed("post", HOLIDAYS, {"action": "delete", "confirmed": "1", "selected": "{holiday}"}),
    *(Deed("post", f"/settings/financial/{kind}/{{{kind}}}/delete/", {}) for kind in MONEY),
    *(Deed("post", f"/settings/financial/{kind}/", {"action": "delete", "selected": f"{{{kind}}}"}) for kind in MONEY),
    Deed("post", f"{SESSIONS}{{session}}/end/", {}),
    Deed("post", f"{SESSIONS}{{session}}/end-all/", {}),
    Deed("post", f"{ACCOUNT}archives/ask/", {}),
    Deed("get", f"{ACCOUNT}archives/{{archive}}/download/", {}),
    Deed("post", f"{ACCOUNT}transfer/", {"user": "bruno@aguas.example"}),
    Deed("post", f"{ACCOUNT}transfer/withdraw/", {}),
    Deed("post", f"{ACCOUNT}close/", {"word": "Aguas del Valle"}),
    Deed("post", f"{ACCOUNT}close/undo/", {}),
    Deed("post", "/ownership/accept/", {}),
    Deed("post", SESSIONS, {"action": "end", "confirmed": "1", "selected": "{session}"}),
]


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    found: dict[str, int] = {}
    with committed(django_db_blocker, lambda: found.update(new_rows())):
        yield found


@pytest.fixture
def account(rows: dict[str, int], db: None) -> Account:
    return User.objects.select_related("account").get(pk=rows["user"]).account  # type: ignore[return-value]


def new_rows() -> dict[str, int]:
    account = AccountFactory.create(name="Aguas del Valle")
    bruno = UserFactory.create(account=account, email="bruno@aguas.example")
    new_api_key(account)
    sign_in(bruno)
    app = new_code_consumer(account, name="Campo").owner
    consent = grant_authorization(consumer=app, user=bruno, scopes=["items:view"], by=TESTER)
    return {
        "consumer": new_consumer(account, name="Puente").owner.pk,
        "consent": consent.pk,
        "group": GroupFactory.create(account=account, name="Grupo").pk,
        "entry": new_entry(account).pk,
        "holiday": new_holiday(account).pk,
        "document": new_document(account).pk,
        "taxes": new_tax(account).pk,
        "exchange-rates": new_day_of_rates(account).pk,
        "cost-centres": new_cost_centre(account).pk,
        "user": bruno.pk,
        "invited": UserFactory.create(account=account, password=None).pk,
        "session": Session.objects.get(user=bruno).pk,
        "archive": new_archive(account).pk,
    }


def state() -> list[Any]:
    models = (Consumer, Authorization, PermissionGroup, User, ApiKey, Account)
    sessions = Session.objects.order_by("pk").values_list("pk", "user_id")
    return [*(list(model._default_manager.order_by("pk").values()) for model in models), list(sessions)]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "panel"])
@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: f"{deed.method} {deed.path}")
def test_R140_it_needs_the_password_of_the_last_ten_minutes(
    ana: User, rows: dict[str, int], deed: Deed, headers: dict[str, str]
) -> None:
    User.objects.filter(pk=ana.pk).update(is_owner=True)
    client = sign_in(ana)
    age_sign_in(client)
    before, recorded = state(), Transaction.objects.count()
    data = {name: value.format(**rows) for name, value in deed.data.items()}
    answer = getattr(client, deed.method)(deed.path.format(**rows), data, headers=headers)
    way = answer.headers.get("HX-Redirect") or answer.headers.get("Location", "")
    assert way.startswith("/confirm/?next="), answer.status_code
    assert (state(), Transaction.objects.count()) == (before, recorded)


def test_R140_looking_needs_no_password(ana: User, rows: dict[str, int]) -> None:
    client = sign_in(ana)
    age_sign_in(client)
    pages = (KEY, CONSUMERS, f"{CONSUMERS}{{consumer}}/", GROUPS, f"{GROUPS}{{group}}/", f"{USERS}{{user}}/", SESSIONS,
             f"{SESSIONS}{{session}}/", POLICY)  # fmt: skip
    assert {client.get(page.format(**rows)).status_code for page in pages} == {200}


def test_R140_the_password_of_another_session_does_not_count(ana: User, rows: dict[str, int]) -> None:
    client = sign_in(ana)
    age_sign_in(client)
    sign_in(ana)
    assert client.post(f"{KEY}reveal/").headers["Location"].startswith("/confirm/")


def test_R140_nobody_without_a_session_steps_up(rows: dict[str, int]) -> None:
    assert Client().post("/confirm/", {"password": "x"}).headers["Location"].startswith("/sign-in/")
