"""The file that is imported, and its text again when its lines were looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.company.catalogs import csv_file
from apps.company.catalogs.csv_file import Line
from apps.settings.panel import PlainForm


class FileForm(PlainForm):
    """`content` is what the file holds, and `lines` are its lines."""

    content: str = ""
    lines: list[Line]
    file = forms.FileField(
        label=gettext_lazy("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"})
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > csv_file.MOST_BYTES:
            # Not a byte of it is read.
            text = _("The file is too large: %(most)s kB at most.")
            raise ValidationError(text % {"most": csv_file.MOST_BYTES // 1024})
        self.content = csv_file.decoded(file.read())
        self.lines = csv_file.parsed(self.content)
        return file


class LinesForm(PlainForm):
    """The same text, to be read anew: what a form sends back is as unknown as a file."""

    content: str = ""
    lines: list[Line]
    text = forms.CharField(strip=False, max_length=csv_file.MOST_BYTES, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        self.lines = csv_file.parsed(text)
        self.content = text
        return text
