"""A secret on the screen, for the only time: in the very answer that made it, never in session, URL or message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from apps.settings.sections.api_connections import programs

if TYPE_CHECKING:
    from apps.connections.models import ApiKey, Consumer
    from apps.connections.services.secrets import NewSecret

TEMPLATE = "settings/api_connections/shown_once.html"


@dataclass(frozen=True, repr=False)
class Line:
    """One line of the box and of the .env file."""

    id: str
    label: str
    value: str
    env: str


def of_consumer(made: NewSecret[Consumer]) -> dict[str, Any]:
    """Context of TEMPLATE for a consumer's new secret; a public app, and one that signs, has a key only."""
    consumer = made.owner
    lines = [Line("new-key", _("Key"), consumer.client_id, "OAUTH_CLIENT_ID")]
    if made.plain:
        lines.append(Line("new-secret", _("Secret"), made.plain, "OAUTH_CLIENT_SECRET"))
    lines.append(Line("new-token-url", _("Token URL"), f"{settings.PUBLIC_URL}/oauth/token", "OAUTH_TOKEN_URL"))
    return {
        "secrets": lines,
        "file_name": f"{slugify(consumer.name) or 'consumer'}.env",
        "has_secret": bool(made.plain),
        "signs": consumer.authentication_method == consumer.PRIVATE_KEY_JWT,
        **programs.of_consumer(consumer, consumer.account, **programs.NEW),
    }


def of_api_key(made: NewSecret[ApiKey]) -> dict[str, Any]:
    lines = [
        Line("new-key", _("API Key"), made.owner.key, "API_KEY"),
        Line("new-secret", _("API Secret"), made.plain, "API_SECRET"),
    ]
    words = programs.of_api_key(made.owner, made.owner.account, **programs.NEW)
    return {"secrets": lines, "file_name": "api-key.env", "has_secret": True, **words}
