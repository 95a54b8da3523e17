from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "apps.audit"
    verbose_name = _("Transactions Log")

    def ready(self) -> None:
        from apps.audit import (
            checks,  # noqa: F401 - looks at the role that serves
            loading,  # noqa: F401 - lets the transactions of a fixture join the chain
        )
        from apps.audit.models import Transaction
        from apps.common import archiving, counting

        counting.register(Transaction)
        archiving.leave_out(Transaction, "actor_key", reason="made of the name, for searching")
