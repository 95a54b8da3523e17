"""Every event that the code records: which kind of action it is, and the sentence that describes it."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.audit.models import Transaction

KINDS: dict[str, Promise] = {
    "add": gettext_lazy("Add"),
    "edit": gettext_lazy("Edit"),
    "delete": gettext_lazy("Delete"),
    "switch": gettext_lazy("Switch on or off"),
    "sign_in": gettext_lazy("Sign in"),
    "sign_out": gettext_lazy("Sign out"),
    "refuse": gettext_lazy("Refuse"),
    "authorize": gettext_lazy("Authorize"),
    "revoke": gettext_lazy("Revoke"),
    "reveal": gettext_lazy("Reveal"),
    "rotate": gettext_lazy("Rotate"),
    "export": gettext_lazy("Export"),
}


class Event(NamedTuple):
    kind: str
    sentence: Promise


EVENTS: dict[str, Event] = {
    "account.created": Event("add", gettext_lazy("The account %(target)s was created.")),
    "account.suspended": Event("switch", gettext_lazy("The account %(target)s was suspended.")),
    "account.resumed": Event("switch", gettext_lazy("The account %(target)s was resumed.")),
    "account.entered": Event("sign_in", gettext_lazy("An operator entered the account.")),
    "account.left": Event("sign_out", gettext_lazy("An operator left the account.")),
    "account.list_exported": Event("export", gettext_lazy("A list was exported.")),
    "installation.operator_created": Event("add", gettext_lazy("The operator %(target)s was created.")),
    "installation.signing_key_created": Event("add", gettext_lazy("The first key for ID tokens was made: %(target)s.")),
    "installation.signing_key_rotated": Event(
        "rotate", gettext_lazy("The next key for ID tokens was made: %(target)s.")
    ),
    "session.signed_in": Event("sign_in", gettext_lazy("%(target)s signed in.")),
    "session.signed_out": Event("sign_out", gettext_lazy("%(target)s signed out.")),
    "session.sign_in_refused": Event("refuse", gettext_lazy("A sign-in as %(target)s was refused.")),
    "session.password_changed": Event("edit", gettext_lazy("%(target)s changed their password.")),
    "session.ended": Event("sign_out", gettext_lazy("A session of %(target)s was ended.")),
    "security.api_policy_changed": Event("edit", gettext_lazy("The API policy of the account was changed.")),
    "user_accounts.user_created": Event("add", gettext_lazy("The user %(target)s was created.")),
    "user_accounts.user_invited": Event("add", gettext_lazy("An invitation was sent to %(target)s.")),
    "user_accounts.user_changed": Event("edit", gettext_lazy("The user %(target)s was changed.")),
    "user_accounts.user_activated": Event("switch", gettext_lazy("The user %(target)s was activated.")),
    "user_accounts.user_deactivated": Event("switch", gettext_lazy("The user %(target)s was deactivated.")),
    "user_accounts.password_changed": Event("edit", gettext_lazy("The password of %(target)s was set.")),
    "user_accounts.group_created": Event("add", gettext_lazy("The permission group %(target)s was created.")),
    "user_accounts.group_changed": Event("edit", gettext_lazy("The permission group %(target)s was changed.")),
    "user_accounts.group_deleted": Event("delete", gettext_lazy("The permission group %(target)s was deleted.")),
    "api_connections.consumer_created": Event("add", gettext_lazy("The OAuth consumer %(target)s was created.")),
    "api_connections.consumer_changed": Event("edit", gettext_lazy("The OAuth consumer %(target)s was changed.")),
    "api_connections.consumer_deleted": Event("delete", gettext_lazy("The OAuth consumer %(target)s was deleted.")),
    "api_connections.consumer_disabled": Event("switch", gettext_lazy("The OAuth consumer %(target)s was disabled.")),
    "api_connections.consumer_enabled": Event("switch", gettext_lazy("The OAuth consumer %(target)s was enabled.")),
    "api_connections.secret_rotated": Event(
        "rotate", gettext_lazy("The OAuth consumer %(target)s was given a new secret.")
    ),
    "api_connections.secret_ended": Event(
        "revoke", gettext_lazy("An old secret of the OAuth consumer %(target)s was ended.")
    ),
    "api_connections.token_replayed": Event(
        "refuse",
        gettext_lazy("A token or code of %(target)s was used a second time; all that came from it was revoked."),
    ),
    "api_connections.api_key_created": Event("add", gettext_lazy("The API key %(target)s was created.")),
    "api_connections.api_key_deleted": Event("delete", gettext_lazy("The API key %(target)s was deleted.")),
    "api_connections.api_secret_revealed": Event(
        "reveal", gettext_lazy("The secret of the API key %(target)s was shown.")
    ),
    "api_connections.api_secret_rotated": Event(
        "rotate", gettext_lazy("The API key %(target)s was given a new secret.")
    ),
    "api_connections.api_secret_ended": Event(
        "revoke", gettext_lazy("An old secret of the API key %(target)s was ended.")
    ),
    "api_connections.authorization_granted": Event(
        "authorize", gettext_lazy("An app was allowed to act for a user: %(target)s.")
    ),
    "api_connections.authorization_revoked": Event(
        "revoke", gettext_lazy("An app can no longer act for a user: %(target)s.")
    ),
    "items.item_created": Event("add", gettext_lazy("The item %(target)s was created.")),
    "items.item_changed": Event("edit", gettext_lazy("The item %(target)s was changed.")),
}


def kind_of(entry: Transaction) -> str:
    """The kind of action in words, e.g. "Rotate"; of an event that nobody described, its own name."""
    event = EVENTS.get(f"{entry.module}.{entry.action}")
    return str(KINDS[event.kind]) if event else _readable(entry.action)


def sentence_of(entry: Transaction) -> str:
    """What happened, as a sentence."""
    event = EVENTS.get(f"{entry.module}.{entry.action}")
    if event:
        return str(event.sentence) % {"target": entry.target_name}
    return _("%(action)s: %(target)s") % {"action": _readable(entry.action), "target": entry.target_name}


def events_of_kind(kind: str) -> Q:
    """The condition for all transactions of one kind of action."""
    found = Q(pk=None)
    for name, event in EVENTS.items():
        module, _dot, action = name.partition(".")
        found |= Q(module=module, action=action) if event.kind == kind else Q()
    return found


def _readable(name: str) -> str:
    return name.replace("_", " ").capitalize()
