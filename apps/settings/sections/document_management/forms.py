"""The form of a document, and the one that attaches it to something."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.files import DOCUMENTS, store
from apps.common.files.kinds import endings_of, names_of
from apps.common.files.uploads import was_too_large
from apps.company.catalogs.choosing import choices
from apps.company.catalogs.overview import overview
from apps.company.models import Document
from apps.settings.access import account_of
from apps.settings.panel import PanelForm, PlainForm

GROUPS = "document_groups"
FIELDS = ("code", "name", "group", "description", "author", "stage", "valid_from", "valid_until", "version", "file")


class DayInput(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class DocumentForm(PanelForm):
    """The file comes last: of what is too large, everything before it is kept."""

    version = forms.CharField(label=gettext_lazy("Version"), max_length=40, required=False)
    file = forms.FileField(label=gettext_lazy("File"))

    class Meta:
        model = Document
        fields = ("code", "name", "group", "description", "author", "stage", "valid_from", "valid_until")
        widgets = {"valid_from": DayInput, "valid_until": DayInput, "description": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "stage": gettext_lazy("Whether a released document is in force or expired follows from its dates."),
            "valid_until": gettext_lazy("The last day; blank for no end. Thirty days before, the list says so."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_groups()
        if "file" in self.fields:
            self._describe_file()

    def _describe_file(self) -> None:
        file, version = self.fields["file"], self.fields["version"]
        most = settings.FILE_MAX_BYTES // 1024**2
        file.widget.attrs["accept"] = endings_of(DOCUMENTS)
        limits = _("Up to %(number)d MB: %(names)s.") % {"number": most, "names": names_of(DOCUMENTS)}
        if self.instance.pk is None:
            file.help_text = limits
            version.help_text = _("Blank for 1.")
            return
        file.required, file.label = False, _("New version of the file")
        file.help_text = _("The versions before stay. %(limits)s") % {"limits": limits}
        version.help_text = _("Of the new file, if there is one; otherwise of the current one.")
        self.initial["version"] = self.instance.current.version if self.instance.current else ""

    def _offer_groups(self) -> None:
        """A select of what the account's catalog has, where it takes nothing else."""
        account = account_of(self.request)
        if "group" not in self.fields or not overview(account, GROUPS)[0].is_binding:
            return
        offered = [(name, name) for _code, name in choices(account, GROUPS, account.language)]
        now = self.instance.group
        if now and (now, now) not in offered:
            offered.append((now, now))
        self.fields["group"] = forms.ChoiceField(
            label=self.fields["group"].label, choices=[("", ""), *offered], required=False
        )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if was_too_large(self.request):
            self.errors.pop("file", None)
            self.refuse(store.too_large(settings.FILE_MAX_BYTES))
        return cleaned

    def save_through_service(self) -> Any:
        file = self.cleaned_data.pop("file", None)
        if file is not None:
            self.cleaned_data |= {"file": file, "file_name": file.name}
            if self.instance.current and self.cleaned_data["version"] == self.instance.current.version:
                # Left as it was: the new file is another version.
                self.cleaned_data["version"] = ""
        return super().save_through_service()


class AttachForm(PlainForm):
    """`what` is what the code is of, in words."""

    code = forms.CharField(max_length=100)

    def __init__(self, *args: Any, what: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = what
        self.fields["code"].error_messages["required"] = _("%(field)s cannot be blank") % {"field": what}
        self.fields["code"].widget.attrs |= {"autocomplete": "off"}
