"""What happened to a record, in the words of this section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from apps.audit.events import sentence_of
from apps.audit.models import Transaction
from apps.settings.navigation import Text

if TYPE_CHECKING:
    from django.db.models import Model

    from apps.accounts.models import Account

SHOWN = 10
WORDS: dict[str, Text] = {
    "consumer_created": _("Created"),
    "consumer_changed": _("Changed"),
    "consumer_disabled": _("Disabled"),
    "consumer_enabled": _("Enabled"),
    "secret_rotated": _("Secret rotated"),
    "secret_ended": _("Old secret ended"),
    "token_replayed": _("A token or code was used a second time: all that came from it was revoked"),
    "api_key_created": _("Created"),
    "api_secret_revealed": _("Secret shown"),
    "api_secret_rotated": _("Secret rotated"),
    "api_secret_ended": _("Old secret ended"),
    "authorization_granted": _("Granted"),
    "authorization_reduced": _("Reduced to what is used"),
    "authorization_revoked": _("Revoked"),
    "authorization_restored": _("Revoking undone"),
}


def latest(account: Account, target: Model) -> list[dict[str, Any]]:
    """The last few transactions about `target`."""
    entries = Transaction.objects.of(account).about(target)[:SHOWN]
    return [{"entry": entry, "words": in_words(entry)} for entry in entries]


def url_of(target: Model) -> str:
    """The transactions log with all that happened to `target`."""
    about = urlencode({"about": f"{target._meta.model_name}:{target.pk}"})
    return f"{reverse('settings:audit_transaction_changelist')}?{about}"


def in_words(entry: Transaction) -> Text:
    return WORDS.get(entry.action) or sentence_of(entry)
