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
                warning=_(
                    "Only a Super Administrator can allow this. With it the app can make and change consumers and "
                    "their secrets, and so open this account to others. Tick it only if this app is yours, or you "
                    "trust it as you trust yourself."
                ),
            )
        )
        from apps.common import counting
        from apps.connections import (
            archived,  # noqa: F401 - what an archive of the account leaves out
            housekeeping,  # noqa: F401 - says what expires
            receivers,  # noqa: F401 - ends what a deactivated user or suspended account had
            usage,  # noqa: F401 - counts what a plan allows
        )
        from apps.connections.models import Authorization, Consumer

        counting.register(Consumer, "permission_group")
        counting.register(Authorization)
