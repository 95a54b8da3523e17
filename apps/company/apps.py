from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules


class CompanyConfig(AppConfig):
    name = "apps.company"
    verbose_name = _("Company")

    def ready(self) -> None:
        modules.register(
            modules.Module("third_parties", _("Third parties"), about=_("Suppliers, customers and other companies."))
        )
        from apps.common import counting
        from apps.company.models import ThirdParty

        counting.register(ThirdParty)
