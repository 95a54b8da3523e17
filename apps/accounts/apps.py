from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules
from apps.common import purging


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    verbose_name = _("User Accounts")

    def ready(self) -> None:
        modules.register(modules.Module("general", _("General"), is_settings=True, super_administrator_only=True))
        modules.register(modules.Module("user_accounts", _("User Accounts"), is_settings=True))
        modules.register(modules.Module("modules", _("Modules"), is_settings=True, super_administrator_only=True))
        modules.register(modules.Module("transactions_log", _("Transactions Log"), is_settings=True))
        modules.register(modules.Module("security", _("Security"), is_settings=True, super_administrator_only=True))
        from apps.accounts import browsers, guessing, receivers  # noqa: F401 - connects the sign-in signals
        from apps.accounts.models import User
        from apps.accounts.session import Session
        from apps.common import counting

        counting.register(User)
        purging.register(Session, "expire_date")
