"""Tab SSO: the provider at which the account's people sign in, by OpenID Connect."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account, SingleSignOn
from apps.accounts.services import configure_single_sign_on
from apps.accounts.single_sign_on.bindings import count_bound
from apps.settings.access import account_of
from apps.settings.people.single_sign_on.provider import callback_url
from apps.settings.sections.security.policy import PolicyForm, PolicyPage
from apps.settings.sections.security.section import SECTION


class SingleSignOnForm(PolicyForm):
    """Of the account's SingleSignOn, which may not be there yet. The service checks and saves."""

    issuer = forms.ChoiceField(
        label=gettext_lazy("Issuer"),
        required=False,
        help_text=gettext_lazy("One of those that the operator of this installation permits."),
    )
    client_secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    domains = forms.CharField(
        label=gettext_lazy("Domains"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "What follows the @ in your people's addresses, one in each line. Whoever types such an address is led to "
            "your provider; nobody else's address counts."
        ),
    )

    class Meta:
        model = SingleSignOn
        fields = ("is_on", "name", "issuer", "client_id", "client_secret", "domains", "is_required")
        labels = {
            "is_on": gettext_lazy("Sign in at your company"),
            "name": gettext_lazy("Name of the provider"),
            "client_id": gettext_lazy("Client ID"),
            "is_required": gettext_lazy("Only there"),
        }
        help_texts = {
            "is_on": gettext_lazy("The provider is asked for its document when this is turned on."),
            "name": gettext_lazy("As your people know it; it stands on the button that leads there."),
            "is_required": gettext_lazy(
                "Passwords and passkeys of here let nobody in any more but Super Administrators, who keep them in case "
                "the provider fails. The sessions of everybody else end now."
            ),
        }

    def __init__(self, data: Any = None, *, instance: Account) -> None:
        self.account = instance
        found = SingleSignOn.objects.of(instance)
        super().__init__(data, instance=found, initial={"domains": "\n".join(found.domains)})
        names = dict.fromkeys(["", *settings.SSO_ISSUERS, *([found.issuer] if found.issuer else [])])
        choices: Any = self.fields["issuer"]
        choices.choices = [(name, name or gettext_lazy("Choose one")) for name in names]
        if found.last_four:
            self.fields["client_secret"].help_text = gettext_lazy("One is kept. Leave this empty to keep it.")

    def save_through_service(self, account: Account, **more: Any) -> bool:
        """Whether the account took it; otherwise the errors are at the fields."""
        domains = self.cleaned_data["domains"].split()
        try:
            configure_single_sign_on(account=account, **(self.cleaned_data | {"domains": domains}), **more)
        except ValidationError as error:
            self.refuse(error)
        return not self.errors


class SingleSignOnPage(PolicyPage):
    section = SECTION
    slug, label, icon = "sso", gettext_lazy("SSO"), "log-in"
    url_name = "security_sso"
    form_class, form_id = SingleSignOnForm, "single-sign-on"
    template_name = "settings/security/single_sign_on.html"
    intro = gettext_lazy("Let your people sign in at your own provider, by OpenID Connect.")
    saved = gettext_lazy("The company's sign-in is saved. It counts for the next person who signs in.")

    def context(self, request: HttpRequest) -> dict[str, Any]:
        account = account_of(request)
        path = reverse("single-sign-on-of-company", args=[account.number])
        return super().context(request) | {
            "is_possible": bool(settings.SSO_ISSUERS),
            "callback_url": callback_url(SingleSignOn(account=account).provider_id),
            "sign_in_url": f"{settings.PUBLIC_URL}{path}",
            "bound": count_bound(account),
        }
