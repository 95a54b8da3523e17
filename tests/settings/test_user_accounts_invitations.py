"""Invitations: sent by mail, pending or expired, sent again, taken back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from apps.accounts import services
from apps.accounts.models import Account, Role, User
from apps.audit.models import Transaction
from tests.conftest import sign_in
from tests.factories import PASSWORD, TESTER
from tests.settings.people import NORA, USERS, post


@pytest.fixture
def nora(account: Account, ana: User) -> User:
    user = services.create_user(account=account, by=TESTER, **NORA)
    services.invite_user(user=user, by=TESTER)
    return User.objects.get(pk=user.pk)


def link_in(body: str) -> str:
    found = re.search(r"http://localhost(/password/reset/key/[^\s]+)", body)
    assert found, body
    return found[1]


def opens(link: str) -> bool:
    """Whether the mailed link leads to a form for a new password."""
    return 'type="password"' in Client().get(link, follow=True).content.decode()


def test_a_new_user_is_invited_by_mail(ana: User, django_capture_on_commit_callbacks: Any) -> None:
    client = sign_in(ana)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{USERS}add/", NORA)
    assert answer["Location"] == USERS
    nora = User.objects.get(email="nora@aguas.example")
    assert nora.account == ana.account
    assert not nora.has_usable_password()
    assert nora.invited_by == "Ana Prado"
    assert mail.outbox[0].to == [nora.email]
    assert opens(link_in(str(mail.outbox[0].body)))
    actions = Transaction.objects.filter(target_id=str(nora.pk)).values_list("action", flat=True)
    assert set(actions) == {"user_created", "user_invited"}


@pytest.mark.parametrize(
    ("language", "of_account", "words"), [("pt-br", "en", "Olá"), ("", "es", "Hola"), ("en", "es", "Hello")]
)
def test_the_mail_speaks_the_language_of_the_invited_person(
    ana: User, language: str, of_account: str, words: str, django_capture_on_commit_callbacks: Any
) -> None:
    Account.objects.filter(users=ana).update(language=of_account)
    client = sign_in(ana)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{USERS}add/", NORA | {"language": language})
    assert str(mail.outbox[0].body).startswith(words)


def test_only_the_last_of_several_links_works(ana: User, nora: User, django_capture_on_commit_callbacks: Any) -> None:
    client = sign_in(ana)
    for _again in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"{USERS}{nora.pk}/invite/")
    first, last = (link_in(str(message.body)) for message in mail.outbox)
    assert [opens(first), opens(last)] == [False, True]
    assert {tuple(message.to) for message in mail.outbox} == {(nora.email,)}


def test_the_list_and_the_panel_say_that_an_invitation_waits_or_expired(ana: User, nora: User) -> None:
    client = sign_in(ana)
    assert [row["row"] for row in client.get(f"{USERS}?status=invited").context["table"]] == [nora]
    panel = client.get(f"{USERS}{nora.pk}/").content.decode()
    assert "by Tests" in panel
    assert "The link works until" in panel
    User.objects.filter(pk=nora.pk).update(invited_at=timezone.now() - timedelta(days=30))
    assert not client.get(f"{USERS}?status=invited").context["table"]
    assert [row["row"] for row in client.get(f"{USERS}?status=expired").context["table"]] == [nora]
    assert "Invitation expired" in client.get(f"{USERS}{nora.pk}/").content.decode()
    assert [row["row"] for row in client.get(f"{USERS}?status=active").context["table"]] == [ana]


def test_whoever_is_here_already_is_not_invited(ana: User, bruno: User) -> None:
    page = post(ana, f"{USERS}{bruno.pk}/invite/").content.decode()
    assert "There is no open invitation for this user." in page
    assert not Transaction.objects.filter(action="user_invited").exists()


def test_an_invitation_that_is_taken_back_opens_nothing_and_frees_the_address(
    ana: User, nora: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = sign_in(ana)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{USERS}{nora.pk}/invite/")
    client.post(f"{USERS}{nora.pk}/revoke-invitation/")
    assert not User.objects.filter(pk=nora.pk).exists()
    assert not opens(link_in(str(mail.outbox[0].body)))
    assert Transaction.objects.filter(action="invitation_revoked", target_name="Nora Gil").exists()
    assert client.post(f"{USERS}add/", NORA)["Location"] == USERS


def test_nobody_who_came_can_be_removed_as_an_invitation(ana: User, bruno: User) -> None:
    post(ana, f"{USERS}{bruno.pk}/revoke-invitation/")
    assert User.objects.filter(pk=bruno.pk).exists()
    with pytest.raises(ValidationError):
        services.revoke_invitation(user=ana, by=TESTER)


def test_nobody_invites_whom_they_could_not_make(alba: User, ana: User, nora: User) -> None:
    services.update_user(user=nora, by=TESTER, role=Role.SUPER_ADMINISTRATOR)
    client = sign_in(alba)
    for page in ("invite", "revoke-invitation"):
        assert client.post(f"{USERS}{nora.pk}/{page}/").status_code == 403


def test_another_address_is_sent_a_link_of_its_own(
    ana: User, nora: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = sign_in(ana)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{USERS}{nora.pk}/", NORA | {"email": "nora.gil@aguas.example"})
    assert [message.to for message in mail.outbox] == [["nora.gil@aguas.example"]]


def test_whoever_accepts_is_active_from_then_on(ana: User, nora: User, django_capture_on_commit_callbacks: Any) -> None:
    client = sign_in(ana)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{USERS}{nora.pk}/invite/")
    visitor = Client()
    form = visitor.get(link_in(str(mail.outbox[0].body)), follow=True)
    visitor.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert [row["row"] for row in client.get(f"{USERS}?status=active").context["table"]] == [ana, nora]
    assert sign_in(User.objects.get(pk=nora.pk)).get("/my-authorizations/").status_code == 200


def test_several_invitations_are_sent_again_at_once(ana: User, nora: User, bruno: User) -> None:
    page = post(ana, USERS, {"action": "invite", "selected": [nora.pk, bruno.pk]}).content.decode()
    assert "1 invitation is on its way." in page
    assert "Bruno Sosa: There is no open invitation for this user." in page


def test_nobodys_mailbox_is_flooded_also_not_by_taking_the_invitation_back(account: Account, ana: User) -> None:
    def invite(email: str) -> None:
        user = services.create_user(account=account, by=TESTER, **NORA | {"email": email})
        services.invite_user(user=user, by=TESTER)
        services.revoke_invitation(user=user, by=TESTER)

    for _again in range(6):
        invite("nora@aguas.example")
    with pytest.raises(ValidationError, match="Several invitations"):
        invite("nora@aguas.example")
    User.objects.filter(email="nora@aguas.example").delete()
    invite("olga@aguas.example")
