"""The page of the documentation: for everybody, with a policy of its own that still lets no stranger's script in."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.test import Client

from apps.accounts.models import User
from apps.api.schema.document import document
from tests.conftest import sign_in

pytestmark = pytest.mark.django_db


def policy(path: str) -> dict[str, list[str]]:
    header = Client().get(path)["Content-Security-Policy"]
    return {name: values for name, *values in (entry.split() for entry in header.split(";"))}


def test_only_its_styles_and_pictures_are_freer_than_elsewhere() -> None:
    docs, usual = policy("/api/docs/"), policy("/sign-in/")
    changed = {name for name in docs if docs[name] != usual.get(name)}
    assert changed == {"style-src", "img-src", "trusted-types"}
    assert docs["style-src"] == ["'self'", "'unsafe-inline'"]
    assert docs["img-src"] == ["'self'", "data:"]
    assert docs["trusted-types"] == ["default", "dompurify"]
    assert usual.keys() <= docs.keys()
    assert "script-src" not in docs


def test_the_page_of_the_callback_has_the_usual_policy() -> None:
    assert policy("/api/docs/oauth2-redirect") == policy("/sign-in/")
    assert Client().get("/api/docs/oauth2-redirect?code=x")["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/api/docs", "/api/docs/"])
def test_everybody_can_read_it_and_only_who_is_signed_in_is_given_a_proof(ana: User, path: str) -> None:
    assert b"data-csrf" not in Client().get(path).content
    assert b"data-csrf" in sign_in(ana).get(path).content


def test_the_dialog_offers_what_a_page_can_do_and_only_that() -> None:
    schemes = set(json.loads(document("en"))["components"]["securitySchemes"])
    script = (settings.BASE_DIR / "static" / "js" / "docs.js").read_text()
    not_here = set(json.loads(script.partition("NOT_HERE = ")[2].partition(";")[0]))
    assert schemes - not_here == {"ClientCredentials", "AuthorizationCode", "BrowserSession"}


def test_nothing_can_be_posted_there() -> None:
    assert Client().post("/api/docs/").status_code == 405
