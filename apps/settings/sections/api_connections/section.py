from django.utils.translation import gettext_lazy as _

from apps.settings import navigation

SECTION = navigation.register(navigation.Section("api_connections", _("API Connections"), icon="webhook"))
