"""The form that a guest fills in: as the account configured it, and guarded against programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from apps.common.plain_text import validate_lines
from apps.company.catalogs.choosing import choices
from apps.company.models import GuestPortal
from apps.company.models.guest_portal import USES
from apps.maintenance.models.attachment import MAX_BYTES
from apps.maintenance.services.guest_requests import SentFile
from apps.settings.guest.fields import KINDS, FilesField, SeveralFiles, line
from apps.settings.guest.tickets import Ticket, new_ticket, read_ticket
from apps.settings.panel import PlainForm

LONGEST_DETAILS = 2000
TELEPHONE = RegexValidator(r"\A[0-9+()./ -]{3,40}\Z", gettext_lazy("Use digits, blanks and + ( ) . / - only."))
OLDEST = timedelta(days=3650)
TRAP = "website"


class GuestRequestForm(PlainForm):
    """The fields are those of a work request; those that the portal does not show are taken out."""

    requested_by = line(gettext_lazy("Your name"), 120, autocomplete="name")
    email_requested_by = forms.EmailField(
        label=gettext_lazy("Your e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("For a confirmation with the number of your request."),
    )  # fmt: skip
    telephone_requested_by = forms.CharField(
        label=gettext_lazy("Your telephone"), max_length=40, validators=[TELEPHONE],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    description = line(gettext_lazy("What is it about?"), 255)
    observation = forms.CharField(
        label=gettext_lazy("More about it"), max_length=LONGEST_DETAILS, required=False, validators=[validate_lines],
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    reported_location = line(
        gettext_lazy("Place or equipment"), 120,
        help_text=gettext_lazy("Where it is, or the code on its label."),
    )  # fmt: skip
    types_description = line(gettext_lazy("Type of request"), 120)
    date_incident = forms.DateTimeField(
        label=gettext_lazy("When did it happen?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    is_urgent = forms.BooleanField(label=gettext_lazy("It is urgent"))
    # What every form has by this name comes to be when one is made; this is a field only.
    files = FilesField(  # type: ignore[assignment]
        label=gettext_lazy("Photos and files"), widget=SeveralFiles(attrs={"accept": KINDS}), max_length=255
    )
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"), required=False, empty_value="",
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )  # fmt: skip
    ticket = forms.CharField(widget=forms.HiddenInput, required=False)

    ticket_read: Ticket | None = None

    def __init__(self, portal: GuestPortal, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.portal = portal
        for name in USES:
            self.fields[name].required = portal.demands(name)
        self._offer_types()
        self.fields["files"].help_text = self._about_files()
        for name in [name for name in USES if not portal.shows(name)]:
            del self.fields[name]

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that a person sees, in their order."""
        return [field for field in self if field.name not in (TRAP, "ticket")]

    @property
    def values(self) -> dict[str, Any]:
        """What goes into the request, under the names of its fields."""
        names = (name for name in self.cleaned_data if name not in (TRAP, "ticket", "files"))
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name] not in (None, "")}

    @property
    def sent_files(self) -> Iterator[SentFile]:
        """One after the other: together they may be more than a worker should hold."""
        return (SentFile(file.name or "", file.read()) for file in self.cleaned_data.get("files", []))

    def clean_date_incident(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["date_incident"]
        now = timezone.now()
        # People in another time zone than the company's may be a day ahead.
        if moment and not now - OLDEST < moment < now + timedelta(days=1):
            raise forms.ValidationError(_("This date cannot be right."))
        return moment

    def clean_files(self) -> list[UploadedFile[Any]]:
        files: list[UploadedFile[Any]] = self.cleaned_data["files"]
        if len(files) > self.portal.most_files:
            raise forms.ValidationError(self._at_most())
        for file in files:
            if (file.size or 0) > MAX_BYTES:
                text = _("%(name)s is larger than %(number)d megabytes.")
                raise forms.ValidationError(text % {"name": file.name, "number": MAX_BYTES // 1024**2})
        return files

    def clean(self) -> None:
        """What programs do and people do not: they are told, so that nobody's request is lost without a word."""
        self.ticket_read = read_ticket(self.portal, self.cleaned_data.get("ticket", ""))
        if self.ticket_read is None or self.ticket_read.is_too_old:
            self._put("ticket", new_ticket(self.portal))
            self.add_error(None, _("This form was open for too long. Look at it once more and send it again."))
        elif self.cleaned_data.get(TRAP) or self.ticket_read.is_too_young:
            self._put(TRAP, "")
            self.add_error(None, _("That was too fast for a person. Wait a few seconds and send it again."))

    def refuse_all(self, text: str) -> None:
        """For what was not even read: that one sentence, and none about what is missing."""
        self._errors, self.cleaned_data = ErrorDict(), {}
        self.add_error(None, text)

    def _put(self, name: str, value: str) -> None:
        """Have the form that is shown again hold `value`."""
        self.data = {**self.data.dict(), name: value} if isinstance(self.data, QueryDict) else {name: value}

    def _offer_types(self) -> None:
        """What the account's catalog has; where it has nothing, any text."""
        if not self.portal.shows("types_description"):
            return
        offered = choices(self.portal.account, "request_types", get_language() or "")
        if offered:
            old = self.fields["types_description"]
            said = {"required": old.error_messages["required"]}
            self.fields["types_description"] = forms.ChoiceField(
                label=old.label, required=old.required, choices=[("", ""), *offered], error_messages=said
            )

    def _at_most(self) -> str:
        most = self.portal.most_files
        return ngettext("At most %(number)d file.", "At most %(number)d files.", most) % {"number": most}

    def _about_files(self) -> str:
        words = _("PNG, JPEG, GIF, WebP, HEIC or PDF, each up to %(number)d megabytes.")
        again = [_("Choose your files again: the browser has not kept them.")] if self.files else []
        return " ".join([*again, self._at_most(), words % {"number": MAX_BYTES // 1024**2}])
