"""What the public form asks, and the texts around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from apps.company.models import FieldUse, GuestPortal
from apps.company.models.guest_portal import MOST_FILES, NEVER_DEMANDED, USES
from apps.company.services.guest_portal import FORM_FIELDS, update_guest_portal
from apps.settings.panel import PortalForm

if TYPE_CHECKING:
    PortalModelForm = forms.ModelForm[GuestPortal]
else:
    PortalModelForm = forms.ModelForm

TEXTS = {"rows": 3}


class GuestPortalForm(PortalForm, PortalModelForm):
    """The service checks and saves."""

    class Meta:
        model = GuestPortal
        fields = FORM_FIELDS
        labels = {
            "email_requested_by": gettext_lazy("E-mail"),
            "telephone_requested_by": gettext_lazy("Telephone"),
            "reported_location": gettext_lazy("Place or equipment"),
            "types_description": gettext_lazy("Type of request"),
            "is_urgent": gettext_lazy("Urgent"),
            "date_incident": gettext_lazy("Date of the incident"),
            "files": gettext_lazy("Photos and files"),
            "most_files": gettext_lazy("Most files in one request"),
            "welcome_es": gettext_lazy("Welcome text in Spanish"),
            "welcome_en": gettext_lazy("Welcome text in English"),
            "welcome_pt_br": gettext_lazy("Welcome text in Portuguese"),
            "thanks_es": gettext_lazy("Confirmation in Spanish"),
            "thanks_en": gettext_lazy("Confirmation in English"),
            "thanks_pt_br": gettext_lazy("Confirmation in Portuguese"),
        }
        help_texts = {
            "email_requested_by": gettext_lazy("Whoever gives one gets a mail with the number of the request."),
            "reported_location": gettext_lazy(
                "Whoever types the code of an item has the request entered for that item."
            ),
            "types_description": gettext_lazy("Chosen from the catalog Types of request; without entries, free text."),
        }
        widgets = {name: forms.Textarea(attrs=TEXTS) for name in FORM_FIELDS if name.startswith(("welcome", "thanks"))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in USES:
            # Each has a value already: a mark on every one of them would say nothing.
            self.fields[name].required = False
        for name in NEVER_DEMANDED:
            field: Any = self.fields[name]
            field.choices = [choice for choice in FieldUse.choices if choice[0] != FieldUse.REQUIRED]
        self.fields["most_files"].widget.attrs |= {"min": 1, "max": MOST_FILES}

    @property
    def uses(self) -> list[forms.BoundField]:
        return [self[name] for name in USES]

    def texts(self, kind: str) -> list[forms.BoundField]:
        return [self[name] for name in FORM_FIELDS if name.startswith(kind)]

    @property
    def welcome(self) -> list[forms.BoundField]:
        return self.texts("welcome")

    @property
    def thanks(self) -> list[forms.BoundField]:
        return self.texts("thanks")

    def _post_clean(self) -> None:
        """Nothing is filled in or checked here: `save_through_service` does both."""

    def save_through_service(self, **more: Any) -> bool:
        """Whether the account took it; otherwise the errors are at the fields."""
        try:
            update_guest_portal(account=self.instance.account, **self.cleaned_data, **more)
        except ValidationError as error:
            self.refuse(error)
        return not self.errors
