"""Signing in at a company's own provider: who comes in, who does not, and what the provider cannot make us do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from apps.accounts import services
from apps.accounts.mails import send_password_reset
from apps.accounts.models import Account, SingleSignOn, User
from apps.audit.models import Transaction
from tests.conftest import sign_in
from tests.factories import PASSWORD, TESTER, UserFactory
from tests.settings.conftest import age_sign_in
from tests.settings.provider import CLIENT_ID, CLIENT_SECRET, Provider, provider_running
from tests.two_step import with_app

pytestmark = pytest.mark.django_db
FIND, TAB = "/sign-in/company/", "/settings/security/sso/"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with provider_running() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider, settings: Any) -> Provider:
    """As it is when nothing is wrong, and permitted by the operator."""
    fresh = Provider(issuer=running.issuer)
    running.__dict__.update(fresh.__dict__)
    settings.SSO_ISSUERS = [running.issuer]
    return running


@pytest.fixture
def configured(provider: Provider, account: Account, ana: User, bruno: User) -> SingleSignOn:
    return configure(account, provider)


def configure(account: Account, provider: Provider, **changes: Any) -> SingleSignOn:
    fields: dict[str, Any] = {
        "is_on": True, "name": "Entrada de Aguas", "issuer": provider.issuer, "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET, "domains": ["aguas.example"],
    }  # fmt: skip
    return services.configure_single_sign_on(account=account, by=TESTER, **fields | changes)


def leave(client: Client, email: str = "bruno@aguas.example", where: str = FIND, **fields: str) -> dict[str, str]:
    """What the provider is asked for."""
    page = client.post(where, {"email": email, **fields})
    assert page.status_code == 200, page.content
    asked = urlsplit(page.context["url"])
    return {name: values[0] for name, values in parse_qs(asked.query).items()}


def come_back(client: Client, asked: dict[str, str], **params: str) -> Any:
    path = urlsplit(asked["redirect_uri"]).path
    return client.get(path, {"state": asked["state"], "code": "a code"} | params)


def walk(client: Client, email: str = "bruno@aguas.example") -> Any:
    return come_back(client, leave(client, email))


def is_in(client: Client) -> bool:
    return client.get("/my-sessions/").status_code == 200


def refusals(account: Account) -> list[str]:
    found = Transaction.objects.filter(account=account.pk, module="security", action="sign_on_refused")
    return [str(one.changes["reason"][1]) for one in found]


def test_a_person_of_the_account_comes_in_by_the_companys_sign_in(configured: SingleSignOn, provider: Provider) -> None:
    client = Client()
    asked = leave(client)
    assert asked["client_id"] == CLIENT_ID
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == f"http://localhost/sign-in/company/callback/{configured.provider_id}/"
    assert asked["code_challenge_method"] == "S256"
    assert asked["login_hint"] == "bruno@aguas.example"
    assert set(asked["scope"].split()) == {"openid", "email"}
    assert come_back(client, asked)["Location"] == "/settings/"
    assert is_in(client)
    sent = dict(provider.asked)["/token"]
    assert sent["client_secret"] == [CLIENT_SECRET]
    assert sent["code_verifier"]


def test_it_leads_on_to_the_page_that_was_wanted_and_to_no_other_site(configured: SingleSignOn) -> None:
    client = Client()
    assert come_back(client, leave(client, next="/my-sessions/"))["Location"] == "/my-sessions/"
    client = Client()
    assert come_back(client, leave(client, next="https://evil.example/"))["Location"] == "/settings/"


def test_the_companys_own_link_leads_there_after_one_press(configured: SingleSignOn) -> None:
    client, link = Client(), f"{FIND}477/"
    page = client.get(link)
    assert "Entrada de Aguas" in page.content.decode()
    assert come_back(client, leave(client, where=link)).status_code == 302
    assert is_in(client)
    assert Client().get(f"{FIND}512/").status_code == 404


def test_the_first_time_binds_and_then_the_address_plays_no_part(
    configured: SingleSignOn, provider: Provider, bruno: User
) -> None:
    walk(Client())
    provider.email = "another@aguas.example"
    client = Client()
    walk(client)
    assert is_in(client)
    bound = SocialAccount.objects.get()
    assert (bound.user, bound.uid, bound.extra_data) == (bruno, "subject-1", {})
    actions = Transaction.objects.filter(module="security").values_list("action", flat=True)
    assert list(actions).count("sign_on_bound") == 1


def test_another_subject_with_the_same_address_is_refused_until_it_is_forgotten(
    configured: SingleSignOn, provider: Provider, bruno: User, account: Account
) -> None:
    walk(Client())
    provider.subject = "subject-2"
    assert walk(Client()).status_code == 403
    assert refusals(account) == ["bound"]
    services.unbind_sign_on(user=bruno, by=TESTER)
    client = Client()
    walk(client)
    assert is_in(client)


@pytest.mark.parametrize("email", ["carla@molinos.example", "", "bruno@aguas.example.evil.example"])
def test_an_address_outside_the_companys_domains_is_nobody(
    configured: SingleSignOn, provider: Provider, carla: User, account: Account, email: str
) -> None:
    provider.email = email
    client = Client()
    assert walk(client).status_code == 403
    assert not is_in(client)
    assert refusals(account) == ["address"]


def test_a_person_of_another_account_never_comes_in_even_at_the_same_domain(
    configured: SingleSignOn, provider: Provider, other_account: Account, account: Account
) -> None:
    UserFactory.create(account=other_account, email="eve@aguas.example")
    provider.email = "eve@aguas.example"
    client = Client()
    assert walk(client).status_code == 403
    assert not is_in(client)
    assert refusals(account) == ["nobody"]


@pytest.mark.parametrize("state", ["unknown", "inactive"])
def test_the_provider_makes_nobody_and_revives_nobody(
    configured: SingleSignOn, provider: Provider, bruno: User, account: Account, state: str
) -> None:
    if state == "inactive":
        User.objects.filter(pk=bruno.pk).update(is_active=False)
    else:
        provider.email = "nobody@aguas.example"
    people = User.objects.count()
    assert walk(Client()).status_code == 403
    assert refusals(account) == ["nobody"]
    assert User.objects.count() == people


def test_somebody_bound_who_is_deactivated_stays_out(configured: SingleSignOn, bruno: User) -> None:
    walk(Client())
    User.objects.filter(pk=bruno.pk).update(is_active=False)
    client = Client()
    assert walk(client).status_code == 403
    assert not is_in(client)


def test_an_address_that_the_provider_calls_unverified_does_not_count(
    configured: SingleSignOn, provider: Provider, account: Account
) -> None:
    provider.userinfo = {"email_verified": False}
    assert walk(Client()).status_code == 403
    assert refusals(account) == ["address"]


@pytest.mark.parametrize(
    "lie",
    [
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"aud": "another app"}},
        {"claims": {"exp": 1}},
        {"claims": {"sub": None}},
        {"claims": {"sub": "subject-9"}},
        {"userinfo": {"sub": "subject-9"}},
        {"token": {"id_token": None}},
        {"token": {"id_token": "nonsense"}},
        {"token": {"access_token": None}},
        {"document": {"token_endpoint": None}},
        {"padding": "x" * 300_000},
        {"status": 500},
        {"status": 302},
    ],
    ids=lambda lie: str(lie)[:40],
)
def test_what_is_not_as_the_standard_demands_lets_nobody_in(
    configured: SingleSignOn, provider: Provider, lie: dict[str, Any]
) -> None:
    client = Client()
    asked = leave(client)
    provider.__dict__.update(lie)
    answer = come_back(client, asked)
    assert answer.status_code == 403, answer.content
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("params", [{"state": "forged"}, {"error": "access_denied"}, {"error": "server_error"}])
def test_an_answer_to_another_question_lets_nobody_in(configured: SingleSignOn, params: dict[str, str]) -> None:
    client = Client()
    assert come_back(client, leave(client), **params).status_code == 403
    assert not is_in(client)


def test_an_answer_counts_once_and_in_the_same_browser_only(configured: SingleSignOn) -> None:
    client = Client()
    asked = leave(client)
    assert come_back(Client(), asked).status_code == 403
    assert come_back(client, asked).status_code == 302
    assert come_back(client, asked).status_code == 403


def test_an_endpoint_inside_is_never_called(configured: SingleSignOn, provider: Provider) -> None:
    """R145: another port of this machine is another address than the one that the operator permitted."""
    with provider_running() as inside:
        client = Client()
        asked = leave(client)
        for place in (inside.issuer, inside.issuer.replace("http:", "https:"), "https://169.254.169.254"):
            provider.document = {"token_endpoint": f"{place}/token"}
            assert come_back(client, asked).status_code == 403
            asked = leave(client)
        assert inside.asked == []


@pytest.mark.parametrize("change", ["off", "suspended", "not permitted"])
def test_what_is_switched_off_lets_nobody_in(
    configured: SingleSignOn, account: Account, settings: Any, change: str
) -> None:
    client = Client()
    asked = leave(client)
    if change == "off":
        configure_off(account)
    elif change == "suspended":
        services.suspend_account(account=account, by=TESTER)
    else:
        settings.SSO_ISSUERS = ["https://login.example"]
    assert come_back(client, asked).status_code == 403
    assert Client().post(FIND, {"email": "bruno@aguas.example"}).status_code == 422


def configure_off(account: Account) -> None:
    services.configure_single_sign_on(account=account, by=TESTER, is_on=False, is_required=False)


def test_without_permitted_issuers_there_are_no_such_pages(settings: Any, account: Account) -> None:
    settings.SSO_ISSUERS = []
    for path in (FIND, f"{FIND}477/", f"{FIND}callback/sso-1/"):
        assert Client().get(path).status_code == 404
    assert FIND not in Client().get("/sign-in/").content.decode()


def test_a_second_factor_of_here_is_asked_for_all_the_same(configured: SingleSignOn, bruno: User) -> None:
    with_app(bruno)
    client = Client()
    assert walk(client)["Location"].startswith("/sign-in/second-step/")
    assert not is_in(client)


# --- Only there ---------------------------------------------------------------------------------------------------


def test_where_it_is_required_a_password_is_not_enough_but_for_the_owner(
    configured: SingleSignOn, account: Account, provider: Provider, ana: User, bruno: User
) -> None:
    before = sign_in(bruno)
    configure(account, provider, is_required=True)
    assert not is_in(before)
    client = Client()
    answer = client.post("/sign-in/", {"login": bruno.email, "password": PASSWORD})
    assert answer["Location"] == f"{FIND}?required"
    assert not is_in(client)
    assert is_in(sign_in(ana))
    walk(client)
    assert is_in(client)


def test_where_it_is_required_no_mail_offers_a_new_password(
    configured: SingleSignOn, account: Account, provider: Provider, bruno: User
) -> None:
    configure(account, provider, is_required=True)
    assert not send_password_reset(bruno.email)
    assert mail.outbox == []


# --- Step-up ------------------------------------------------------------------------------------------------------


@pytest.fixture
def owner(configured: SingleSignOn, provider: Provider, ana: User) -> Client:
    """Ana's browser, after she came from the company."""
    provider.email, provider.subject = ana.email, "subject-of-ana"
    client = Client()
    walk(client, ana.email)
    assert is_in(client)
    return client


def confirm(client: Client) -> Any:
    asked = leave(client, where="/confirm/company/?next=/settings/security/password/")
    assert asked["prompt"] == "login"
    assert asked["max_age"] == "0"
    answer = come_back(client, asked)
    return client.get(answer["Location"]) if answer.status_code == 302 else answer


def may_change(client: Client) -> bool:
    rules = {
        "password_length": 20, "password_length_with_two_step": 10, "password_days": 90, "password_history": 3,
        "password_failures": 4,
    }  # fmt: skip
    return bool(client.post("/settings/security/password/", rules)["Location"] == "/settings/security/password/")


def test_coming_from_the_company_proves_nothing_about_now(owner: Client) -> None:
    assert not may_change(owner)


def test_a_fresh_proof_at_the_company_is_a_step_up(owner: Client) -> None:
    assert confirm(owner)["Location"] == "/settings/security/password/"
    assert may_change(owner)


@pytest.mark.parametrize("auth_time", [None, 1, "now"])
def test_an_old_or_unknown_proof_is_none(owner: Client, provider: Provider, auth_time: Any) -> None:
    provider.claims = {"auth_time": auth_time}
    assert confirm(owner).status_code == 403
    assert not may_change(owner)


def test_another_persons_proof_is_none(owner: Client, provider: Provider, bruno: User) -> None:
    provider.email, provider.subject = bruno.email, "subject-of-bruno"
    assert confirm(owner).status_code == 403
    assert not may_change(owner)


def test_nobody_is_let_through_without_going_there(owner: Client) -> None:
    assert owner.get("/confirm/company/done/?next=/settings/")["Location"].startswith("/confirm/")


def test_the_step_up_page_offers_the_company_to_whoever_came_from_there_only(owner: Client, bruno: User) -> None:
    assert "/confirm/company/" in owner.get("/confirm/").content.decode()
    other = sign_in(bruno)
    assert "/confirm/company/" not in other.get("/confirm/").content.decode()
    assert other.get("/confirm/company/").status_code == 404


# --- The tab ------------------------------------------------------------------------------------------------------


def posted(provider: Provider, **changes: str) -> dict[str, str]:
    fields = {
        "is_on": "on", "name": "Entrada de Aguas", "issuer": provider.issuer, "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET, "domains": "aguas.example",
    }  # fmt: skip
    return {name: value for name, value in (fields | changes).items() if value}


def test_the_tab_saves_records_and_never_shows_the_secret(provider: Provider, ana: User, account: Account) -> None:
    client = sign_in(ana)
    assert client.post(TAB, posted(provider))["Location"] == TAB
    found = SingleSignOn.objects.get(account=account)
    assert found.is_on
    assert found.open() == CLIENT_SECRET
    assert found.domains == ["aguas.example"]
    page = client.get(TAB).content.decode()
    assert CLIENT_SECRET not in page
    assert f"http://localhost{FIND}477/" in page
    entry = Transaction.objects.get(module="security", action="single_sign_on_changed")
    assert entry.changes["is_on"] == [False, True]
    assert CLIENT_SECRET not in str(entry.changes)
    assert CLIENT_SECRET not in found.sealed


def test_a_secret_left_empty_is_kept_and_never_goes_to_another_issuer(
    configured: SingleSignOn, provider: Provider, ana: User, settings: Any
) -> None:
    client = sign_in(ana)
    assert client.post(TAB, posted(provider, client_secret="", name="Otra"))["Location"] == TAB
    configured.refresh_from_db()
    assert configured.open() == CLIENT_SECRET
    settings.SSO_ISSUERS = [provider.issuer, "https://login.example"]
    answer = client.post(TAB, posted(provider, client_secret="", issuer="https://login.example"))
    assert "client_secret" in answer.context["form"].errors


def test_another_issuer_knows_nobody_yet(
    configured: SingleSignOn, provider: Provider, account: Account, settings: Any
) -> None:
    walk(Client())
    with provider_running() as other:
        settings.SSO_ISSUERS = [provider.issuer, other.issuer]
        configure(account, other)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"issuer": "https://evil.example"}, "issuer"),
        ({"name": ""}, "name"),
        ({"client_id": ""}, "client_id"),
        ({"client_secret": ""}, "client_secret"),
        ({"domains": "molinos.example"}, "domains"),
        ({"domains": "not a domain"}, "domains"),
        ({"is_on": "", "is_required": "on"}, "is_required"),
    ],
)
def test_the_tab_names_the_field_that_is_wrong(
    provider: Provider, ana: User, carla: User, changes: dict[str, str], field: str
) -> None:
    answer = sign_in(ana).post(TAB, posted(provider, **changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not SingleSignOn.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"status": 500}, {"document": {"issuer": "https://evil.example"}}, {"document": {"jwks_uri": "ftp://x"}}]
)
def test_a_provider_that_does_not_answer_well_is_not_turned_on(
    provider: Provider, ana: User, wrong: dict[str, Any]
) -> None:
    provider.__dict__.update(wrong)
    answer = sign_in(ana).post(TAB, posted(provider))
    assert "issuer" in answer.context["form"].errors
    assert not SingleSignOn.objects.exists()


def test_a_domain_belongs_to_one_account(
    configured: SingleSignOn, provider: Provider, carla: User, other_account: Account
) -> None:
    UserFactory.create(account=other_account, email="eve@aguas.example")
    answer = sign_in(carla).post(TAB, posted(provider))
    assert "domains" in answer.context["form"].errors
    assert not SingleSignOn.objects.filter(account=other_account).exists()


def test_changing_it_needs_a_fresh_proof(provider: Provider, ana: User) -> None:
    client = sign_in(ana)
    age_sign_in(client)
    assert client.post(TAB, posted(provider))["Location"].startswith("/confirm/")
    assert not SingleSignOn.objects.exists()


def test_a_domain_that_nobody_has_says_so_whoever_asks(configured: SingleSignOn) -> None:
    answer = Client().post(FIND, {"email": "somebody@nowhere.example"})
    assert answer.status_code == 422
    assert "nowhere.example" in answer.content.decode()


def test_an_administrator_of_security_forgets_who_somebody_is_at_the_company(
    configured: SingleSignOn, ana: User, bruno: User
) -> None:
    client, panel = sign_in(ana), f"/settings/user-accounts/accounts/{bruno.pk}/"
    forget = f"{panel}forget-sign-on/"
    assert forget not in client.get(panel).content.decode()
    walk(Client())
    assert forget in client.get(panel).content.decode()
    assert client.post(forget).status_code == 302
    assert not SocialAccount.objects.exists()
    assert Transaction.objects.filter(module="security", action="sign_on_unbound").exists()
