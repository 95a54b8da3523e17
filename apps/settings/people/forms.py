"""allauth's forms, in the portal's words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.mails import send_password_reset
from apps.accounts.passwords import MOST, shortest_for
from apps.common.afterwards import afterwards

if TYPE_CHECKING:
    from django.http import HttpRequest

EMAIL, PASSWORD = gettext_lazy("E-mail"), gettext_lazy("Password")
NEW_PASSWORD = {"password1": gettext_lazy("New password"), "password2": gettext_lazy("New password, again")}


class PortalWords(forms.Form):
    """Our labels instead of placeholders, and the portal's sentence for a blank field."""

    labels: ClassVar[dict[str, Any]] = {}
    first: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = _("%(field)s cannot be blank") % {"field": field.label}
            if isinstance(field.widget, forms.PasswordInput):
                field.validators.append(
                    MaxLengthValidator(MOST, _("A password has at most %(limit_value)d characters."))
                )
        if self.first and not self.is_bound:
            self.fields[self.first].widget.attrs["autofocus"] = True


class NewPassword(PortalWords):
    """A new password, typed twice."""

    labels = NEW_PASSWORD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        least = shortest_for(getattr(self, "user", None))
        words = _("At least %(least)d characters. A short sentence is easy to remember.")
        self.fields["password1"].help_text = words % {"least": least}


class SignInForm(PortalWords, allauth.LoginForm):
    labels = {"login": EMAIL, "password": PASSWORD}
    first = "login"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ResetPasswordForm(PortalWords, allauth.ResetPasswordForm):
    labels = {"email": EMAIL}
    first = "email"

    def clean_email(self) -> str:
        """Nobody is looked up here: the answer is the same for everybody, and takes as long."""
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        afterwards(partial(send_password_reset, email))
        return email


class ResetPasswordKeyForm(NewPassword, allauth.ResetPasswordKeyForm):
    first = "password1"


class ChangePasswordForm(NewPassword, allauth.ChangePasswordForm):
    labels = NEW_PASSWORD | {"oldpassword": gettext_lazy("Current password")}
    first = "oldpassword"

    def clean_oldpassword(self) -> str:
        """As at step-up, where a wrong one is counted and put on the record. Raises TooManyFailures."""
        password: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class ConfirmForm(PortalWords, allauth.ReauthenticateForm):
    labels = {"password": PASSWORD}
    first = "password"
