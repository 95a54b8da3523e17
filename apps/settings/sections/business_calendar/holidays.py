"""Tab 2, Holidays: the days on which nobody works, or on which one does all the same."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import Account
from apps.accounts.modules import DELETE
from apps.company.models import Holiday
from apps.company.services.business_calendar import create_holiday, delete_holidays, update_holiday
from apps.settings.access import account_of, actor_of, is_htmx, stepped_up
from apps.settings.panel import ImportableAdmin, Words, bulk_delete
from apps.settings.sections.business_calendar.holiday_columns import COLUMNS, HolidayFilters
from apps.settings.sections.business_calendar.holiday_form import HolidayForm
from apps.settings.sections.business_calendar.holiday_import import import_of
from apps.settings.sections.business_calendar.impact import moved_by
from apps.settings.sections.business_calendar.section import SECTION
from apps.settings.sections.business_calendar.words import with_moved, would_move
from apps.settings.templatetags.numbers import number


class HolidayAdmin(ImportableAdmin):
    section = SECTION
    slug, label, icon = "holidays", gettext_lazy("Holidays"), "calendar-days"
    words = Words(
        add=gettext_lazy("New holiday"),
        change=gettext_lazy("Holiday"),
        empty_title=gettext_lazy("No holidays yet"),
        empty_text=gettext_lazy("What is planned for a holiday is due on the next working day."),
        search=gettext_lazy("Search by description"),
    )
    columns = COLUMNS
    bulk_actions = (bulk_delete(gettext_lazy("What was moved because of them goes back to where it was planned.")),)
    bulk_steps_up = True
    default_sort = "date"
    filter_form_class = HolidayFilters
    search_fields = ("description",)
    form, fields = HolidayForm, ("description", "date", "working_day", "recurrent")
    panel_template = "settings/business_calendar/holiday_panel.html"

    def get_urls(self) -> list[URLPattern]:
        impact = self.wrap(require_safe(self.impact_view))
        remove = self.wrap(require_POST(self.remove_view))
        return [
            path("impact/", impact, name=self.name_of("impact")),
            *super().get_urls(),
            path("<int:object_id>/delete/", remove, name=self.name_of("delete")),
        ]

    def rows(self, account: Account) -> QuerySet[Holiday]:
        return Holiday.objects.of(account)

    def create(self, request: HttpRequest, **fields: Any) -> Holiday:
        changed = create_holiday(account=account_of(request), by=actor_of(request), **fields)
        # Beside it is what undoes it: deleting the holiday.
        undo = self.url_of("delete", changed.row.pk) if self.may(request, DELETE) else ""
        messages.success(request, with_moved(_("The holiday is created."), changed.moved), extra_tags=undo)
        return changed.row

    def update(self, request: HttpRequest, row: Holiday, **fields: Any) -> Holiday:
        changed = update_holiday(holiday=row, by=actor_of(request), **fields)
        messages.success(request, with_moved(_("The holiday is saved."), changed.moved))
        return changed.row

    def bring_in(self, request: HttpRequest) -> HttpResponseBase:
        return import_of(account_of(request), actor_of(request), self.url_of("changelist")).answer(request)

    def title_of(self, row: Holiday) -> str:
        return row.description

    def panel_context(self, request: HttpRequest, row: Holiday | None) -> dict[str, Any]:
        may_delete = row is not None and self.may(request, DELETE)
        return {
            "holiday": row,
            "impact_url": self.url_of("impact"),
            "delete_url": self.url_of("delete", row.pk) if row and may_delete else "",
        }

    def impact_view(self, request: HttpRequest) -> HttpResponseBase:
        """How many pending tasks would be moved if the panel were saved as it is filled in: a sentence in the panel."""
        if not is_htmx(request):
            return redirect(self.url_of("add"))
        moved = moved_by(account_of(request), request.GET)
        words = "" if moved is None else would_move(moved)
        return TemplateResponse(request, "settings/business_calendar/impact.html", {"words": words})

    def bulk_delete(self, request: HttpRequest, rows: list[Holiday]) -> str:
        moved = self._delete(request, rows)
        words = ngettext("%(count)s holiday is deleted.", "%(count)s holidays are deleted.", len(rows))
        return with_moved(words % {"count": number(len(rows))}, moved)

    @stepped_up
    def remove_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """Take one day out of the calendar."""
        if not self.may(request, DELETE):
            raise PermissionDenied
        holiday = self.find(request, object_id)
        moved = self._delete(request, [holiday])
        sentence = _("The holiday %(holiday)s is deleted.") % {"holiday": holiday.description}
        return self.done(request, with_moved(sentence, moved))

    def _delete(self, request: HttpRequest, rows: list[Holiday]) -> int:
        return delete_holidays(account=account_of(request), holidays=rows, by=actor_of(request))
