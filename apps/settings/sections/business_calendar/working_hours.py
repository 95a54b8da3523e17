"""Tab 1, Working hours: the week of the company."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.accounts.modules import EDIT
from apps.company.models import WorkingWeek
from apps.company.services.business_calendar import update_working_week
from apps.settings.access import account_of, actor_of, may, require
from apps.settings.page import Page
from apps.settings.sections.business_calendar.hours_form import HEADS, WorkingHoursForm
from apps.settings.sections.business_calendar.section import SECTION
from apps.settings.sections.business_calendar.words import with_moved

FORM_ID = "working-hours"


class WorkingHoursPage(Page):
    section = SECTION
    slug, label, icon = "working-hours", gettext_lazy("Working hours"), "clock"
    url_name = "business_calendar_hours"
    template_name = "settings/business_calendar/working_hours.html"

    def view(self, request: HttpRequest) -> HttpResponseBase:
        """GET shows the week, POST changes it."""
        account = account_of(request)
        if request.method != "POST":
            return self._show(request, form_of(account))
        require(request, self.section.name, EDIT)
        form = form_of(account, request.POST)
        return self._save(request, form, account) if form.is_valid() else self._show(request, form, 422)

    def _save(self, request: HttpRequest, form: WorkingHoursForm, account: Account) -> HttpResponseBase:
        try:
            changed = update_working_week(account=account, by=actor_of(request), **form.hours)
        except ValidationError as error:
            form.refuse(error)
            return self._show(request, form, 422)
        messages.success(request, with_moved(_("The working hours are saved."), changed.moved))
        return redirect(self.url)

    def _show(self, request: HttpRequest, form: WorkingHoursForm, status: int = 200) -> HttpResponseBase:
        may_edit = may(request, self.section.name, EDIT)
        shown = {"form": form, "form_id": FORM_ID, "save_form": FORM_ID if may_edit else "", "may_edit": may_edit}
        return self.render(request, status=status, heads=HEADS, **shown)


def form_of(account: Account, *data: object) -> WorkingHoursForm:
    week = WorkingWeek.objects.of(account).first() or WorkingWeek(account=account)
    return WorkingHoursForm(*data, week=week, first_day=account.first_day_of_week)
