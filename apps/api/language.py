"""In which language a program is answered: the one it asks for, else its user's, else its account's."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from apps.accounts.permissions import Caller


def asked_language(accept_language: str) -> str | None:
    """The best of our languages for an Accept-Language header, or None when it names none of them."""
    for code, _quality in parse_accept_lang_header(accept_language):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return None


def own_language(caller: Caller | None) -> str:
    of_user = caller.user.language if caller and caller.user else ""
    of_account = caller.account.language if caller and caller.account else ""
    return of_user or of_account or settings.LANGUAGE_CODE
