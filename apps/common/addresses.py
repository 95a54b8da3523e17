"""Where a request came from: one place to ask, whichever door it came in by."""

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def address_in(environ: Mapping[str, Any]) -> str | None:
    """The IP address in a request's WSGI environ (`request.META`), or None when there is none."""
    return environ.get("REMOTE_ADDR") or None


def validate_networks(text: str) -> None:
    """Raises ValidationError unless `text` is networks such as 203.0.113.0/24 or addresses, separated by blanks."""
    for word in text.split():
        try:
            ip_network(word)
        except ValueError:
            raise ValidationError(
                _("%(word)s is not a network such as 203.0.113.0/24"), params={"word": word}
            ) from None


def is_within(address: str | None, networks: str) -> bool:
    """Whether `address` lies in one of `networks`; an empty list lets everybody in, an unknown address is in none."""
    if not networks.strip():
        return True
    return address is not None and any(ip_address(address) in ip_network(word) for word in networks.split())
