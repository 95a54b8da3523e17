"""Tab 1, Password: the account's rules for the passwords of its people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import IntegerField
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.accounts.services import update_password_policy
from apps.settings.sections.security.policy import PolicyForm, PolicyPage
from apps.settings.sections.security.section import SECTION


class PasswordPolicyForm(PolicyForm):
    service = update_password_policy

    class Meta:
        model = Account
        fields = (
            "password_length", "password_length_with_two_step", "password_days", "password_history",
            "password_failures",
        )  # fmt: skip
        labels = {
            "password_length": gettext_lazy("Shortest password, in characters"),
            "password_length_with_two_step": gettext_lazy("Shortest password with a second step, in characters"),
            "password_days": gettext_lazy("Days after which a password must be changed"),
            "password_history": gettext_lazy("Last passwords that cannot be used again"),
            "password_failures": gettext_lazy("Wrong passwords in a row before a wait"),
        }
        help_texts = {
            "password_length": gettext_lazy("From 15 to 64. Longer ones can always be chosen."),
            "password_length_with_two_step": gettext_lazy(
                "From 8 to 64, for whoever also shows a code or a passkey when signing in."
            ),
            "password_days": gettext_lazy(
                "0 for never, which is what the security guidelines advise: forced changes lead to weaker passwords."
            ),
            "password_history": gettext_lazy("From 0 to 10, the present one included. They are kept as digests only."),
            "password_failures": gettext_lazy(
                "From 3 to 10, by one person from one place. After that the right password is refused too, at first "
                "for seconds, then longer each time, up to a quarter of an hour."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            say_limits(field, Account._meta.get_field(name))


def say_limits(field: forms.Field, column: Any) -> None:
    """Let the browser know the limits that the service checks."""
    assert isinstance(column, IntegerField)  # noqa: S101 - of the form's columns
    for validator in column.validators:
        if isinstance(validator, MinValueValidator):
            field.widget.attrs["min"] = validator.limit_value
        if isinstance(validator, MaxValueValidator):
            field.widget.attrs["max"] = validator.limit_value


class PasswordPage(PolicyPage):
    section = SECTION
    slug, label, icon = "password", gettext_lazy("Password"), "key-round"
    url_name = "security_password"
    form_class, form_id = PasswordPolicyForm, "password-policy"
    template_name = "settings/security/password.html"
    intro = gettext_lazy("The rules for the passwords of this account's users. They count whenever one is chosen.")
    saved = gettext_lazy("The password rules are saved. They count for the next password that anybody chooses.")
