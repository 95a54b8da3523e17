"""allauth's forms, in the portal's words."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as allauth
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.backends import may_be_signed_in
from apps.accounts.models import User

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
        if self.first and not self.is_bound:
            self.fields[self.first].widget.attrs["autofocus"] = True


class NewPassword(PortalWords):
    """A new password, typed twice."""

    labels = NEW_PASSWORD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _("At least 15 characters. A short sentence is easy to remember.")


class SignInForm(PortalWords, allauth.LoginForm):
    labels = {"login": EMAIL, "password": PASSWORD}
    first = "login"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ResetPasswordForm(PortalWords, allauth.ResetPasswordForm):
    labels = {"email": EMAIL}
    first = "email"
    users: Any

    def clean_email(self) -> str:
        """Whoever could not sign in with a new password gets no mail; the answer on the screen is the same."""
        email: str = super().clean_email()
        users: list[User] = self.users
        self.users = [user for user in users if may_be_signed_in(user)]
        return email


class ResetPasswordKeyForm(NewPassword, allauth.ResetPasswordKeyForm):
    first = "password1"


class ChangePasswordForm(NewPassword, allauth.ChangePasswordForm):
    labels = NEW_PASSWORD | {"oldpassword": gettext_lazy("Current password")}
    first = "oldpassword"


class ConfirmForm(PortalWords, allauth.ReauthenticateForm):
    labels = {"password": PASSWORD}
    first = "password"
