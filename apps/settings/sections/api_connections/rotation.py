"""What rotating a secret, and ending the old one, looks like: for the key pair and for a consumer alike."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.connections.services.secrets import OVERLAPS, TooManySecrets
from apps.settings.access import account_of
from apps.settings.navigation import Text
from apps.settings.panel import PlainForm
from apps.settings.sections.api_connections import expiry, impact, stopping
from apps.settings.sections.api_connections.confirmation import Question, word_field
from apps.settings.templatetags.endings import ending

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from apps.accounts.models import Account
    from apps.common.models import Secret
    from apps.connections.models import ApiKey, Consumer

HOUR = timedelta(hours=1)
OVERLAP_WORDS: dict[int, Text] = {
    0: gettext_lazy("None: the old secret stops working at once"),
    24: gettext_lazy("24 hours"),
    72: gettext_lazy("3 days (72 hours)"),
    168: gettext_lazy("7 days (168 hours)"),
}


class RotationForm(PlainForm):
    """How long the old secret keeps working beside the new one, and how long the new one.

    `word` has to be typed when nothing is left of the old one, which is in use.
    """

    overlap = forms.TypedChoiceField(
        label=gettext_lazy("The old secret keeps working for"),
        coerce=int,
        initial=24,
        widget=forms.RadioSelect,
        choices=[(hours, OVERLAP_WORDS[hours]) for hours in (overlap // HOUR for overlap in OVERLAPS)],
    )
    secret_expires = expiry.ExpiryField(label=gettext_lazy("The new secret expires on"))

    def __init__(self, *args: Any, account: Account, word: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        expiry.bind(self, account)
        self.word = word
        if word:
            self.fields["word"] = word_field(word, required=False)

    @classmethod
    def of(cls, request: HttpRequest, *, word: str) -> RotationForm:
        return cls(request.POST if request.method == "POST" else None, account=account_of(request), word=word)

    @property
    def chosen(self) -> dict[str, Any]:
        """For the service."""
        overlap = HOUR * int(self.cleaned_data["overlap"])
        return {"overlap": overlap, "secret_expires": self.cleaned_data["secret_expires"]}

    def clean(self) -> None:
        is_at_once = self.cleaned_data.get("overlap") == 0
        if self.word and is_at_once and self.cleaned_data.get("word") != self.word:
            self.add_error("word", self.fields["word"].error_messages["unlike"])

    def refuse_with(self, error: TooManySecrets | ValidationError) -> None:
        """Two secrets work already, and a rotation with an overlap would make it three; or what the service refused."""
        if isinstance(error, ValidationError):
            self.refuse(error)
        else:
            self.add_error("overlap", _("Two secrets work already. End the old one first, or choose no overlap."))


def told(owner: Consumer | ApiKey, stops: impact.Impact) -> dict[str, Any]:
    """What is known of the secret that is to be replaced; `owner` has its live secrets loaded."""
    return {"consequences": stops.use_in_words, "secrets": secret_rows(live_secrets_of(owner))}


def end_question(owner: Consumer | ApiKey, name: str, *, back_url: str = "") -> Question:
    """Before the old secret ends: when it was last used. `name` has to be typed when that was lately."""
    old = live_secrets_of(owner)[1:]
    stops = stopping.of_secrets(old)
    words = [
        *(_("The old secret is %(secret)s.") % {"secret": secret.masked} for secret in old),
        *stops.in_words,
        _("Programs that still use it are refused at once. It cannot be undone."),
    ]
    word = name if stops.is_used else ""
    return Question(
        _("End the old secret"), _("End the old secret now?"), words, _("End it now"), "ban", word, back_url
    )


def has_old_secret(owner: Consumer | ApiKey) -> bool:
    return len(live_secrets_of(owner)) > 1


def live_secrets_of(owner: Consumer | ApiKey) -> Sequence[Secret]:
    secrets: Sequence[Secret] = owner.live_secrets  # type: ignore[union-attr]
    return secrets


def secret_rows(secrets: Sequence[Secret]) -> list[dict[str, Any]]:
    """The live secrets, newest first, as the table of secrets shows them."""
    return [
        {"secret": secret, "ending": ending(secret), "is_current": number == 0} for number, secret in enumerate(secrets)
    ]
