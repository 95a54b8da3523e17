"""Tab 4, API policy: what the account demands of every program that calls in its name."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.accounts.services import update_api_policy
from apps.settings.sections.security.policy import PolicyForm, PolicyPage
from apps.settings.sections.security.section import SECTION

MOST_CALLS = 100_000


class ApiPolicyForm(PolicyForm):
    service = update_api_policy

    calls_per_minute = forms.IntegerField(
        label=gettext_lazy("Calls per minute"), min_value=1, max_value=MOST_CALLS,
        help_text=gettext_lazy("For the whole account. Whoever calls more often is asked to wait a moment."),
    )  # fmt: skip

    class Meta:
        model = Account
        fields = (
            "access_token_minutes", "refresh_idle_days", "refresh_absolute_days", "secret_days", "allowed_networks",
            "must_sign_bodies", "allows_basic", "calls_per_minute",
        )  # fmt: skip
        labels = {
            "access_token_minutes": gettext_lazy("Longest life of an access token, in minutes"),
            "refresh_idle_days": gettext_lazy("Days without use after which an authorization ends"),
            "refresh_absolute_days": gettext_lazy("Days after which an app must ask the user again"),
            "secret_days": gettext_lazy("Longest life of a new secret, in days"),
            "allowed_networks": gettext_lazy("Allowed networks"),
            "must_sign_bodies": gettext_lazy("Signed requests must sign their body too"),
            "allows_basic": gettext_lazy("Allow HTTP Basic with the API key pair"),
        }
        help_texts = {
            "access_token_minutes": gettext_lazy("From 5 to 120. It counts for tokens that are issued from now on."),
            "refresh_idle_days": gettext_lazy("From 1 to 30."),
            "refresh_absolute_days": gettext_lazy("From 1 to 180."),
            "secret_days": gettext_lazy(
                "Empty lets secrets work until they are replaced. Secrets that exist already keep their time."
            ),
            "allowed_networks": gettext_lazy(
                "One on each line, such as 203.0.113.0/24. Programs are refused from everywhere else. Empty lets them "
                "call from anywhere."
            ),
            "must_sign_bodies": gettext_lazy(
                "Requests with the account's API key are refused when they do not sign what they send."
            ),
            "allows_basic": gettext_lazy(
                "Warning: every request then carries the API secret itself, with which whoever reads it can do "
                "everything that the account can. Only for old scripts that know nothing else; everything else signs "
                "with Hawk or fetches a token."
            ),
        }
        widgets = {"allowed_networks": forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "mono"})}


class ApiPolicyPage(PolicyPage):
    section = SECTION
    slug, label, icon = "api-policy", gettext_lazy("API policy"), "shield-check"
    url_name = "security_api_policy"
    form_class, form_id = ApiPolicyForm, "api-policy"
    intro = gettext_lazy("What this account demands of every program that calls in its name.")
    saved = gettext_lazy("The API policy is saved. It counts from the very next call.")
