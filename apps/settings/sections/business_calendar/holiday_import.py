"""A file of holidays: what it would add, change and move, and what it did."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.company.calendar.planning import SHEET, HolidayPlan
from apps.company.models import Holiday
from apps.company.services.holiday_imports import Imported, import_holidays
from apps.maintenance.services.rescheduling import count_misplaced
from apps.settings.panel.importing import FileImport
from apps.settings.sections.business_calendar.words import with_moved, would_move
from apps.settings.templatetags.numbers import number


def import_of(account: Account, by: Actor, list_url: str) -> FileImport[HolidayPlan]:
    return FileImport(
        title=_("Import holidays"),
        list_url=list_url,
        sheet=SHEET,
        template="settings/business_calendar/import.html",
        plan=lambda lines: HolidayPlan(account, lines),
        write=lambda lines: _told(import_holidays(account=account, lines=lines, by=by)),
        name_of=_name_of,
        effect=_effect,
    )


def _name_of(holiday: Holiday) -> str:
    return holiday.description


def _effect(plan: HolidayPlan) -> str:
    days = plan.days
    return would_move(count_misplaced(plan.account, plan.calendar(), days) if days else 0)


def _told(done: Imported) -> str:
    added = ngettext("%(count)s holiday is added.", "%(count)s holidays are added.", done.added)
    changed = ngettext("%(count)s holiday is changed.", "%(count)s holidays are changed.", done.changed)
    sentence = f"{added % {'count': number(done.added)}} {changed % {'count': number(done.changed)}}"
    return with_moved(sentence, done.moved)
