"""The page of an import: a file is chosen, then its lines are looked at, then they are imported: all of them, or none.

    FileImport(
        title=_("Import holidays"), list_url=…, sheet=SHEET, template="settings/business_calendar/import.html",
        plan=lambda lines: …, write=lambda lines: _("2 holidays are added."), name_of=lambda row: row.description,
    ).answer(request)

The template extends settings/import.html.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from apps.company.importing.plan import Plan
from apps.company.importing.sheet import Line, Sheet
from apps.settings.navigation import Text
from apps.settings.panel.import_forms import FileForm, LinesForm
from apps.settings.panel.preview import preview_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


PlanT = TypeVar("PlanT", bound=Plan[Any])


def _nothing(plan: object) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class FileImport(Generic[PlanT]):
    """`plan` tells what lines would do; `write` does it and says what was done, or raises ValidationError.

    `name_of` is what a row is called, and `effect` what the whole would do besides, in words.
    """

    title: Text
    list_url: str
    sheet: Sheet
    template: str
    plan: Callable[[Sequence[Line]], PlanT]
    write: Callable[[Sequence[Line]], str]
    name_of: Callable[[Any], str]
    effect: Callable[[PlanT], str] = _nothing

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """Whoever calls it asks for the permission."""
        if request.method != "POST":
            return self._ask(request, self._file_form())
        if "text" in request.POST:
            again = LinesForm(request.POST, sheet=self.sheet)
            return self._import(request, again) if again.is_valid() else self._ask(request, self._file_form(), 422)
        form = self._file_form(request.POST, request.FILES)
        return self._preview(request, form) if form.is_valid() else self._ask(request, form, 422)

    def _file_form(self, *data: Any) -> FileForm:
        return FileForm(*data, sheet=self.sheet)

    def _import(self, request: HttpRequest, form: LinesForm) -> HttpResponseBase:
        try:
            done = self.write(form.lines)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self._preview(request, form, 422)
        messages.success(request, done)
        return redirect(self.list_url)

    def _preview(self, request: HttpRequest, form: FileForm | LinesForm, status: int = 200) -> HttpResponseBase:
        plan = self.plan(form.lines)
        shown = preview_of(plan, self.name_of)
        effect = self.effect(plan) if shown["may_import"] else ""
        return self._ask(request, self._file_form(), status, text=form.content, effect=effect, **shown)

    def _ask(self, request: HttpRequest, form: FileForm, status: int = 200, **shown: Any) -> HttpResponseBase:
        page = {"page_title": self.title, "list_url": self.list_url, "key_label": self.sheet.key_label}
        return TemplateResponse(request, self.template, {**page, "form": form, **shown}, status=status)
