"""The tabs, in their order."""

from apps.company.models import Holiday
from apps.settings.sections.business_calendar.holidays import HolidayAdmin
from apps.settings.sections.business_calendar.working_hours import WorkingHoursPage
from apps.settings.site import site

site.register_page(WorkingHoursPage)
site.register(Holiday, HolidayAdmin)
