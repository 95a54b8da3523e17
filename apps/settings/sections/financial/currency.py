"""Tab 1, Currency and format: in which money the account reckons, and how it writes numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.financial_settings import MOST_DECIMALS
from apps.accounts.models import Account
from apps.accounts.modules import EDIT
from apps.common import currencies
from apps.company.services.financial import update_financial_settings
from apps.settings.access import account_of, actor_of, may, require
from apps.settings.page import Page
from apps.settings.panel import PortalForm
from apps.settings.sections.financial.section import SECTION

if TYPE_CHECKING:
    AccountForm = forms.ModelForm[Account]
else:
    AccountForm = forms.ModelForm

FORM_ID = "financial"
EXAMPLE = Decimal("1234567.891234")


def currency_choices() -> list[tuple[str, str]]:
    """Each with its code first, by which a list with a keyboard finds it."""
    return [("", ""), *((code, currencies.label_of(code)) for code in currencies.NAMES)]


class FinancialForm(PortalForm, AccountForm):
    """The service checks and saves."""

    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=currency_choices,
        help_text=gettext_lazy(
            "Every cost of the account is in it. Choose with care: as soon as there are costs or exchange rates, it "
            "cannot be changed any more, because every figure would be read as what it is not."
        ),
    )  # fmt: skip
    decimals = forms.TypedChoiceField(
        label=gettext_lazy("Decimals shown"), required=False, coerce=int, empty_value=None,
        choices=[("", gettext_lazy("As usual in the currency")), *((n, str(n)) for n in range(MOST_DECIMALS + 1))],
        help_text=gettext_lazy("Of an amount of money. Nothing is rounded but what is shown."),
    )  # fmt: skip

    class Meta:
        model = Account
        fields = ("currency", "decimal_format", "decimals")
        labels = {"decimal_format": gettext_lazy("Decimal format")}
        help_texts = {"decimal_format": gettext_lazy("It rules every number that is shown, exported or mailed.")}

    def _post_clean(self) -> None:
        """Nothing is filled in or checked here: `save_through_service` does both."""

    def save_through_service(self, account: Account, **more: Any) -> bool:
        """Whether the account took it; otherwise the errors are at the fields."""
        try:
            update_financial_settings(account=account, **self.cleaned_data, **more)
        except ValidationError as error:
            self.refuse(error)
        return not self.errors


class CurrencyPage(Page):
    section = SECTION
    label, icon = gettext_lazy("Currency and format"), "circle-dollar-sign"
    url_name = "financial_currency"
    template_name = "settings/financial/currency.html"

    def view(self, request: HttpRequest) -> HttpResponseBase:
        """GET shows the settings, POST changes them."""
        if request.method != "POST":
            return self._show(request, FinancialForm(instance=account_of(request)))
        require(request, self.section.name, EDIT)
        account = account_of(request)
        form = FinancialForm(request.POST, instance=account)
        if not form.is_valid() or not form.save_through_service(account, by=actor_of(request)):
            return self._show(request, form, status=422)
        messages.success(request, _("The financial settings are saved."))
        return redirect(self.url)

    def _show(self, request: HttpRequest, form: FinancialForm, status: int = 200) -> HttpResponseBase:
        save_form = FORM_ID if may(request, self.section.name, EDIT) else ""
        account = account_of(request)
        shown = {"example": EXAMPLE, "digits": account.decimals_shown, "currency": account.currency}
        return self.render(request, status=status, form=form, form_id=FORM_ID, save_form=save_form, **shown)
