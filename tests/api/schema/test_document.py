"""The OpenAPI document: valid, complete, in the reader's language, and cheap to ask for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import validate

from apps.accounts import modules
from apps.accounts.permissions import Reason
from apps.api import problems
from apps.api.guide.advice import every_problem
from apps.api.permissions import ACTIONS
from apps.api.schema.document import document
from apps.api.schema.refusals import codes_of
from apps.connections.scopes import every_scope
from tests.api.helpers import Program

LANGUAGES = ("es", "en", "pt-br")
OF_PAGES = {"docs", "docs-redirect", "guide", "schema", "unknown"}
# What the first refusal of all answers, before any resource is asked.
EVERYWHERE = {"method_not_allowed"}


def made(language: str = "en") -> Any:
    return json.loads(document(language))


def operations() -> list[tuple[str, str, Any]]:
    return [(path, method, it) for path, methods in made()["paths"].items() for method, it in methods.items()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_valid_openapi_3_1(language: str) -> None:
    assert made(language)["openapi"].startswith("3.1.")
    validate(made(language))


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
        assert ({"OAuth2": [permission]} in operation["security"]) is bool(permission), path


def test_every_scope_and_way_in_is_described() -> None:
    schemes = made()["components"]["securitySchemes"]
    assert {"OAuth2", "DPoP", "Hawk"} <= set(schemes)
    for flow in ("clientCredentials", "authorizationCode"):
        assert set(every_scope()) <= set(schemes["OAuth2"]["flows"][flow]["scopes"])


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
