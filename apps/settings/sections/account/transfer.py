"""Handing the account over to somebody else: the owner's side of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.accounts.services import offer_ownership, withdraw_ownership
from apps.accounts.services.ownership import OFFER_LASTS
from apps.settings.access import account_of, actor_of, stepped_up
from apps.settings.panel import PlainForm
from apps.settings.sections.account.owned import OwnersPage


class OfferForm(PlainForm):
    """By address: a list of everybody could be endless."""

    user = forms.EmailField(
        label=gettext_lazy("E-mail of the new owner"),
        help_text=gettext_lazy("Of an active user of this account, who has signed in before."),
    )


class Transfer(OwnersPage):
    def transfer_view(self, request: HttpRequest) -> HttpResponseBase:
        """GET asks to whom, POST offers the account to them."""
        owner = self.owner(request)
        if owner is None:
            return self.refuse(request)
        return self._offer(request, owner) if request.method == "POST" else self._ask(request, OfferForm())

    @stepped_up
    def _offer(self, request: HttpRequest, owner: User) -> HttpResponseBase:
        form = OfferForm(request.POST)
        if not form.is_valid():
            return self._ask(request, form, status=422)
        to = User.objects.of(account_of(request)).filter(email=form.cleaned_data["user"].lower()).first()
        try:
            # Nobody at this address is refused in the same words as somebody who cannot take it.
            offered = offer_ownership(owner=owner, to=to or owner, by=actor_of(request))
        except ValidationError as error:
            form.refuse(error)
            return self._ask(request, form, status=422)
        return self.done(request, _("The account is offered to %(name)s, who was sent a mail.") % {"name": offered})

    def _ask(self, request: HttpRequest, form: OfferForm, status: int = 200) -> HttpResponseBase:
        context: dict[str, Any] = {"form": form, "days": OFFER_LASTS.days}
        return self.panel(request, "settings/account/transfer.html", _("Hand over the account"), context, status=status)

    @stepped_up
    def withdraw_view(self, request: HttpRequest) -> HttpResponseBase:
        """POST takes the offer back."""
        return self.act(
            request,
            lambda owner: withdraw_ownership(owner=owner, by=actor_of(request)),
            _("The offer is taken back. You keep the account."),
        )
