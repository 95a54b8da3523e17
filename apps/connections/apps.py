from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules


class ConnectionsConfig(AppConfig):
    name = "apps.connections"
    verbose_name = _("API Connections")

    def ready(self) -> None:
        modules.register(
            modules.Module(
                "api_connections",
                _("API Connections"),
                is_settings=True,
                super_administrator_only=True,
                is_lent_by_consent=True,
            )
        )
        from apps.common import counting
        from apps.connections import (
            housekeeping,  # noqa: F401 - says what expires
            receivers,  # noqa: F401 - ends what a deactivated user or suspended account had
        )
        from apps.connections.models import Authorization, Consumer

        counting.register(Consumer)
        counting.register(Authorization)
