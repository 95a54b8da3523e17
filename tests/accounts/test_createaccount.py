"""manage.py createaccount and createsuperuser: the first account, its owner, and the operator of the installation."""

import getpass
import io
import sys
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import Account, Role, User
from apps.audit.models import Transaction
from tests.factories import PASSWORD, AccountFactory, UserFactory

OPTIONS = {
    "name": "Cementos del Páramo",
    "owner_email": "Elena@Paramo.example",
    "owner_name": "Elena Rivas",
    "interactive": False,
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def password_in_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONEXIONES_OWNER_PASSWORD", PASSWORD)


class Terminal(io.StringIO):
    """A person at the keyboard, who types `lines` one after the other."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines: Iterator[str] = iter(lines)

    def isatty(self) -> bool:
        return True

    def type(self, prompt: str = "") -> str:
        try:
            return next(self.lines)
        except StopIteration as error:
            raise EOFError from error


def type_at(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    terminal = Terminal(list(lines))
    monkeypatch.setattr(sys, "stdin", terminal)
    monkeypatch.setattr("builtins.input", terminal.type)
    for module in ("apps.accounts.management.commands.createaccount.getpass", "getpass.getpass"):
        monkeypatch.setattr(module, terminal.type)
    assert getpass.getpass == terminal.type


@pytest.mark.usefixtures("password_in_environment")
def test_options_alone_make_an_account_whose_owner_can_sign_in() -> None:
    call_command("createaccount", **OPTIONS, number=310, language="pt-br", time_zone="America/Sao_Paulo")
    account, owner = Account.objects.get(), User.objects.get()
    assert (account.name, account.number, account.language) == ("Cementos del Páramo", 310, "pt-br")
    assert account.time_zone == "America/Sao_Paulo"
    assert (owner.email, owner.role, owner.account) == ("elena@paramo.example", Role.SUPER_ADMINISTRATOR, account)
    assert owner.check_password(PASSWORD)


@pytest.mark.usefixtures("password_in_environment")
def test_what_is_left_out_gets_the_next_number_and_the_usual_language_and_time_zone() -> None:
    AccountFactory.create(number=41)
    call_command("createaccount", **OPTIONS)
    account = Account.objects.get(name="Cementos del Páramo")
    assert (account.number, account.language, account.time_zone) == (42, "es", "UTC")


@pytest.mark.usefixtures("password_in_environment")
def test_the_new_account_is_on_its_own_record() -> None:
    call_command("createaccount", **OPTIONS)
    recorded = Transaction.objects.of(Account.objects.get()).order_by("number")
    assert [f"{row.module}.{row.action}" for row in recorded] == ["account.created", "user_accounts.user_created"]


@pytest.mark.usefixtures("password_in_environment")
@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"name": ""}, "--name: "),
        ({"number": "four"}, "--number: "),
        ({"number": "477"}, "--number: "),
        ({"language": "fr"}, "--language: "),
        ({"time_zone": "Mars/Olympus"}, "--time-zone: "),
        ({"owner_email": "elena"}, "--owner-email: "),
        ({"owner_email": "ana@aguas.example"}, "--owner-email: "),
        ({"owner_name": None}, "--owner-name: "),
    ],
)
def test_a_wrong_option_is_named_and_nothing_is_made(wrong: dict[str, object], named: str) -> None:
    UserFactory.create(account=AccountFactory.create(number=477), email="ana@aguas.example")
    with pytest.raises(CommandError, match=f"^{named}"):
        call_command("createaccount", **OPTIONS | wrong)
    assert Account.objects.count() == User.objects.count() == 1


@pytest.mark.parametrize("password", [None, "short", "elena@paramo.example"])
def test_a_missing_or_weak_password_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, password: str | None
) -> None:
    if password is not None:
        monkeypatch.setenv("CONEXIONES_OWNER_PASSWORD", password)
    with pytest.raises(CommandError, match=r"^CONEXIONES_OWNER_PASSWORD: "):
        call_command("createaccount", **OPTIONS)
    assert not Account.objects.exists()


def test_a_person_is_asked_until_every_answer_is_good(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["", "Cementos del Páramo", "", "en", "America/Bogota", "elena@", "elena@paramo.example", "Elena Rivas"]
    type_at(monkeypatch, *answers, "short", PASSWORD, "another", PASSWORD, PASSWORD)
    complaints = io.StringIO()
    call_command("createaccount", stderr=complaints)
    assert str(Account.objects.get()) == "Cementos del Páramo - 1"
    assert User.objects.get().check_password(PASSWORD)
    assert len(complaints.getvalue().splitlines()) == 4, complaints.getvalue()


def test_leaving_at_a_prompt_makes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    type_at(monkeypatch, "Cementos del Páramo")
    with pytest.raises(CommandError, match="nothing was created"):
        call_command("createaccount")
    assert not Account.objects.exists()


def test_without_a_terminal_nobody_waits_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(CommandError, match="no terminal"):
        call_command("createaccount")


def test_createsuperuser_makes_an_operator_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="oscar@operators.example", name="Óscar Ruiz", interactive=False)
    operator = User.objects.get()
    assert operator.is_operator
    assert operator.account is None
    assert operator.check_password(PASSWORD)


def test_createsuperuser_asks_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    type_at(monkeypatch, "oscar@operators.example", "Óscar Ruiz", PASSWORD, PASSWORD)
    call_command("createsuperuser", stdin=sys.stdin)
    assert User.objects.get().is_operator


def test_createsuperuser_refuses_a_weak_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "short")
    with pytest.raises(CommandError):
        call_command("createsuperuser", email="oscar@operators.example", name="Óscar Ruiz", interactive=False)
    assert not User.objects.exists()
