"""What happens to API keys, consumers and what users authorized."""

from django.utils.translation import gettext_lazy

from apps.audit.events.event import Event

EVENTS: dict[str, Event] = {
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
    "api_connections.authorization_reduced": Event(
        "edit", gettext_lazy("What an app may do for a user was reduced to what it uses: %(target)s.")
    ),
    "api_connections.authorization_revoked": Event(
        "revoke", gettext_lazy("An app can no longer act for a user: %(target)s.")
    ),
    "api_connections.authorization_restored": Event(
        "authorize", gettext_lazy("That an app can no longer act for a user was undone: %(target)s.")
    ),
}
