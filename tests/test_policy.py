"""A secret is in the one answer that made or revealed it, and nowhere else: not later, not in a list, not in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from apps.accounts.models import Account, User
from apps.accounts.session import Session
from apps.audit.models import Transaction
from apps.common.tokens import PATTERN
from apps.connections.models import ApiKey, Consumer
from apps.connections.services.authorizations import grant_authorization
from tests.addresses import every_address
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, new_item
from tests.conftest import sign_in
from tests.factories import CALLBACK, TESTER, GroupFactory, new_code_consumer
from tests.oauth import flow

CONSUMERS, KEY = "/settings/api-connections/consumers/", "/settings/api-connections/key/"
HTMX = {"HX-Request": "true"}
MODES: tuple[dict[str, str], ...] = ({}, HTMX)
"""As a page, and as the panel that htmx asks for."""

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    body: bytes = response.getvalue() if response.streaming else response.content
    return body.decode() + str(dict(response.headers))


def secrets_in(text: str) -> set[str]:
    return {found[0] for found in PATTERN.finditer(text)}


@pytest.fixture
def owner(ana: User, account: Account) -> Client:
    new_item(account, "BOMBA-1")
    grant_authorization(consumer=new_code_consumer(account).owner, user=ana, scopes=["items:view"], by=TESTER)
    return sign_in(ana)


def post_consumer(client: Client, account: Account, mode: dict[str, str] | None = None) -> Any:
    group = GroupFactory.create(account=account)
    fields = {"authorization_grant_type": "client-credentials", "name": "Puente", "permission_group": group.pk}
    return client.post(f"{CONSUMERS}add/", fields, headers=mode)


def one(response: Any) -> str:
    """The one secret that the answer shows."""
    assert response.status_code == 200
    (plain,) = secrets_in(text_of(response))
    return plain


def everything_later(
    client: Client, account: Account, programs: list[Callable[[str], Any]]
) -> Iterator[tuple[str, str]]:
    """All that can be read afterwards: every page of the owner, every API answer, mails, sessions, the record."""
    for address in every_address():
        for path in address.paths(account):
            yield from ((path, text_of(client.get(path, headers=mode))) for mode in MODES)
            if path.startswith("/api/"):
                yield from ((path, text_of(ask(path))) for ask in programs)
    yield "mails", "".join(str(message.message()) for message in mail.outbox)
    yield "sessions", "".join(str(session.get_decoded()) for session in Session.objects.all())
    yield "record", str(list(Transaction.objects.values()))


def assert_nowhere(found: Iterator[tuple[str, str]]) -> None:
    assert {place: secrets for place, text in found if (secrets := secrets_in(text))} == {}


@pytest.mark.parametrize("mode", MODES, ids=["page", "panel"])
def test_what_was_made_in_the_portal_shows_in_its_own_answer_and_never_again(
    owner: Client, account: Account, mode: dict[str, str]
) -> None:
    first = one(post_consumer(owner, account, mode))
    consumer = Consumer.objects.get(name="Puente")
    second = one(owner.post(f"{CONSUMERS}{consumer.pk}/rotate/", {"overlap": "24"}, headers=mode))
    third = one(owner.post(f"{KEY}create/"))
    fourth = one(owner.post(f"{KEY}rotate/", {"overlap": "24"}, headers=mode))
    assert one(owner.post(f"{KEY}reveal/")) == fourth
    assert len({first, second, third, fourth}) == 4
    bearer = flow.token(flow.App(consumer, second)).json()["access_token"]
    signer = Signer(ApiKey.objects.get().key, fourth)
    programs = [Program(bearer).get, lambda path: signer.call("GET", path)]
    assert_nowhere(everything_later(owner, account, programs))


def test_what_was_issued_at_the_oauth_door_shows_in_its_own_answer_and_never_again(
    owner: Client, account: Account, ana: User
) -> None:
    app = new_code_consumer(account)
    issued = flow.tokens(app, ana)
    renewed = flow.refresh(app, issued["refresh_token"]).json()
    given = {answer[name] for answer in (issued, renewed) for name in ("access_token", "refresh_token")}
    assert len(given) == 4
    assert_nowhere(everything_later(owner, account, [Program(renewed["access_token"]).get]))


def test_what_is_asked_about_a_token_does_not_repeat_it(account: Account, ana: User) -> None:
    app = new_code_consumer(account)
    issued = flow.tokens(app, ana)
    headers = flow.basic(app.owner.client_id, app.plain)
    for path in ("/oauth/introspect", "/oauth/revoke_token"):
        assert secrets_in(text_of(flow.post(path, {"token": issued["access_token"]}, headers))) == set()


@pytest.mark.parametrize("mode", MODES, ids=["page", "panel"])
def test_a_refused_form_does_not_make_a_secret(owner: Client, account: Account, mode: dict[str, str]) -> None:
    answers = [
        owner.post(f"{CONSUMERS}add/", {}, headers=mode),
        owner.post(f"{CONSUMERS}{Consumer.objects.latest('pk').pk}/rotate/", {"overlap": "5"}, headers=mode),
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert secrets_in("".join(text_of(answer) for answer in answers)) == set()


def test_an_answer_with_a_secret_is_kept_by_nobody(owner: Client, account: Account) -> None:
    answers = [
        post_consumer(owner, account),
        owner.post(f"{KEY}create/"),
        owner.post(f"{KEY}reveal/"),
        owner.post(f"{KEY}rotate/", {"overlap": "0"}),
    ]
    for answer in answers:
        one(answer)
        assert answer.headers["Cache-Control"] == "no-store"
        assert 'hx-history="false"' in text_of(answer)


def test_a_secret_is_never_part_of_an_address(owner: Client, account: Account, ana: User) -> None:
    """Neither of one that an answer leads to, nor of one that it links to; a code is, once, by its own standard."""
    answers = [post_consumer(owner, account), owner.post(f"{KEY}create/"), owner.get(CONSUMERS)]
    for answer in answers:
        links = [part.split('"')[0] for part in text_of(answer).replace("action=", "href=").split('href="')[1:]]
        assert secrets_in(" ".join(links)) == set()
    app = new_code_consumer(account)
    client = flow.browser(ana)
    sent_to = flow.decide(client, flow.ask(client, app)).headers["Location"]
    assert sent_to.startswith(CALLBACK)
    assert len(secrets_in(sent_to)) == 1
