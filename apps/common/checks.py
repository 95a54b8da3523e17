"""What `manage.py check --deploy` says about how requests arrive, and about the rules beside the tables."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError, connection

from apps.common import rules


@register(Tags.security, deploy=True)
def check_proxies(**kwargs: Any) -> list[CheckMessage]:
    """Without their networks every client has one address: who fails holds up all others, and the log tells none."""
    if not settings.SECURE_PROXY_SSL_HEADER or settings.TRUSTED_PROXIES:
        return []
    message = "BEHIND_PROXY is on, but TRUSTED_PROXIES is empty: every client seems to call from the proxy."
    return [Warning(message, hint="Name the networks of your proxies in TRUSTED_PROXIES.", id="common.W001")]


@register(Tags.security, deploy=True)
def check_rules(**kwargs: Any) -> list[CheckMessage]:
    """A database that cannot be asked is for /readyz to tell."""
    try:
        missing = rules.missing(connection)
    except DatabaseError:
        return []
    message = f"{len(missing)} rules that keep accounts apart are not in the database, such as {''.join(missing[:1])}."
    return [Warning(message, hint="Run manage.py migrate.", id="common.W002")] if missing else []
