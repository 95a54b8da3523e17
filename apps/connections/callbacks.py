"""What a callback URL may look like (RFC 9700 section 2.6, RFC 8252 section 7.3)."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOOPBACK_HOSTS = ("127.0.0.1", "::1")
LOOPBACK_PORT = re.compile(r"\A(http://(?:127\.0\.0\.1|\[::1\])):[0-9]{1,5}(?=[/?]|\Z)")
# What urlsplit would quietly mend, and what has no place in a URL: controls, blanks, quotes, wildcards, non-ASCII.
UNSAFE = re.compile(r"[^!#$%&'()+,\-./0-9:;=?@A-Z\[\]_a-z~]")


def without_loopback_port(url: str) -> str:
    """`url` as it is compared for a public app, which may listen on any port of its machine (RFC 8252 section 7.3)."""
    return LOOPBACK_PORT.sub(r"\1", url)


def callback_url_error(url: str, *, is_public: bool) -> str | Promise | None:
    """Why `url` cannot be registered, in the reader's language, or None. Public (native) apps may use loopback http."""
    if UNSAFE.search(url):
        return _("A callback URL cannot hold blanks, wildcards or special characters.")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises ValueError when the port is not a number
    except ValueError:
        return _("Enter a complete URL, such as https://app.example/callback.")
    return _error_of(parts, "#" in url, is_public)


def _error_of(parts: SplitResult, has_fragment: bool, is_public: bool) -> str | Promise | None:
    if not parts.scheme or not parts.hostname:
        return _("Enter a complete URL, such as https://app.example/callback.")
    if has_fragment:
        return _("A callback URL cannot hold a fragment (#).")
    if "@" in parts.netloc:
        return _("A callback URL cannot hold a user name or password.")
    if parts.scheme == "https" or (is_public and parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS):
        return None
    return _("A callback URL must begin with https://; only a public app may use http://127.0.0.1.")
