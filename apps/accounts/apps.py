from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules
from apps.common import purging


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    verbose_name = _("User Accounts")

    def ready(self) -> None:
        modules.register(
            modules.Module(
                "general",
                _("General"),
                is_settings=True,
                super_administrator_only=True,
                is_lent_by_consent=True,
            )
        )
        modules.register(modules.Module("user_accounts", _("User Accounts"), is_settings=True))
        modules.register(
            modules.Module(
                "modules", _("Modules"), is_settings=True, super_administrator_only=True, is_lent_by_consent=True
            )
        )
        modules.register(modules.Module("transactions_log", _("Transactions Log"), is_settings=True))
        modules.register(
            modules.Module(
                "security",
                _("Security"),
                is_settings=True,
                super_administrator_only=True,
                is_lent_by_consent=True,
                warning=_(
                    "Only a Super Administrator can allow this. With it the app can change how everybody signs in."
                ),
            )
        )
        modules.register(
            modules.Module(
                "account",
                _("Account"),
                is_settings=True,
                super_administrator_only=True,
                is_lent_by_consent=True,
                warning=_(
                    "Only a Super Administrator can allow this. With it the app can take all data of the account as "
                    "one file."
                ),
            )
        )
        from apps.accounts import (
            archived,  # noqa: F401 - what an archive of the account leaves out
            browsers,  # noqa: F401 - this and the next two connect the sign-in signals
            guessing,  # noqa: F401
            receivers,  # noqa: F401
        )
        from apps.accounts.models import PermissionGroup, User
        from apps.accounts.session import Session
        from apps.common import counting

        counting.register(PermissionGroup)
        counting.register(User, "is_active", "permission_group")
        from apps.accounts.services import housekeeping  # noqa: F401 - offers, ends and archives whose day has come

        purging.register(Session, "expire_date")
