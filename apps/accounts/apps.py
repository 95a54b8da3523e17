from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    verbose_name = _("User Accounts")

    def ready(self) -> None:
        modules.register(modules.Module("user_accounts", _("User Accounts"), is_settings=True))
        modules.register(modules.Module("transactions_log", _("Transactions Log"), is_settings=True))
        from apps.accounts import receivers  # noqa: F401 - connects the sign-in signals
