"""What rotating a secret looks like, for the key pair and for a consumer alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.common.models import Secret
from apps.connections.services.secrets import OVERLAPS
from apps.settings.navigation import Text
from apps.settings.panel import PlainForm

HOUR = timedelta(hours=1)
OVERLAP_WORDS: dict[int, Text] = {
    0: gettext_lazy("None: the old secret stops working at once"),
    24: gettext_lazy("24 hours"),
    72: gettext_lazy("3 days (72 hours)"),
    168: gettext_lazy("7 days (168 hours)"),
}


class RotationForm(PlainForm):
    """How long the old secret keeps working beside the new one."""

    overlap = forms.TypedChoiceField(
        label=gettext_lazy("The old secret keeps working for"),
        coerce=int,
        initial=24,
        widget=forms.RadioSelect,
        choices=[(hours, OVERLAP_WORDS[hours]) for hours in (overlap // HOUR for overlap in OVERLAPS)],
    )

    @property
    def overlap_time(self) -> timedelta:
        return HOUR * int(self.cleaned_data["overlap"])

    def refuse_a_third(self) -> None:
        """Two secrets work already, and a rotation with an overlap would make it three."""
        self.add_error("overlap", _("Two secrets work already. End the old one first, or choose no overlap."))


def ending_in_words(secret: Secret) -> str:
    """ "Ends in 23 h" for a secret in its overlap; empty for the current one."""
    if secret.expires_at is None:
        return ""
    left = max(secret.expires_at - timezone.now(), timedelta(0))
    if left >= HOUR:
        return _("Ends in %(hours)d h") % {"hours": round(left / HOUR)}
    minutes = left // timedelta(minutes=1) + 1
    return ngettext("Ends in %(minutes)d minute", "Ends in %(minutes)d minutes", minutes) % {"minutes": minutes}


def secret_rows(secrets: list[Secret]) -> list[dict[str, Any]]:
    """The live secrets, newest first, as the table of secrets shows them."""
    return [
        {"secret": secret, "ending": ending_in_words(secret), "is_current": number == 0}
        for number, secret in enumerate(secrets)
    ]
