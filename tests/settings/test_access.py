"""Who may open what: a table that is made from the URL resolver, so that no new page can be forgotten; and step-up."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.accounts.middleware import ENTERED
from apps.accounts.models import Account, Archive, Role, User
from apps.company.services.business_calendar import create_holiday
from apps.connections.models import ApiKey, Consumer
from apps.connections.services.authorizations import grant_authorization
from apps.settings import navigation
from apps.settings.panel import PanelAdmin
from apps.settings.site import site
from tests.addresses import OF_A_CATALOG, OF_A_MODULE
from tests.archives import new_archive
from tests.catalogs import new_entry
from tests.conftest import sign_in
from tests.documents import new_document
from tests.factories import PASSWORD, TESTER, GroupFactory, UserFactory, new_api_key, new_code_consumer, new_consumer
from tests.money import new_cost_centre, new_day_of_rates, new_tax
from tests.settings.conftest import HTMX, age_sign_in

SIGN_IN, FORBIDDEN, MISSING, FRONT = "sign in", 403, 404, "/my-authorizations/"
OPEN = "open"
"""200, or a redirect inside the portal, or 405: the page does something on POST only."""
POST_ONLY = 405

PEOPLE = ("anonymous", "ana", "alba", "bruno", "rita", "carla", "operator", "operator inside")
SECTIONS: dict[str, set[str]] = {
    "accounts": {"operator"},
    "account": {"ana", "carla", "operator inside"},
    "general": {"ana", "carla", "operator inside"},
    "business_calendar": {"ana", "alba", "carla", "operator inside"},
    "modules": {"ana", "carla", "operator inside"},
    "user_accounts": {"ana", "alba", "carla", "operator inside"},
    "transactions_log": {"ana", "alba", "carla", "operator inside"},
    "security": {"ana", "carla", "operator inside"},
    "api_connections": {"ana", "carla", "operator inside"},
    "auxiliary_catalogs": {"ana", "alba", "carla", "operator inside"},
    "document_management": {"ana", "alba", "rita", "carla", "operator inside"},
    "financial": {"ana", "alba", "carla", "operator inside"},
    "guest_portal": {"ana", "alba", "carla", "operator inside"},
}
PUBLIC = {
    "account_login", "account_reset_password", "account_reset_password_done", "account_reset_password_from_key_done",
    "mfa_login_webauthn", "healthz", "readyz",
}  # fmt: skip
SIGNED_IN = {
    "account_logout", "account_reauthenticate", "account_change_password", "my-authorizations", "my-sessions",
    "my-security", "two-step-required", "add-authenticator-app", "add-passkey", "ownership",
}  # fmt: skip
ELSEWHERE = {
    "account_reset_password_from_key", "my-authorization", "restore-my-authorization", "revoke-my-authorization",
    "reduce-my-authorization",
    "end-my-session", "end-my-other-sessions", "remove-authenticator-app", "rename-passkey", "remove-passkey",
    "new-recovery-codes", "mfa_authenticate", "second-step-by-passkey", "sign-in-again", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "single-sign-on", "single-sign-on-of-company", "openid_connect_callback",
    "confirm-at-company", "confirmed-at-company",
    "accept-ownership", "decline-ownership", "leave-account", "set_language", "theme", "logo", "guest-form",
    "guest-sent",
}  # fmt: skip
"""Pages with a key of their own, or that answer POST only: their own tests ask them."""


NAMED = dict.fromkeys(OF_A_MODULE, "items") | dict.fromkeys(OF_A_CATALOG, "units")


class Page(NamedTuple):
    name: str
    section: str
    has_argument: bool

    @property
    def has_record(self) -> bool:
        """A module or a catalog is no row of an account: every account has the same."""
        return self.has_argument and self.name not in NAMED


def patterns(of: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in of:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from patterns(entry.url_patterns, inner)
        else:
            yield f"{namespace}{entry.name}", entry


def section_of(path: str) -> str:
    """ "/settings/api-connections/key/" belongs to api_connections."""
    return path.split("/")[2].replace("-", "_")


def pages() -> list[Page]:
    """Every page below /settings/."""
    found = []
    for name, pattern in patterns(get_resolver().url_patterns):
        if name.startswith("settings:") and name != "settings:index":
            has_argument = bool(pattern.pattern.converters)
            found.append(Page(name, section_of(reverse(name, args=[1] if has_argument else [])), has_argument))
    return found


PAGES = pages()


def test_every_section_is_in_the_table() -> None:
    assert {page.section for page in PAGES} == set(SECTIONS) == {section.name for section in navigation.sections()}


def test_every_other_page_of_the_door_is_in_the_table() -> None:
    names = {name for name, _pattern in patterns(get_resolver("apps.settings.urls").url_patterns)}
    assert names == PUBLIC | SIGNED_IN | ELSEWHERE


@pytest.fixture
def ours(ana: User, bruno: User, account: Account) -> Account:
    """The account with a row in every list, each marked so that it can be recognised."""
    group = GroupFactory.create(account=account, name="Marca grupo")
    new_consumer(account, name="Marca consumidor", permission_group=group)
    app = new_code_consumer(account, name="Marca app", permission_group=group).owner
    grant_authorization(consumer=app, user=bruno, scopes=["items:view"], by=TESTER)
    new_api_key(account)
    new_document(account, "MARCA", name="Marca documento")
    new_entry(account, "keywords", "MARCA", name_es="Marca palabra")
    create_holiday(account=account, by=TESTER, description="Marca festivo", date=date(2030, 2, 8))
    new_archive(account, "Marca archivo")
    new_tax(account, name="Marca impuesto"), new_cost_centre(account, name="Marca centro"), new_day_of_rates(account)
    sign_in(ana)
    return account


@pytest.fixture
def client_of(ours: Account, ana: User, carla: User, operator: User, bruno: User) -> Callable[[str], Client]:
    people = {"ana": ana, "bruno": bruno, "carla": carla, "operator": operator, "operator inside": operator}

    def find(who: str) -> Client:
        if who == "anonymous":
            return Client()
        roles = {"alba": Role.ADMINISTRATOR, "rita": Role.READ_ONLY}
        user = people.get(who) or UserFactory.create(account=ours, role=roles[who], name="Marca persona")
        client = sign_in(user)
        if who == "operator inside":
            session = client.session
            session[ENTERED] = ours.pk
            session.save()
        return client

    return find


def record_of(page: Page, account: Account) -> int:
    """A record of `account` for the page's list."""
    if page.section == "account":
        return Archive.objects.of(account).latest("pk").pk
    screen = next(s for s in site.screens if page.name.startswith(prefix_of(s)))
    assert isinstance(screen, PanelAdmin)
    if screen.section.name == "accounts":
        return account.pk
    row = screen.rows(account).first()
    assert row is not None, page.name
    return int(row.pk)


def prefix_of(screen: navigation.Screen) -> str:
    return f"settings:{screen.url_name.removesuffix('changelist')}"


def path_of(page: Page, account: Account) -> str:
    if page.name in NAMED:
        return reverse(page.name, args=[NAMED[page.name]])
    return reverse(page.name, args=[record_of(page, account)] if page.has_record else [])


def expected(page: Page, who: str) -> str | int:
    if who == "anonymous":
        return SIGN_IN
    # The first user is a Super Administrator, whom an Administrator cannot close.
    if who not in SECTIONS[page.section] or (who == "alba" and page.name.endswith("user_deactivate")):
        return FORBIDDEN
    if who == "rita" and page.name.endswith("_add"):
        return FORBIDDEN
    return MISSING if page.has_record and who == "carla" else OPEN


def seen(client: Client, path: str) -> str | int:
    response = client.get(path)
    location = response.headers.get("Location", "")
    if location.startswith("/sign-in/"):
        return SIGN_IN
    return OPEN if response.status_code == 200 or location.startswith("/settings/") else response.status_code


@pytest.mark.parametrize("who", PEOPLE)
def test_each_page_answers_each_of_the_cast_as_the_table_says(
    client_of: Callable[[str], Client], ours: Account, who: str
) -> None:
    client = client_of(who)
    rows = [(page, path_of(page, ours)) for page in PAGES]
    # Without a key pair of their own its pages are missing too, which is another matter.
    if who == "carla":
        rows = [(page, path) for page, path in rows if "api-connections/key/" not in path]
    answers = [(path, expected(page, who), seen(client, path)) for page, path in rows]
    wrong = [row for row in answers if row[2] != row[1] and (row[2] != POST_ONLY or row[1] not in (OPEN, MISSING))]
    assert wrong == []


@pytest.mark.parametrize("who", ["alba", "bruno", "rita", "operator"])
def test_what_may_not_be_opened_may_not_be_posted_to_either(
    client_of: Callable[[str], Client], ours: Account, who: str
) -> None:
    client = client_of(who)
    refused = [page for page in PAGES if expected(page, who) == FORBIDDEN]
    answers = {path: client.post(path, {"overlap": 0}).status_code for path in (path_of(p, ours) for p in refused)}
    assert set(answers.values()) == {403}
    assert ApiKey.objects.get().secrets.count() == 1
    assert Consumer.objects.count() == 2


def test_no_page_of_one_account_shows_or_changes_anything_of_another(
    client_of: Callable[[str], Client], ours: Account
) -> None:
    client = client_of("carla")
    for page in PAGES:
        if page.section not in SECTIONS or "carla" not in SECTIONS[page.section]:
            continue
        path = path_of(page, ours)
        answers = [client.get(path), client.get(path, headers=HTMX)]
        if page.has_record:
            answers.append(client.post(path, {"which": "app", "overlap": 0, "word": "Marca app"}))
            assert {answer.status_code for answer in answers} <= {404, POST_ONLY}, path
            assert answers[-1].status_code == 404, path
        for answer in answers:
            body = answer.getvalue() if answer.streaming else answer.content
            for mark in (b"Marca", "Técnicos".encode(), b"ana@aguas", b"Aguas del Valle"):
                assert mark not in body, path
    assert ApiKey.objects.of(ours).get().secrets.count() == 1
    assert set(Consumer.objects.of(ours).values_list("is_enabled", flat=True)) == {True}


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_pages_answer_everybody(client: Client, db: None, name: str) -> None:
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", sorted(SIGNED_IN))
def test_everybody_s_own_pages_ask_to_sign_in(client: Client, rita: User, name: str) -> None:
    assert client.get(reverse(name)).headers["Location"].startswith("/sign-in/")
    assert sign_in(rita).get(reverse(name)).status_code == 200


# --- step-up ----------------------------------------------------------------------------------------------------------


def test_after_the_step_up_the_person_is_back_where_they_were(ana: User) -> None:
    client, add = sign_in(ana), "/settings/api-connections/consumers/add/"
    age_sign_in(client)
    confirm = client.get(add).headers["Location"]
    assert client.post(confirm, {"password": PASSWORD}).headers["Location"] == add
    assert client.get(add).status_code == 200


def test_a_form_that_was_sent_too_late_is_carried_through_the_step_up(ana: User, account: Account) -> None:
    client, add = sign_in(ana), "/settings/api-connections/consumers/add/"
    age_sign_in(client)
    group = GroupFactory.create(account=account)
    data = {"authorization_grant_type": "client-credentials", "name": "Puente", "permission_group": group.pk}
    confirm = client.post(add, data, headers=HTMX).headers["HX-Redirect"]
    assert not Consumer.objects.exists()
    response = client.post(confirm, {"password": PASSWORD})
    assert response.status_code == 200
    assert "cnxcs_" in response.content.decode()
    assert Consumer.objects.get().name == "Puente"
    client.post(confirm, {"password": PASSWORD})
    assert Consumer.objects.count() == 1


def test_a_wrong_password_opens_nothing(ana: User, account: Account) -> None:
    new_api_key(account)
    client = sign_in(ana)
    age_sign_in(client)
    confirm = client.post("/settings/api-connections/key/reveal/").headers["Location"]
    assert "cnxas_" not in client.post(confirm, {"password": "wrong horse battery staple"}).content.decode()
    assert client.post("/settings/api-connections/key/reveal/").status_code == 302


def test_a_sign_in_is_fresh_for_ten_minutes(ana: User) -> None:
    client, add = sign_in(ana), "/settings/api-connections/consumers/add/"
    age_sign_in(client, minutes=9)
    assert client.get(add).status_code == 200
    age_sign_in(client, minutes=2)
    assert client.get(add).status_code == 302
