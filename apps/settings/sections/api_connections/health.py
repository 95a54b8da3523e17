"""Key health: how many of the account's consumers somebody should look at, and the list of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.connections.models import Consumer
from apps.connections.models.consumer_health import Health
from apps.settings.navigation import Text

COUNTED = 100
"""Nobody has to know more exactly than that it is more."""


class Words(NamedTuple):
    label: Text
    why: Text
    kind: str


WORDS: dict[Health, Words] = {
    Health.EXPIRING: Words(
        gettext_lazy("Secret expires within 14 days"),
        gettext_lazy("Rotate it with an overlap before the program stops."),
        "danger",
    ),
    Health.NEVER_USED: Words(
        gettext_lazy("Never used"),
        gettext_lazy("Made more than 7 days ago: its secret lies somewhere and nobody would miss it."),
        "warning",
    ),
    Health.IDLE: Words(
        gettext_lazy("Idle for 90 days"),
        gettext_lazy("Disable it, and delete it when nobody asks."),
        "warning",
    ),
    Health.OVER_PERMITTED: Words(
        gettext_lazy("Permissions not used for 90 days"),
        gettext_lazy("Reduce its group to what it uses."),
        "warning",
    ),
    Health.WITHOUT_EXPIRY: Words(
        gettext_lazy("Secret without expiry date"),
        gettext_lazy("A secret that leaks unseen works until somebody rotates it."),
        "info",
    ),
    Health.DISABLED: Words(
        gettext_lazy("Disabled"),
        gettext_lazy("Delete what nobody enables again."),
        "off",
    ),
}
CHOICES = [(state.value, WORDS[state].label) for state in WORDS]


@dataclass(frozen=True)
class Finding:
    words: Words
    count: int
    url: str


def findings(account: Account) -> list[Finding]:
    """What there is to look at, the most urgent first; one bounded query for each state."""
    found = ((state, Consumer.objects.of(account).in_health(state).up_to(COUNTED)) for state in WORDS)
    return [Finding(WORDS[state], count, url_of(state)) for state, count in found if count]


def url_of(state: str) -> str:
    """The list of consumers with only those."""
    return f"{reverse('settings:connections_consumer_changelist')}?health={state}"
