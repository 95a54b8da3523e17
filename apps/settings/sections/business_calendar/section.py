from django.utils.translation import gettext_lazy as _

from apps.settings import navigation

SECTION = navigation.register(navigation.Section("business_calendar", _("Business Calendar"), icon="calendar-days"))
