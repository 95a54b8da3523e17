"""In which language, time zone, date format and decimal format somebody reads what is written for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone, translation

from apps.accounts import date_formats, number_formats

if TYPE_CHECKING:
    from apps.accounts.models import Account, User


def language_of(user: User) -> str:
    """Their own choice; without one, the account's."""
    return user.language or (user.account.language if user.account else settings.LANGUAGE_CODE)


@contextmanager
def clock_of(account: Account | None) -> Iterator[None]:
    """Moments and numbers as `account` writes them; of no account, in UTC."""
    with ExitStack() as stack:
        stack.enter_context(timezone.override(account.time_zone if account else None))
        ways = (account.date_format, account.time_format) if account else date_formats.written()
        stack.enter_context(date_formats.override(*ways))
        if account:
            stack.enter_context(number_formats.override(account.decimal_format))
        yield


@contextmanager
def as_read_by(user: User) -> Iterator[None]:
    """What is written inside is for `user`, whoever is asking for it: a mail, above all."""
    with translation.override(language_of(user)), clock_of(user.account):
        yield
