"""Whatever is asked all day, and the first page of every list, finds its rows by indexes, which are named here.

The statements are those that the code sends. An index that goes missing, or no longer has the order of its list,
leaves another plan, and one that reads whole tables or sorts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from apps.accounts import modules
from apps.accounts.models import Account, Role
from apps.connections.models import Authorization
from apps.connections.services.revoking import revoke_authorizations
from apps.settings.panel import changelist
from tests import lanes
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, new_item, token_for
from tests.api.samples import resources
from tests.benchmarks import screens
from tests.benchmarks.seeding import flat
from tests.conftest import sign_in
from tests.factories import TESTER, AccountFactory, UserFactory, new_api_key, new_code_consumer, new_consumer
from tests.growth.plans import Deed, planned
from tests.oauth import flow

pytestmark = pytest.mark.django_db

ROWS, PEOPLE = 5_000, 2_000
CLIENT = {"connections_consumer_client_id", "connections_consumersecret_digest"}
BEARER = {"access_token_once", "call_meter_once_per_caller_and_hour"}
SIGNED_IN = {"accounts_session_digest", "accounts_user_pkey"}
KEPT = {"row_count_by_what"}
MACHINES: dict[str, set[str]] = {
    "token": CLIENT,
    "code exchange": CLIENT | {"connections_authorizationcode_code", "connections_authorization_pkey"},
    "refresh": CLIENT | {
        "refresh_token_once", "connections_refreshtoken_pkey", "connections_authorization_pkey",
        "access_token_by_family",
    },
    "introspection": CLIENT | {"access_token_once"},
    "revocation": CLIENT | {"refresh_token_once", "refresh_token_by_family", "access_token_by_family"},
    "bearer list": BEARER | KEPT | {"item_code_once_per_account"},
    "Hawk list": KEPT | {"connections_apikey_key", "hawk_nonce_once_per_key", "call_meter_once_per_caller_and_hour"},
    "consent taken back": {"connections_authorization_pkey", "audit_chainhead_pkey"},
}  # fmt: skip
PAGES = {
    "consumers": "consumer_name_once_per_account", "consumers, newest first": "consumer_by_creation",
    "consumers, search by name": "consumer_by_beginning", "consumers, search for nothing": "consumer_by_beginning",
    "consumers, disabled": "consumer_by_state",
    "authorizations": "authorization_by_date", "authorizations, search": "authorization_by_user",
    "authorizations of an app": "authorization_by_app", "authorizations, app and user": "authorization_once_per_user",
    "authorizations, revoked": "authorization_revoked", "authorizations, suggestions": "consumer_by_beginning",
    "log": "transaction_by_date", "log, a rare action": "transaction_by_kind", "log, search": "transaction_by_date",
    "log, a rare module and action": "transaction_by_kind", "log, one actor": "transaction_by_actor",
    "log, actor and action": "transaction_by_actor", "log, one record": "transaction_by_target",
    "log, a rare kind of actor": "transaction_by_actor_kind",
    "users": "user_by_name", "users, search by name": "user_by_beginning",
    "users, search for nothing": "user_by_beginning", "users, search by e-mail": "accounts_user_email",
    "users, administrators": "user_by_role",
    "users, deactivated": "user_by_state", "users, invited": "user_never_here",
    "sessions": "session_by_last_use", "sessions of a user": "accounts_session_user_id",
    "sessions from an address": "session_by_address",
}  # fmt: skip
API = {
    "items": "item_code_once_per_account", "meters": "meter_by_account", "meters_advanced": "meter_by_account",
    "meters_reading": "reading_by_date", "inventories": "item_kept_in_stock",
    "warehouses": "warehouse_code_once_per_account", "warehouses_items": "stock_by_warehouse",
    "work_orders_movements": "movement_by_date", "work_orders": "work_task_newest", "tasks_todo": "planned_task_next",
    "work_requests": "request_by_date", "work_requests_attachments": "attachment_by_account",
    "personnel": "person_code_once_per_account", "third_parties": "third_party_code_once_per_account",
    "accounts": "user_by_name", "transactions_log": "transaction_by_date",
    "consumers": "consumer_name_once_per_account", "authorizations": "authorization_by_date",
    "permission_groups": "permission_group_name_once", "catalog_entries": "catalog_entry_in_order",
    "documents": "document_code_once_per_account", "documents_files": "document_version_by_account",
    "documents_items": "item_document_by_account", "documents_personnel": "person_document_by_account",
    "taxes": "tax_code_once_per_account", "exchange_rates": "exchange_rate_by_date",
    "cost_centres": "cost_centre_code_once_per_account", "holidays": "holiday_by_date",
}  # fmt: skip
FILTERS = {"?action=rotate": "transaction_by_kind", "?sub_module=consumer": "transaction_by_submodule"}
Do = Callable[[], object]


def filled() -> Account:
    """An account with a little of everything that grows, and what the planner knows about it."""
    account, other = AccountFactory.create(calls_per_minute=100_000), AccountFactory.create()
    words = flat.words_of(account, ROWS, PEOPLE, new_api_key(other).owner)
    for model, parts in flat.kinds(ROWS, PEOPLE):
        flat.insert(model, parts, words)
    for number in range(300):
        new_item(account, f"EQ-{number}")
    return account


def machines(account: Account) -> dict[str, Do]:
    """What programs ask, once everything that is noted once a minute was noted."""
    program, app, user = new_consumer(account), new_code_consumer(account), UserFactory.create(account=account)
    key, token = new_api_key(account), token_for(account)
    signer, issued, again = Signer(key.owner.key, key.plain), flow.tokens(app, user), flow.tokens(app, user)
    code, authorization = flow.code(app, user), Authorization.objects.get(user=user)
    basic = flow.basic(app.owner.client_id, app.plain)
    for _ in range(2):
        flow.token(program)
        Program(token).get("/api/items")
        signer.call("GET", "/api/items")
    return {
        "token": lambda: flow.token(program),
        "code exchange": lambda: flow.redeem(app, code),
        "refresh": lambda: flow.refresh(app, issued["refresh_token"]),
        "introspection": lambda: flow.introspect(app, again["access_token"]),
        "revocation": lambda: flow.post("/oauth/revoke_token", {"token": again["refresh_token"]}, basic),
        "bearer list": lambda: Program(token).get("/api/items?limit=25"),
        "Hawk list": lambda: signer.call("GET", "/api/items?limit=25"),
        "consent taken back": lambda: revoke_authorizations(authorizations=[authorization], by=TESTER),
    }


def lists(account: Account) -> dict[str, Do]:
    """How the portal's and the API's lists begin, as they are, searched and filtered."""
    browser = sign_in(UserFactory.create(account=account, role=Role.SUPER_ADMINISTRATOR))
    program = Program(token_for(account, [*modules.permissions_of(modules.grantable()), "api_connections:view"]))
    # The archives of an account are a few, and for its Super Administrators alone.
    listed = [one for one in resources() if one.collection.get("get") == "list" and one.module != "account"]
    names = [one.names[0] for one in listed]
    calls = {name: f"/api/{name}?limit=25" for name in names}
    calls |= {name: f"/api/transactions_log{name}" for name in FILTERS}
    return {f"page: {name}": partial(browser.get, screens.PAGES[name]) for name in PAGES} | {
        f"API: {name}": partial(program.get, path) for name, path in calls.items()
    }


@pytest.fixture(scope="module")
def deeds(django_db_setup: None, django_db_blocker: Any) -> dict[str, Deed]:
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        lanes.open_short_lane(patch)
        patch.setattr(changelist, "SCANNED", 2)
        patch.setattr(changelist, "PAGED", 0)
        account = filled()
        asked = machines(account) | lists(account)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        found = {name: planned(do) for name, do in asked.items()}
        transaction.set_rollback(True)
    return found


PINS = (
    MACHINES
    | {f"page: {name}": SIGNED_IN | {index} for name, index in PAGES.items()}
    | {f"API: {name}": BEARER | {index} for name, index in (API | FILTERS).items()}
)


@pytest.mark.parametrize("name", PINS)
def test_the_rows_are_found_by_this_index(deeds: dict[str, Deed], name: str) -> None:
    assert PINS[name] <= deeds[name].indexes


def test_no_table_that_grows_is_read_from_end_to_end(deeds: dict[str, Deed]) -> None:
    assert {name: deed.scanned for name, deed in deeds.items() if deed.scanned} == {}


def test_nothing_is_counted_without_an_end(deeds: dict[str, Deed]) -> None:
    """A page counts up to a limit, or reads a number that is kept; the default of tasks_todo counts what is due."""
    counts = {name: [one for one in deed.statements if one.startswith("SELECT COUNT(")] for name, deed in deeds.items()}
    assert {name for name, found in counts.items() if any("LIMIT" not in one for one in found)} == set()


def test_every_list_of_the_api_is_pinned(deeds: dict[str, Deed]) -> None:
    assert {name for name in deeds if name.startswith("API: ")} == {f"API: {name}" for name in API | FILTERS}
