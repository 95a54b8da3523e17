"""Whether a page can offer passkeys."""

from __future__ import annotations

from django import template

from apps.accounts.two_step import passkeys

register = template.Library()


@register.simple_tag
def passkeys_are_possible() -> bool:
    return passkeys.are_possible()
