"""Financial: the account's currency, taxes, exchange rates and cost centres; the tabs in their order."""

from apps.company.models import CostCentre, ExchangeRate, Tax
from apps.settings.sections.financial.cost_centres import CostCentreAdmin
from apps.settings.sections.financial.currency import CurrencyPage
from apps.settings.sections.financial.exchange_rates import ExchangeRateAdmin
from apps.settings.sections.financial.taxes import TaxAdmin
from apps.settings.site import site

site.register_page(CurrencyPage)
site.register(Tax, TaxAdmin)
site.register(ExchangeRate, ExchangeRateAdmin)
site.register(CostCentre, CostCentreAdmin)
