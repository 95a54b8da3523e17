"""What every form of the portal does: "<Label> cannot be blank", and saving through a service function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.utils import pretty_name
from django.utils.translation import gettext as _

from apps.common.codes import CodeTaken
from apps.settings.panel.choices import few_or_many

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.settings.panel import PanelAdmin

    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm

DASHES = BLANK_CHOICE_DASH[0]


class PortalForm(forms.BaseForm):
    """Words of blank fields, no colon behind labels, and a service's ValidationError on the right fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.label is None:
                field.label = pretty_name(name)
            leave_blank_option_blank(field)
            # A question is no name to say that of; Django's own words stand beside it.
            if not str(field.label).endswith("?"):
                field.error_messages["required"] = _("%(field)s cannot be blank") % {"field": field.label}

    def refuse(self, error: ValidationError) -> None:
        """Put what a service refused under its fields; what concerns no field of the form goes to the top."""
        for name, errors in self._by_field(error).items():
            for one in errors:
                self.add_error(*self._place(name, one))

    def _by_field(self, error: ValidationError) -> dict[str, list[ValidationError]]:
        return getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}

    def _place(self, name: str, error: ValidationError) -> tuple[str | None, Any]:
        taken = self._taken_field(error)
        if taken:
            return taken, _("%(field)s is taken already") % {"field": self.fields[taken].label}
        return (name if name in self.fields else None), error

    def _taken_field(self, error: ValidationError) -> str | None:
        """The one field of this form in a violated unique constraint: account and name is, to people, the name."""
        if error.code not in ("unique", "unique_together"):
            return None
        names = (error.params or {}).get("unique_check", ())
        found = [name for name in names if name in self.fields]
        return found[0] if len(found) == 1 else None


def leave_blank_option_blank(field: forms.Field) -> None:
    """An empty choice looks empty, instead of a row of dashes that a screen reader spells."""
    if isinstance(field, forms.ModelChoiceField) and field.empty_label:
        field.empty_label = ""
    elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices: Any = field.choices
        field.choices = [(value, label if (value, label) != DASHES else "") for value, label in choices]


class PlainForm(PortalForm, forms.Form):
    """A form of its own fields."""


class PanelForm(PortalForm, ModelForm):
    """The form of a panel. `admin` and `request` are bound by the admin; `result` is what the service returned.

    Where a ModelForm would check and fill its instance, this one hands the cleaned fields to the service, which checks
    the whole row and saves it: nothing is validated twice, and nothing reaches the database by another way.
    """

    admin: ClassVar[PanelAdmin]
    request: ClassVar[HttpRequest]
    result: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        few_or_many(self)

    def _post_clean(self) -> None:
        if self.errors:
            return
        try:
            self.result = self.save_through_service()
        except ValidationError as error:
            self.refuse(error)
        except CodeTaken:
            self.add_error("code", _("%(field)s is taken already") % {"field": self.fields["code"].label})
        except IntegrityError:
            # The check passed, and somebody else was faster: a second Save meets the ordinary check.
            self.add_error(None, _("Somebody else saved the same at this moment. Look at it and save again."))

    def save_through_service(self) -> Any:
        if self.instance.pk is None:
            return self.admin.create(self.request, **self.cleaned_data)
        return self.admin.update(self.request, self.instance, **self.cleaned_data)
