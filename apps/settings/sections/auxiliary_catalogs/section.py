from django.utils.translation import gettext_lazy as _

from apps.settings import navigation

SECTION = navigation.register(navigation.Section("auxiliary_catalogs", _("Auxiliary Catalogs"), icon="book-open"))
