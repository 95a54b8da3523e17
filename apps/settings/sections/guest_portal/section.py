from django.utils.translation import gettext_lazy as _

from apps.settings import navigation

SECTION = navigation.register(navigation.Section("guest_portal", _("Guest Portal"), icon="qr-code"))
