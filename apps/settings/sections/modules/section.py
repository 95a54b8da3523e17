from django.utils.translation import gettext_lazy as _

from apps.settings import navigation

SECTION = navigation.register(navigation.Section("modules", _("Modules"), icon="list-checks"))
