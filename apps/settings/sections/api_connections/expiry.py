"""The date after which a secret stops working, chosen on a form."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from apps.connections.services.secrets import longest_life
from apps.settings.panel import PlainForm

if TYPE_CHECKING:
    from apps.accounts.models import Account


class ExpiryField(forms.DateField):
    """A day of the account's time zone, to whose end the secret works; its value is that moment, or None."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        label, help_text = gettext_lazy("The secret expires on"), gettext_lazy("Empty: it works until it is replaced.")
        given = {"label": label, "help_text": help_text, **kwargs}
        super().__init__(required=False, input_formats=["%Y-%m-%d"], **given)

    def clean(self, value: Any) -> datetime | None:
        chosen: date | None = super().clean(value)
        return timezone.make_aware(datetime.combine(chosen, time(23, 59, 59))) if chosen else None

    def bound_by(self, account: Account) -> None:
        """Offer days from today to the last one that the account's API policy allows."""
        life, today = longest_life(account), timezone.localdate()
        self.widget.attrs["min"] = today.isoformat()
        if life:
            self.widget.attrs["max"] = (today + life).isoformat()
            words = ngettext(
                "Empty, or later: %(days)d day from now, by the account's API policy.",
                "Empty: %(days)d days from now, the longest that the account's API policy allows.", life.days,
            )  # fmt: skip
            self.help_text = words % {"days": life.days}


class ExpiryForm(PlainForm):
    """Nothing but the date, for the first secret of the key pair."""

    secret_expires = ExpiryField()

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bind(self, account)


def bind(form: forms.BaseForm, account: Account) -> None:
    """Tell the form's field what the account allows."""
    field = form.fields.get("secret_expires")
    if isinstance(field, ExpiryField):
        field.bound_by(account)
