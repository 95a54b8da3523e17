"""What a password must not be, besides short and common (NIST SP 800-63B-4 section 3.1.1.2). Nothing is composed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from apps.accounts.models import User

MOST = 4096
"""Characters: enough for everybody, and not enough to keep a server busy."""
LEAST_OF_ONES_OWN = 8
PRODUCT = "conexiones"
WORD = re.compile(r"[^\W_]{4,}")
FILLING = re.compile(r"[\W_]")
LONGEST_UNIT = 7


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
