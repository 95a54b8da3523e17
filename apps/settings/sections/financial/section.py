from django.utils.translation import gettext_lazy as _

from apps.settings import navigation

SECTION = navigation.register(navigation.Section("financial", _("Financial"), icon="circle-dollar-sign"))
