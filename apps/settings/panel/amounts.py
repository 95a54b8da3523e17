"""A number in a form, as the account writes it: "4.012,5" where the comma is the decimal sign."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.accounts import number_formats

EXAMPLE = Decimal("1234.5")


class AmountField(forms.Field):
    """Gives a Decimal; thousands may be grouped or not."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return number_formats.written(value.normalize(), is_grouped=False) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        found = number_formats.read(str(value))
        if found is None:
            raise ValidationError(_("Write a number like %(example)s.") % {"example": number_formats.written(EXAMPLE)})
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
