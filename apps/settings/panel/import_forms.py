"""A file of lines, and its text again once it was looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from apps.company.importing.sheet import Line, Sheet
from apps.settings.panel.forms import PlainForm


class FileForm(PlainForm):
    """`content` is what a file of the kind `sheet` holds, and `lines` are its lines."""

    content: str = ""
    lines: list[Line]
    file = forms.FileField(
        label=gettext_lazy("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"})
    )

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        # Not a byte of one that is too large is read.
        self.sheet.require_size(file.size)
        self.content = self.sheet.text_of(file.read())
        self.lines = self.sheet.parsed(self.content)
        return file


class LinesForm(PlainForm):
    """The same text, to be read anew: what a form sends back is as unknown as a file."""

    content: str = ""
    lines: list[Line]
    text = forms.CharField(strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        self.sheet.require_size(len(text.encode()))
        self.content, self.lines = text, self.sheet.parsed(text)
        return text
