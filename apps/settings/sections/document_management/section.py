from django.utils.translation import gettext_lazy as _

from apps.settings import navigation

SECTION = navigation.register(navigation.Section("document_management", _("Document Management"), icon="folder-open"))
