from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules


class MaintenanceConfig(AppConfig):
    name = "apps.maintenance"
    verbose_name = _("Maintenance")

    def ready(self) -> None:
        modules.register(modules.Module("items", _("Items")))
