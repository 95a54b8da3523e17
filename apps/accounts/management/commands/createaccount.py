"""manage.py createaccount: an account with its first Super Administrator, by prompts, or by options for automation."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from apps.accounts import services
from apps.accounts.models import Account, User
from apps.audit.actors import SYSTEM

PASSWORD_VARIABLE = "CONEXIONES_OWNER_PASSWORD"  # noqa: S105 - a variable's name


@dataclass(frozen=True)
class Question:
    """One thing to know: its option, how a person is asked, the model field that checks it, and what blank means."""

    option: str
    prompt: str
    field: Any
    default: Callable[[], Any] = str

    @property
    def flag(self) -> str:
        return "--" + self.option.replace("_", "-")

    def check(self, answer: object) -> Any:
        """The answer as the field understands it. Raises ValidationError."""
        return self.field.clean(answer, None)


def _field(model: type[Account | User], name: str) -> Any:
    return model._meta.get_field(name)


QUESTIONS = (
    Question("name", "Name of the company", _field(Account, "name")),
    Question("number", "Number of the account", _field(Account, "number"), services.next_account_number),
    Question("language", "Language (es, en, pt-br)", _field(Account, "language"), lambda: "es"),
    Question("time_zone", "Time zone, such as America/Bogota", _field(Account, "time_zone"), lambda: "UTC"),
    Question("owner_email", "E-mail of the Super Administrator", _field(User, "email")),
    Question("owner_name", "Name of the Super Administrator", _field(User, "name")),
)


class Command(BaseCommand):
    help = (
        "Create an account with its first Super Administrator. Asks for what no option gives; the password comes "
        f"from the environment variable {PASSWORD_VARIABLE}, or is asked for."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for question in QUESTIONS:
            parser.add_argument(question.flag, help=question.prompt)
        parser.add_argument(
            "--no-input", "--noinput", action="store_false", dest="interactive", help="never ask; fail instead"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            answers = {question.option: self._answer(question, options) for question in QUESTIONS}
            password = self._password(answers, options["interactive"])
            try:
                account = services.create_account(by=SYSTEM, owner_password=password, **answers)
            except ValidationError as error:
                raise CommandError(_named(error)) from error
        self.stdout.write(f"Created the account {account}; {answers['owner_email'].lower()} can sign in.")

    def _answer(self, question: Question, options: dict[str, Any]) -> Any:
        given = options[question.option]
        if given is None and options["interactive"]:
            return self._ask(question)
        try:
            return question.check(question.default() if given is None else given)
        except ValidationError as error:
            raise CommandError(f"{question.flag}: {' '.join(error.messages)}") from error

    def _ask(self, question: Question) -> Any:
        default = question.default()
        hint = f" [{default}]" if default else ""
        while True:
            answer = _prompt(input, f"{question.prompt}{hint}: ").strip()
            try:
                return question.check(answer or default)
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))

    def _password(self, answers: dict[str, Any], interactive: bool) -> str:
        given = os.environ.get(PASSWORD_VARIABLE)
        if given is not None:
            return given
        if not interactive:
            raise CommandError(f"{PASSWORD_VARIABLE}: set this environment variable to the password")
        return self._ask_password(User(email=answers["owner_email"], name=answers["owner_name"]))

    def _ask_password(self, owner: User) -> str:
        while True:
            password = _prompt(getpass, "Password: ")
            try:
                validate_password(password, owner)
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
                continue
            if password == _prompt(getpass, "Password again: "):
                return password
            self.stderr.write("The two passwords differ.")


def _prompt(ask: Callable[[str], str], text: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError("There is no terminal to ask at; give every option and --no-input.")
    try:
        return ask(text)
    except (EOFError, KeyboardInterrupt) as error:
        raise CommandError("Cancelled; nothing was created.") from error


def _named(error: ValidationError) -> str:
    """One sentence for each field, by the name of its option: in the service's words an owner's field is `email`."""
    flags = {"email": "--owner-email", "password": PASSWORD_VARIABLE}
    found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return " ".join(
        f"{flags.get(name, '--' + name.replace('_', '-'))}: {' '.join(texts)}" for name, texts in found.items()
    )
