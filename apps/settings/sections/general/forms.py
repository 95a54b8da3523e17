"""The form of the general settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from apps.accounts.date_formats import FirstDay
from apps.accounts.models import Account
from apps.accounts.services import update_account
from apps.common.images import MAX_BYTES, MAX_SIDE, too_many_bytes
from apps.settings.panel import PortalForm
from apps.settings.sections.general.long_select import LongSelect
from apps.settings.sections.general.time_zones import zones

if TYPE_CHECKING:
    AccountForm = forms.ModelForm[Account]
else:
    AccountForm = forms.ModelForm

PICTURES = "image/png,image/jpeg,image/webp"


class GeneralForm(PortalForm, AccountForm):
    """The service checks and saves."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("It rules every date that is shown, exported or mailed."),
        widget=LongSelect,
    )
    logo = forms.FileField(
        label=gettext_lazy("Logo"), required=False, widget=forms.FileInput(attrs={"accept": PICTURES}),
    )  # fmt: skip
    remove_logo = forms.BooleanField(label=gettext_lazy("Remove the logo"), required=False)

    class Meta:
        model = Account
        fields = ("name", "language", "time_zone", "date_format", "time_format", "first_day_of_week", "logo_alt")
        labels = {
            "name": gettext_lazy("Company name"),
            "language": gettext_lazy("Language"),
            "date_format": gettext_lazy("Date format"),
            "time_format": gettext_lazy("Time format"),
            "first_day_of_week": gettext_lazy("First day of the week"),
            "logo_alt": gettext_lazy("Text of the logo"),
        }
        help_texts = {
            "language": gettext_lazy("For everybody who has not chosen one of their own."),
            "logo_alt": gettext_lazy(
                "What is read aloud in place of the picture. Leave it empty when the picture says no more than the "
                "company's name, which stands beside it."
            ),
        }

    def __init__(self, *args: Any, is_cut: bool = False, **kwargs: Any) -> None:
        """`is_cut`: the picture was left out, because what came was too much."""
        super().__init__(*args, **kwargs)
        self.is_cut = is_cut
        offered: Any = self.fields["time_zone"]
        offered.choices = [(name, name) for name in zones(self.instance.time_zone)]
        days: Any = self.fields["first_day_of_week"]
        days.choices = [(day, capfirst(name)) for day, name in FirstDay.choices]
        limits = {"kilobytes": MAX_BYTES // 1024, "pixels": MAX_SIDE}
        words = gettext_lazy("PNG, JPEG or WebP, with %(kilobytes)d kilobytes and %(pixels)d pixels a side at most.")
        self.fields["logo"].help_text = words % limits
        if not self.instance.logo:
            del self.fields["remove_logo"]

    def clean_logo(self) -> Any:
        if self.is_cut:
            raise ValidationError(too_many_bytes())
        return self.cleaned_data["logo"]

    def _post_clean(self) -> None:
        """Nothing is filled in or checked here: `save_through_service` does both."""

    def save_through_service(self, account: Account, **more: Any) -> bool:
        """Whether the account took it; otherwise the errors are at the fields."""
        fields = dict(self.cleaned_data)
        logo = content_of(fields.pop("logo"), is_removed=fields.pop("remove_logo", False))
        try:
            update_account(account=account, logo=logo, **fields, **more)
        except ValidationError as error:
            self.refuse(error)
        return not self.errors


def content_of(file: Any, *, is_removed: bool) -> bytes | None:
    """What the service takes for the picture: a new one, none any more, or no change. Of one that is too large only so
    much is read as tells so.
    """
    if file:
        content: bytes = file.read(MAX_BYTES + 1)
        return content
    return b"" if is_removed else None
