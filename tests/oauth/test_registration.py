"""Only whoever has the right over the settings makes a consumer; no address and no command registers one by itself."""

import io
from contextlib import redirect_stderr, redirect_stdout, suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from apps.accounts.models import Account, User
from apps.connections.models import Consumer
from tests.addresses import every_address
from tests.conftest import sign_in
from tests.factories import UserFactory, new_code_consumer
from tests.oauth import flow

FORM = {"name": "Mío", "client_type": "public", "authorization_grant_type": "authorization-code"}
REGISTRATION = ("/oauth/applications/", "/oauth/applications/register/", "/oauth/register", "/oauth/register/", "/o/")

pytestmark = pytest.mark.django_db


def test_R110_no_view_of_the_toolkits_applications_is_mounted() -> None:
    names = {address.name for address in every_address()}
    assert not [name for name in names if name.startswith("oauth2_provider")]
    assert "oauth2_provider" not in get_resolver().namespace_dict
    for name in ("list", "register", "detail", "delete", "update", "authorized-token-list"):
        with pytest.raises(NoReverseMatch):
            reverse(f"oauth2_provider:{name}")


@pytest.mark.parametrize("where", REGISTRATION)
def test_R110_nobody_registers_a_consumer_by_an_address(ana: User, where: str) -> None:
    for client in (Client(), sign_in(ana)):
        assert client.get(where).status_code == 404
        assert client.post(where, FORM).status_code == 404
        assert client.post(where, '{"redirect_uris": []}', content_type="application/json").status_code == 404
    assert not Consumer.objects.exists()


def test_R110_a_client_that_was_never_registered_is_unknown(account: Account, bruno: User) -> None:
    """Not even one whose name is the address of a document about it."""
    app = new_code_consumer(account)
    response = flow.ask(flow.browser(bruno), app, client_id="https://app.example/client.json")
    assert response.status_code == 400


def test_R110_the_metadata_offers_no_registration(db: None) -> None:
    metadata = Client().get("/.well-known/oauth-authorization-server").json()
    assert not [name for name in metadata if "registration" in name]
    assert not metadata.get("client_id_metadata_document_supported")


@pytest.mark.parametrize("more", [[], ["--user", "1"], ["--skip-authorization"], ["--client-secret", "chosen"]])
def test_R110_the_toolkits_command_is_not_a_way_in(account: Account, ana: User, more: list[str]) -> None:
    refusals = suppress(ValidationError, TypeError, ValueError, AttributeError)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), refusals:
        call_command("createapplication", "confidential", "client-credentials", "--name", "x", *more)
    assert not Consumer.objects.exists()


@pytest.mark.parametrize("role", ["administrator", "read_only"])
def test_R110_without_the_right_over_the_settings_nobody_makes_a_consumer(account: Account, role: str) -> None:
    client = sign_in(UserFactory.create(account=account, role=role))
    response = client.post("/settings/api-connections/consumers/add/", FORM)
    assert response.status_code == 403
    assert not Consumer.objects.exists()
