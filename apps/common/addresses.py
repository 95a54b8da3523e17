"""Where a request came from: one place to ask, whichever door it came in by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

Address = IPv4Address | IPv6Address
MOST_NETWORKS = 100
"""Every call is held against each of them."""


def address_in(environ: Mapping[str, Any]) -> str | None:
    """The client's IP address, from a request's WSGI environ (`request.META`); None when there is none.

    X-Forwarded-For is read from the right, as long as each hop is one of TRUSTED_PROXIES: what stands further left was
    written by the client.
    """
    found: Address | None = None
    for hop in _hops(environ):
        found = hop
        if not _is_trusted(hop):
            break
    return str(found) if found else None


def _hops(environ: Mapping[str, Any]) -> Iterator[Address]:
    """From the nearest on; ends where one is no address."""
    peer = environ.get("REMOTE_ADDR") or ""
    forwarded = str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    # A Unix socket has no address, and only this machine's own proxy can reach it.
    words = [*forwarded, peer] if peer or not settings.TRUSTED_PROXIES else forwarded
    for word in reversed(words):
        hop = _parsed(word)
        if hop is None:
            return
        yield hop


@lru_cache(maxsize=1000)
def _parsed(word: str) -> Address | None:
    try:
        address = ip_address(word.strip().strip("[]"))
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def _is_trusted(address: Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)


def neighbourhood(address: str | None) -> str:
    """Whom `address` stands for when failures are counted: whoever has one IPv6 address has its whole /64."""
    found = _parsed(address or "")
    if isinstance(found, IPv6Address):
        return str(ip_network((found, 64), strict=False))
    return str(found) if found else "unknown"


def validate_networks(text: str) -> None:
    """Raises ValidationError unless `text` is networks such as 203.0.113.0/24 or addresses, separated by blanks."""
    if len(text.split()) > MOST_NETWORKS:
        raise ValidationError(_("Name at most %(most)d networks."), params={"most": MOST_NETWORKS})
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
