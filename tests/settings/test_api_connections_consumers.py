"""Tab 2: registering a consumer and looking after it, with its secret in one answer and no other."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from apps.common.tokens import Prefix, is_well_formed
from apps.connections.models import AccessToken, Authorization, Consumer, ConsumerSecret
from apps.connections.services.authorizations import grant_authorization
from apps.connections.services.consumer_secrets import rotate_secret
from apps.connections.services.enabling import disable_consumer
from tests.conftest import sign_in
from tests.factories import CALLBACK, TESTER, GroupFactory, new_code_consumer, new_consumer
from tests.settings.conftest import HTMX, age_sign_in

LIST = "/settings/api-connections/consumers/"
ADD = LIST + "add/"
SECRET = re.compile(r"cnxcs_[0-9A-Za-z]{49}")


def page_of(consumer: Consumer, page: str = "change") -> str:
    return reverse(f"settings:connections_consumer_{page}", args=[consumer.pk])


@pytest.fixture
def client_of_ana(ana: User) -> Client:
    return sign_in(ana)


@pytest.fixture
def fields(ana: User, account: Account) -> dict[str, Any]:
    group = GroupFactory.create(account=account, name="Puentes")
    return {
        "authorization_grant_type": "client-credentials",
        "name": "Puente ERP",
        "description": "Lleva las órdenes al ERP",
        "permission_group": group.pk,
    }


def test_saving_a_new_consumer_shows_its_secret_in_that_answer(client_of_ana: Client, fields: dict[str, Any]) -> None:
    response = client_of_ana.post(ADD, fields, headers=HTMX)
    consumer, html = Consumer.objects.get(), response.content.decode()
    plain = SECRET.findall(html)[0]
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert is_well_formed(plain, Prefix.CONSUMER_SECRET)
    assert ConsumerSecret.objects.get().digest in ConsumerSecret.digests(plain)
    assert consumer.client_id in html
    assert 'data-env="OAUTH_CLIENT_SECRET"' in html
    assert "data-saved-it" in html
    assert (consumer.created_by_id, consumer.name) == (int(client_of_ana.session["_auth_user_id"]), "Puente ERP")


def test_R111_no_later_answer_session_or_message_holds_the_secret(
    client_of_ana: Client, fields: dict[str, Any]
) -> None:
    plain = SECRET.findall(client_of_ana.post(ADD, fields).content.decode())[0]
    consumer = Consumer.objects.get()
    pages = [LIST, page_of(consumer), page_of(consumer, "rotate"), "/settings/transactions-log/", LIST + "?q=" + plain]
    for url in pages:
        html = client_of_ana.get(url).content.decode()
        assert (plain in html) == ("?q=" in url), url
    assert plain not in str(dict(client_of_ana.session))
    assert plain not in str(list(Transaction.objects.values()))


def test_the_grant_type_has_no_silent_default(client_of_ana: Client, fields: dict[str, Any]) -> None:
    html = client_of_ana.get(ADD).content.decode()
    grant = html.partition('name="authorization_grant_type"')[2].partition("</select>")[0]
    assert '<option value="" selected></option>' in grant
    del fields["authorization_grant_type"]
    assert client_of_ana.post(ADD, fields).status_code == 422


@pytest.mark.parametrize("grant", ["password", "implicit", "urn:ietf:params:oauth:grant-type:device_code"])
def test_no_other_grant_exists(client_of_ana: Client, fields: dict[str, Any], grant: str) -> None:
    response = client_of_ana.post(ADD, {**fields, "authorization_grant_type": grant})
    assert response.status_code == 422
    assert "authorization_grant_type" in response.context["form"].errors


def test_an_authorization_code_app_needs_its_callback_urls(client_of_ana: Client, fields: dict[str, Any]) -> None:
    code = {**fields, "authorization_grant_type": "authorization-code", "client_type": "confidential"}
    for urls in ("", "http://app.example/callback", "https://*.app.example/", "not a url"):
        response = client_of_ana.post(ADD, {**code, "redirect_uris": urls})
        assert response.status_code == 422, urls
        assert list(response.context["form"].errors) == ["redirect_uris"]
    client_of_ana.post(ADD, {**code, "redirect_uris": f"{CALLBACK}\r\n{CALLBACK}/2"})
    assert Consumer.objects.get().callback_urls == [CALLBACK, f"{CALLBACK}/2"]


def test_a_public_app_gets_a_key_and_no_secret(client_of_ana: Client, fields: dict[str, Any]) -> None:
    public = {"authorization_grant_type": "authorization-code", "client_type": "public", "redirect_uris": CALLBACK}
    html = client_of_ana.post(ADD, {**fields, **public}, headers=HTMX).content.decode()
    assert Consumer.objects.get().client_id in html
    assert not SECRET.search(html)
    assert "data-saved-it" not in html
    assert client_of_ana.get(page_of(Consumer.objects.get(), "rotate")).status_code == 404


def test_what_belongs_to_the_other_grant_is_ignored(client_of_ana: Client, fields: dict[str, Any]) -> None:
    client_of_ana.post(ADD, {**fields, "redirect_uris": CALLBACK, "client_type": "public"})
    consumer = Consumer.objects.get()
    assert (consumer.redirect_uris, consumer.client_type) == ("", "confidential")


def test_a_group_of_another_account_does_not_exist(client_of_ana: Client, fields: dict[str, Any]) -> None:
    stranger = GroupFactory.create(name="Grupo ajeno")
    assert "Grupo ajeno" not in client_of_ana.get(ADD).content.decode()
    response = client_of_ana.post(ADD, {**fields, "permission_group": stranger.pk})
    assert response.status_code == 422
    assert "permission_group" in response.context["form"].errors


def test_grant_key_and_type_of_app_cannot_be_changed(
    client_of_ana: Client, ana: User, fields: dict[str, Any], account: Account
) -> None:
    consumer = new_code_consumer(account, name="Campo").owner
    data = {
        **fields,
        "name": "Campo 2",
        "redirect_uris": CALLBACK,
        "client_type": "public",
        "client_id": "x" * 20,
        "is_enabled": "",
        "account": 999,
    }
    assert client_of_ana.post(page_of(consumer), data).status_code == 302
    changed = Consumer.objects.get()
    assert changed.name == "Campo 2"
    same = ("authorization_grant_type", "client_type", "client_id", "is_enabled", "account_id")
    assert [getattr(changed, name) for name in same] == [getattr(consumer, name) for name in same]


@pytest.mark.parametrize("hours", [0, 24, 72, 168])
def test_rotating_shows_a_new_secret_and_lets_the_old_one_work_a_while(
    client_of_ana: Client, ana: User, hours: int, account: Account
) -> None:
    made = new_consumer(account)
    response = client_of_ana.post(page_of(made.owner, "rotate"), {"overlap": hours}, headers=HTMX)
    plain = SECRET.findall(response.content.decode())[0]
    assert plain != made.plain
    assert response.headers["Cache-Control"] == "no-store"
    assert made.owner.secrets.live().count() == (2 if hours else 1)
    html = client_of_ana.get(page_of(made.owner)).content.decode()
    assert (f"Ends in {hours} h" in html) == bool(hours)


@pytest.mark.parametrize("overlap", ["", "1", "999", "-24", "x"])
def test_no_other_overlap_exists(client_of_ana: Client, ana: User, overlap: str, account: Account) -> None:
    made = new_consumer(account)
    response = client_of_ana.post(page_of(made.owner, "rotate"), {"overlap": overlap}, headers=HTMX)
    assert response.status_code == 422
    assert made.owner.secrets.count() == 1


def test_while_two_secrets_work_only_a_rotation_without_overlap_is_possible(
    client_of_ana: Client, ana: User, account: Account
) -> None:
    consumer = new_consumer(account).owner
    rotate_secret(consumer=consumer, overlap=timedelta(hours=24), by=TESTER)
    response = client_of_ana.post(page_of(consumer, "rotate"), {"overlap": 24}, headers=HTMX)
    assert response.status_code == 422
    assert "End the old one first" in response.content.decode()
    assert client_of_ana.post(page_of(consumer, "rotate"), {"overlap": 0}, headers=HTMX).status_code == 200
    assert consumer.secrets.live().count() == 1


def test_the_old_secret_can_be_ended_now(client_of_ana: Client, ana: User, account: Account) -> None:
    consumer = new_consumer(account).owner
    rotate_secret(consumer=consumer, overlap=timedelta(hours=24), by=TESTER)
    assert client_of_ana.post(page_of(consumer, "end_old")).status_code == 302
    assert consumer.secrets.live().count() == 1
    assert "Ends in" not in client_of_ana.get(page_of(consumer)).content.decode()


def test_disabling_and_enabling(client_of_ana: Client, ana: User, account: Account) -> None:
    consumer = new_consumer(account, name="Puente").owner
    client_of_ana.post(page_of(consumer, "disable"), headers=HTMX)
    consumer.refresh_from_db()
    assert not consumer.is_enabled
    client_of_ana.post(page_of(consumer, "enable"), headers=HTMX)
    consumer.refresh_from_db()
    assert consumer.is_enabled


@pytest.mark.parametrize("page", ["end_old", "disable", "enable", "undo", "rotate", "delete"])
def test_looking_at_the_address_of_a_deed_does_not_do_it(
    client_of_ana: Client, ana: User, page: str, account: Account
) -> None:
    consumer = new_consumer(account).owner
    rotate_secret(consumer=consumer, overlap=timedelta(hours=24), by=TESTER)
    if page in ("enable", "undo"):
        disable_consumer(consumer=consumer, by=TESTER)
    before = Transaction.objects.count()
    response = client_of_ana.get(page_of(consumer, page))
    if page in ("enable", "undo"):
        assert response.headers["Location"] == page_of(consumer)
    else:
        assert 'method="post"' in response.content.decode()
    assert Transaction.objects.count() == before


def test_what_is_not_in_use_is_deleted_after_one_question(client_of_ana: Client, ana: User, account: Account) -> None:
    consumer = new_consumer(account, name="Puente").owner
    html = client_of_ana.get(page_of(consumer, "delete")).content.decode()
    assert "Delete Puente?" in html
    assert "It was never used." in html
    assert "data-typed-confirm" not in html
    assert Consumer.objects.exists()
    client_of_ana.post(page_of(consumer, "delete"))
    assert not Consumer.objects.exists()


def test_what_called_a_short_while_ago_wants_its_name_typed_although_its_token_expired(
    client_of_ana: Client, ana: User, account: Account
) -> None:
    consumer = new_consumer(account, name="Puente").owner
    consumer.note_use("192.0.2.1")
    assert 'data-typed-confirm="Puente"' in client_of_ana.get(page_of(consumer, "delete")).content.decode()
    assert client_of_ana.post(page_of(consumer, "delete")).status_code == 422
    assert Consumer.objects.exists()


def test_what_is_in_use_says_what_stops_and_wants_its_name_typed(
    client_of_ana: Client, ana: User, account: Account
) -> None:
    consumer = new_code_consumer(account, name="Campo").owner
    grant_authorization(consumer=consumer, user=ana, scopes=["items:view"], by=TESTER)
    url = page_of(consumer, "delete")
    html = client_of_ana.get(url).content.decode()
    assert "1 user is affected." in html
    assert 'data-typed-confirm="Campo"' in html
    for typed in ("", "campo", "Otro"):
        assert client_of_ana.post(url, {"word": typed}).status_code == 422
    client_of_ana.post(url, {"word": "Campo"})
    assert not Consumer.objects.exists()


def test_live_tokens_are_counted_before_they_end(client_of_ana: Client, account: Account) -> None:
    consumer = new_consumer(account, name="Puente").owner
    consumer.note_use("203.0.113.9")
    for number, hours in enumerate((1, 2, -1)):
        ends = timezone.now() + timedelta(hours=hours)
        AccessToken.objects.create(application=consumer, expires=ends, scope="api", token_checksum=f"{number:064}")
    html = client_of_ana.get(page_of(consumer, "delete")).content.decode()
    assert "2 live tokens end." in html
    assert "Last used:" in html
    assert 'data-typed-confirm="Puente"' in html
    assert client_of_ana.get(page_of(consumer)).context["live_tokens"] == 2


def test_several_are_deleted_together_after_typing_how_many(
    client_of_ana: Client, ana: User, carla: User, account: Account, other_account: Account
) -> None:
    ours = [new_consumer(account).owner, new_code_consumer(account).owner]
    kept, stranger = new_consumer(account).owner, new_consumer(other_account).owner
    grant_authorization(consumer=ours[1], user=ana, scopes=["items:view"], by=TESTER)
    data: dict[str, Any] = {"action": "delete", "selected": [row.pk for row in [*ours, stranger]]}
    url = client_of_ana.post(LIST, data).headers["Location"]
    assert url == f"{LIST}delete/?selected={ours[0].pk}&selected={ours[1].pk}"
    url += f"&selected={stranger.pk}"
    assert "Delete 2 consumers?" in client_of_ana.get(url).content.decode()
    assert client_of_ana.post(url, {"word": "3"}).status_code == 422
    assert client_of_ana.post(url, {"word": "2"}).status_code == 302
    assert set(Consumer.objects.all()) == {kept, stranger}


def test_deleting_nothing_leads_back_to_the_list(client_of_ana: Client) -> None:
    assert client_of_ana.get(LIST + "delete/").headers["Location"] == LIST


def test_selected_consumers_are_disabled_and_enabled(
    client_of_ana: Client, ana: User, carla: User, account: Account, other_account: Account
) -> None:
    ours = [new_consumer(account).owner for _ in range(3)]
    stranger = new_consumer(other_account).owner
    data: dict[str, Any] = {"action": "disable", "confirmed": "1", "selected": [ours[0].pk, ours[1].pk, stranger.pk]}
    url = client_of_ana.post(LIST + "?sort=-name", data).headers["Location"]
    assert url == f"{LIST}disable/?selected={ours[0].pk}&selected={ours[1].pk}"
    assert "Disable 2 consumers?" in client_of_ana.get(url).content.decode()
    assert "2 consumers are disabled." in client_of_ana.post(url, follow=True).content.decode()
    assert set(Consumer.objects.filter(is_enabled=True)) == {ours[2], stranger}
    client_of_ana.post(LIST, {**data, "action": "enable"})
    assert Consumer.objects.filter(is_enabled=True).count() == 4


def test_the_panel_tells_use_and_history(client_of_ana: Client, ana: User, account: Account) -> None:
    consumer = new_code_consumer(account, name="Campo").owner
    grant_authorization(consumer=consumer, user=ana, scopes=["items:view"], by=TESTER)
    rotate_secret(consumer=consumer, overlap=timedelta(hours=24), by=TESTER)
    response = client_of_ana.get(page_of(consumer))
    assert (response.context["live_tokens"], response.context["live_authorizations"]) == (0, 1)
    assert [str(row["words"]) for row in response.context["history"]] == ["Secret rotated", "Created"]
    assert Authorization.objects.count() == 1


@pytest.mark.parametrize("page", ["rotate", "delete", "end_old"])
def test_what_touches_a_secret_asks_who_you_are_again(
    client_of_ana: Client, ana: User, page: str, account: Account
) -> None:
    consumer = new_consumer(account).owner
    age_sign_in(client_of_ana)
    url = page_of(consumer, page)
    assert client_of_ana.get(url).headers["Location"].startswith("/confirm/?next=")
    assert client_of_ana.get(url, headers=HTMX).headers["HX-Redirect"].startswith("/confirm/?next=")
    before = Transaction.objects.count()
    assert client_of_ana.post(url, {"overlap": 0}).status_code == 302
    assert Transaction.objects.count() == before


def test_the_form_of_a_new_consumer_is_not_shown_before_the_step_up(client_of_ana: Client) -> None:
    age_sign_in(client_of_ana)
    assert client_of_ana.get(ADD, headers=HTMX).headers["HX-Redirect"] == f"/confirm/?next={ADD.replace('/', '%2F')}"
