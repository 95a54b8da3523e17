"""What a password must not be, besides short and common (NIST SP 800-63B-4 section 3.1.1.2). Nothing is composed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.old_passwords import OldPassword
from apps.accounts.security_policy import LEAST_ALONE, LEAST_WITH_TWO_STEP, MOST_REMEMBERED
from apps.accounts.two_step.state import has_any

if TYPE_CHECKING:
    from apps.accounts.models import User

MOST = 4096
"""Characters: enough for everybody, and not enough to keep a server busy."""
LEAST_OF_ONES_OWN = 8
PRODUCT = "conexiones"
WORD = re.compile(r"[^\W_]{4,}")
FILLING = re.compile(r"[\W_]")
LONGEST_UNIT = 7


class LengthValidator:
    """Refuses what is too short for this person: shorter ones do for whoever also shows a second factor."""

    def validate(self, password: str, user: User | None = None) -> None:
        least = shortest_for(user)
        if len(password) < least:
            words = ngettext(
                "A password has at least %(least)d character.", "A password has at least %(least)d characters.", least
            )
            raise ValidationError(words, code="password_too_short", params={"least": least})

    def get_help_text(self) -> str:
        return _("Make it long; a short sentence is easy to remember.")


class HistoryValidator:
    """Refuses the password that this person has now, and the ones before, as many as their account says."""

    def validate(self, password: str, user: User | None = None) -> None:
        if any(check_password(password, digest) for digest in _used_before(user)):
            raise ValidationError(_("You had this password before. Choose another one."), code="password_used_before")

    def get_help_text(self) -> str:
        return _("Do not use a password that you had before.")


class MaximumLengthValidator:
    """Refuses what nobody types; whatever passes is used to its last character."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) > MOST:
            raise ValidationError(
                _("A password has at most %(most)d characters."), code="password_too_long", params={"most": MOST}
            )

    def get_help_text(self) -> str:
        return _("A password has at most %(most)d characters.") % {"most": MOST}


class RepetitionValidator:
    """Refuses "aaaaaaaaaaaaaaa" and "123123123123123", which are as easy to guess as what they repeat."""

    def validate(self, password: str, user: User | None = None) -> None:
        length = len(password)
        if any((password[:unit] * length)[:length] == password for unit in range(1, LONGEST_UNIT + 1)):
            raise ValidationError(_("This password only repeats itself."), code="password_repeats")

    def get_help_text(self) -> str:
        return _("Do not repeat the same few characters.")


class ContextValidator:
    """Refuses a password of which little is left without the words that belong to this person and this service."""

    def validate(self, password: str, user: User | None = None) -> None:
        whole = password.casefold()
        rest = whole
        for word in sorted(words_around(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != whole and len(FILLING.sub("", rest)) < LEAST_OF_ONES_OWN:
            raise ValidationError(
                _("This password is made of your name, your e-mail address, your company or this service."),
                code="password_of_context",
            )

    def get_help_text(self) -> str:
        return _("Do not build it from your name, your e-mail address, your company or the name of this service.")


def words_around(user: User | None) -> set[str]:
    """The words of four letters and more in the names that a guesser tries first, in small letters."""
    texts = [PRODUCT]
    if user is not None:
        texts += [user.name, user.email, user.account.name if user.account else ""]
    return {word for text in texts for word in WORD.findall(text.casefold())}


def shortest_alone(user: User | None) -> int:
    """How many characters a password of `user` needs that is the only proof."""
    return user.account.password_length if user and user.account else LEAST_ALONE


def shortest_for(user: User | None) -> int:
    """How many characters a new password of `user` needs, with what else they have to show."""
    if user is None or user.pk is None or not has_any(user):
        return shortest_alone(user)
    return user.account.password_length_with_two_step if user.account else LEAST_WITH_TWO_STEP


def expires_at(user: User) -> datetime | None:
    """When the account's policy wants another password of `user`, if ever."""
    days = user.account.password_days if user.account else 0
    return user.password_set_at + timedelta(days=days) if days else None


def has_expired(user: User) -> bool:
    end = expires_at(user)
    return end is not None and end <= timezone.now()


def _used_before(user: User | None) -> list[str]:
    count = user.account.password_history if user and user.account else 0
    if user is None or user.pk is None or not count:
        return []
    earlier = OldPassword.objects.of_user(user).values_list("password", flat=True)
    return [user.password, *earlier[: min(count, MOST_REMEMBERED) - 1]]
