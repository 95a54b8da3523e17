"""Which ways to sign in a page can offer."""

from __future__ import annotations

from django import template
from django.conf import settings

from apps.accounts.two_step import passkeys

register = template.Library()


@register.simple_tag
def passkeys_are_possible() -> bool:
    return passkeys.are_possible()


@register.simple_tag
def single_sign_on_is_possible() -> bool:
    return bool(settings.SSO_ISSUERS)
