"""A typed code, a browser's passkey, and setting them up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts import guessing
from apps.accounts.permissions import actor_of_user
from apps.accounts.services import use_code, use_passkey
from apps.accounts.two_step import passkeys
from apps.common.addresses import address_in
from apps.settings.panel import PlainForm

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.http import HttpRequest

    from apps.accounts.models import User

MOST_LETTERS = 40
MOST_OF_CREDENTIAL = 20_000
"""Characters; what browsers send has a few hundred, or a few thousand with a certificate."""


class OfPerson(PlainForm):
    """A form for `user`, who signs in or is signed in."""

    def __init__(self, *args: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user


class CodeForm(OfPerson):
    """A code of the app, or a recovery code. `kind` says afterwards which it was."""

    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
        help_text=gettext_lazy("The six digits that your authenticator app shows, or one of your recovery codes."),
    )  # fmt: skip
    user: User
    kind: str | None = None

    def clean_code(self) -> str:
        """Raises TooManyFailures."""
        code: str = self.cleaned_data["code"]
        if guessing.checked(self.request, self.user.email, lambda: self._whose(code), what=guessing.CODE) is None:
            raise ValidationError(_("This code is not right, or it was used already. Wait for the next one."))
        return code

    def _whose(self, code: str) -> User | None:
        by = actor_of_user(self.user, address=address_in(self.request.META))
        self.kind = use_code(user=self.user, typed=code, by=by)
        return self.user if self.kind else None


class CredentialField(forms.JSONField):
    """What the browser's passkey answered. What Python's reader stumbles over is as invalid as what is no JSON."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(str(value or "")[: MOST_OF_CREDENTIAL + 1])
        except (ValueError, RecursionError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class PasskeyForm(OfPerson):
    """The browser's answer. `passkey` says afterwards which one it was of."""

    credential = CredentialField()
    passkey: Authenticator | None = None

    def clean_credential(self) -> Any:
        proof = passkeys.proved(self.user, self.cleaned_data["credential"])
        if proof is None or not self._is_of_the_device(proof):
            raise ValidationError(_("This passkey does not open this. Try again, or take another way."))
        self.passkey = proof.passkey
        return self.cleaned_data["credential"]

    def _is_of_the_device(self, proof: passkeys.Proof) -> bool:
        by = actor_of_user(proof.passkey.user, address=address_in(self.request.META))
        return use_passkey(passkey=proof.passkey, sign_count=proof.sign_count, by=by)


class AppForm(PlainForm):
    code = forms.CharField(
        label=gettext_lazy("Code that the app shows"), max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )  # fmt: skip


class NewPasskeyForm(PlainForm):
    name = forms.CharField(
        label=gettext_lazy("Name of the passkey"), max_length=60,
        help_text=gettext_lazy("So that you recognise it later, such as “Work laptop”."),
    )  # fmt: skip
    credential = CredentialField(required=False)

    def clean_credential(self) -> Any:
        credential = self.cleaned_data["credential"]
        if not credential or not passkeys.registered(credential):
            raise ValidationError(_("No passkey was made. Try again."))
        return credential


class PasskeyNameForm(PlainForm):
    name = forms.CharField(label=gettext_lazy("Name of the passkey"), max_length=60)


class ChosenPasskeyForm(PlainForm):
    passkey = forms.IntegerField(min_value=1, max_value=2**63 - 1)
