"""The OpenAPI document: valid, complete, in the reader's language, and cheap to ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.urls import URLPattern, get_resolver
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import validate

from apps.accounts import modules
from apps.accounts.models import Account, PermissionGroup
from apps.accounts.permissions import Reason
from apps.api import problems
from apps.api.guide.advice import every_problem
from apps.api.permissions import ACTIONS
from apps.api.schema.document import document
from apps.api.schema.refusals import codes_of
from apps.api.schema.security import PERSON, PROGRAM
from apps.connections.scopes import every_scope
from apps.maintenance.models import Attachment
from apps.maintenance.services.attachments import attach_file
from tests.api.helpers import Program, new_item, token_for
from tests.calendars import new_holiday
from tests.catalogs import new_entry
from tests.committed import committed
from tests.documents import new_document
from tests.factories import TESTER, AccountFactory, GroupFactory, new_api_key, new_consumer
from tests.meters import PNG, new_meter, new_request
from tests.money import new_cost_centre, new_day_of_rates, new_tax
from tests.orders import new_person, new_task
from tests.stock import new_stock, new_warehouse

LANGUAGES = ("es", "en", "pt-br")
OF_PAGES = {"docs", "docs-redirect", "guide", "schema", "unknown"}
# What the first refusal of all answers, before any resource is asked.
EVERYWHERE = {"method_not_allowed"}


def made(language: str = "en") -> Any:
    return json.loads(document(language))


def operations() -> list[tuple[str, str, Any]]:
    return [(path, method, it) for path, methods in made()["paths"].items() for method, it in methods.items()]


def test_it_is_valid_openapi_3_1() -> None:
    assert made()["openapi"].startswith("3.1.")
    validate(made())


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language_it_says_the_same_of_the_server(language: str) -> None:
    assert without_words(made(language)) == without_words(made())


def without_words(found: Any) -> Any:
    """All of it but the texts, and the labels that everything is grouped by."""
    if isinstance(found, dict):
        words = ("description", "summary", "tags")
        return {
            name: None if name in words else sorted(inner) if name == "scopes" else without_words(inner)
            for name, inner in found.items()
        }
    return [without_words(inner) for inner in found] if isinstance(found, list) else found


def test_every_address_and_method_of_the_resolver_is_described_and_no_other() -> None:
    served = set()
    for pattern in get_resolver("apps.api.urls").url_patterns:
        assert isinstance(pattern, URLPattern)
        if pattern.name not in OF_PAGES:
            name = str(pattern.name)
            path = f"/api/{name.removesuffix('-one')}" + ("/{code}" if name.endswith("-one") else "")
            served |= {(path, method) for method in vars(pattern.callback)["actions"] if method != "head"}
    assert {(path, method) for path, method, _operation in operations()} == served


def test_every_operation_names_its_permission() -> None:
    known = modules.permissions_of(modules.every())
    for path, method, operation in operations():
        permission = operation.get("x-permission", "")
        assert not permission or permission in known, path
        assert not permission or permission.endswith(f":{ACTIONS[method.upper()]}"), path
        assert not permission or permission in operation["description"], path
        assert ({PERSON: [permission]} in operation["security"]) is bool(permission), path


def test_every_scope_and_way_in_is_described() -> None:
    schemes = made()["components"]["securitySchemes"]
    assert set(schemes) == {PROGRAM, PERSON, "DPoP", "Hawk", "Basic", "BrowserSession"}
    for name, flow in ((PROGRAM, "clientCredentials"), (PERSON, "authorizationCode")):
        assert list(schemes[name]["flows"]) == [flow]
        assert set(every_scope()) <= set(schemes[name]["flows"][flow]["scopes"])


def test_a_program_by_itself_is_offered_nothing_that_only_a_person_can_lend() -> None:
    lent = modules.owners_permissions()
    for path, _method, operation in operations():
        offered = {name for scheme in operation["security"] for name in scheme}
        assert (PROGRAM in offered) is (operation.get("x-permission") not in lent), path
        assert ("Basic" in offered) is ("Hawk" in offered), path


def test_every_code_word_of_a_refusal_is_described() -> None:
    text = json.dumps(made()["components"]["responses"])
    ours = [problem for problem in every_problem() if problem is not problems.UnknownPath]
    known = {code for problem in ours for code in codes_of(problem)} | {reason.value for reason in Reason}
    assert {code for code in known if f'"{code}"' not in text} == set()


def test_every_answer_tells_the_limits_and_a_429_says_when() -> None:
    responses = made()["components"]["responses"]
    for path, _method, operation in operations():
        for status, answer in operation["responses"].items():
            found = responses[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
            assert {"ratelimit-remaining", "Request-Call-Remaining"} <= set(found["headers"]), (path, status)
            assert status not in ("429", "503") or "Retry-After" in found["headers"], path


def test_every_example_is_valid() -> None:
    def look(schema: Any) -> None:
        if isinstance(schema, dict):
            for example in schema.get("examples", []) if isinstance(schema.get("examples"), list) else []:
                Draft202012Validator(schema).validate(example)
        for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []:
            look(inner)

    look(made())


def bodies() -> list[Any]:
    found = {}
    for path, method, operation in operations():
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content and not operation.get("deprecated"):
            found[path, method] = content
    return [pytest.param(path, method, content, id=f"{method} {path}") for (path, method), content in found.items()]


class World(NamedTuple):
    """What the examples speak of: `codes` are the keys of their addresses, `token` may do everything."""

    account: Account
    codes: dict[str, Any]
    token: str


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    made: list[World] = []
    with committed(django_db_blocker, lambda: made.append(new_world())):
        yield made[0]


def new_world() -> World:
    account = AccountFactory.create()
    everything = modules.permissions_of(modules.grantable()) | modules.owners_permissions()
    return World(account, example_rows(account), token_for(account, sorted(everything)))


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "method", "content"), bodies())
def test_every_body_has_an_example_that_the_server_takes(path: str, method: str, content: Any, world: World) -> None:
    schema = {"components": made()["components"], **content["schema"]}
    Draft202012Validator(schema).validate(content["example"])
    account, codes, token = world
    group = PermissionGroup.objects.of(account).first()
    example = content["example"] | ({"id_permission_group": group.pk} if "id_permission_group" in content["example"]
                                    and group else {})  # fmt: skip
    if "id" in example:
        example = example | {"id": Attachment.objects.get().pk}
    code = next((code for prefix, code in codes.items() if path.startswith(f"/api/{prefix}")), "")
    query = {"/api/items": f"?id_fracttal={codes['id']}", "/api/meter_reading": "?code=EQ-1"}.get(path, "")
    body = example | ({"id": codes["work_requests"]} if path == "/api/work_requests" and method == "put" else {})
    answer = Program(token).call(
        method.upper(), path.replace("{code}", str(code)) + (query if method == "put" else ""), body
    )
    assert answer.status_code in (200, 201), answer.content


def example_rows(account: Account) -> dict[str, Any]:
    """What the examples speak of, and what goes by which key in their addresses."""
    new_item(account, "PLANT", item_type=1)
    meter = new_meter(account, "EQ-1")
    warehouse = new_warehouse(account, "W-1")
    new_stock(account, "R-1", warehouse)
    new_warehouse(account, "W-2")
    person = new_person(account, "P-1")
    request = new_request(account, "EQ-1", person=person)
    attach_file(request=request, by=TESTER, content=PNG, name="seal.png")
    document = new_document(account, "M-1")
    consumer = new_consumer(account).owner
    new_api_key(account)
    return {
        "documents": document.code,
        "work_requests_attachments": request.pk, "work_requests": request.pk, "items": "EQ-1", "meter_reading": "EQ-1",
        "inventories": "R-1", "consumers": consumer.client_id, "permission_groups": GroupFactory.create(
            account=account).pk, "work_order": new_task(account, "EQ-1").folio, "id": meter.item.pk,
        "exchange_rates": new_day_of_rates(account).pk, "taxes": new_tax(account).code,
        "cost_centres": new_cost_centre(account).code, "modules": "meters",
        "catalogs": "units", "catalog_entries": new_entry(account, "causes", "C-9").pk,
        "holidays": new_holiday(account).pk,
    }  # fmt: skip


def test_it_is_for_everybody_in_their_language_and_is_not_sent_twice(db: None, django_assert_num_queries: Any) -> None:
    document("pt-br")
    with django_assert_num_queries(0):
        response = Program().get("/api/schema/", **{"Accept-Language": "pt-BR"})
    assert response.status_code == 200
    assert response["Content-Language"] == "pt-br"
    assert response.content == document("pt-br")
    again = Program().get("/api/schema", **{"Accept-Language": "pt-BR", "If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Program().get("/api/schema/", **{"Accept-Language": "es"})["ETag"] != response["ETag"]


def test_nothing_can_be_posted_there(db: None) -> None:
    response = Program().post("/api/schema/", {})
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
