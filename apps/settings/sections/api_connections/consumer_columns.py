"""The columns of the list of OAuth consumers."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.connections.models import Consumer
from apps.settings.navigation import Text
from apps.settings.panel import Column

CELLS = "settings/api_connections/cells/"


def newest_secret(consumer: Consumer) -> str:
    """The newest live secret as it may be shown: masked, with its last four characters."""
    return consumer.live_secrets[0].masked if consumer.live_secrets else ""


def status(consumer: Consumer) -> Text:
    return _("Enabled") if consumer.is_enabled else _("Disabled")


COLUMNS = (
    Column("name", gettext_lazy("Name"), sort="name", scales=True, tie=""),
    Column("key", gettext_lazy("Key"), value="client_id", template=CELLS + "key.html"),
    Column("secret", gettext_lazy("Secret"), value=newest_secret, template=CELLS + "secret.html"),
    Column(
        "grant", gettext_lazy("Grant type"), value="get_authorization_grant_type_display",
        sort="authorization_grant_type", css="nowrap",
    ),
    Column(
        "group", gettext_lazy("Group permissions"), value="permission_group", sort="permission_group__name",
        is_hideable=True,
    ),
    Column("last_used", gettext_lazy("Last used"), value="last_used_at", sort="last_used_at", is_hideable=True,
           template=CELLS + "last_used.html"),
    Column("status", gettext_lazy("Status"), value=status, sort="is_enabled", is_hideable=True,
           template=CELLS + "status.html"),
    Column("description", gettext_lazy("Description"), is_hideable=True, is_hidden=True),
    Column("created", gettext_lazy("Creation date"), sort="created", scales=True, is_hideable=True, is_hidden=True,
           template="parts/moment_or_never.html"),
)  # fmt: skip
