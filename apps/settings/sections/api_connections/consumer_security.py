""" "Security options" of an OAuth consumer: choices that are all off until somebody asks for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from apps.connections.choices import SECURITY_OPTIONS
from apps.connections.models import Consumer

WIDGETS: dict[str, Any] = {
    "authentication_method": forms.RadioSelect,
    "public_keys": forms.Textarea(attrs={"rows": 6, "class": "mono", "spellcheck": "false", "autocomplete": "off"}),
    "post_logout_redirect_uris": forms.Textarea(attrs={"rows": 2, "class": "mono", "spellcheck": "false"}),
    "allowed_networks": forms.Textarea(attrs={"rows": 2, "class": "mono", "spellcheck": "false"}),
    "allowed_origins": forms.Textarea(attrs={"rows": 2, "class": "mono", "spellcheck": "false"}),
}
HELP_TEXTS = {
    "authentication_method": gettext_lazy(
        "With a private key the program signs each request for a token (private_key_jwt), and nothing secret is kept "
        "here. Secrets that it had stop working when you save."
    ),
    "public_keys": gettext_lazy(
        "A JWK set with up to 5 public keys: RSA of 2048 bits or more, P-256 or Ed25519. To change a key without a "
        "gap, paste both."
    ),
    "is_resource_server": gettext_lazy("For an API of yours that asks here what a token it was given is good for."),
    "requires_par": gettext_lazy(
        "The app sends its request here first, and the user with its name only, so that nobody can read or change it "
        "on the way."
    ),
    "requires_dpop": gettext_lazy("A stolen token is useless without the key that the app proves with each call."),
    "offers_sign_in": gettext_lazy("The app may ask who its user is (OpenID Connect)."),
    "post_logout_redirect_uris": gettext_lazy("One per line. The app may send its user there after signing out."),
    "may_manage_connections": gettext_lazy(
        "For automation. A Super Administrator, and nobody else, can then let the app act for them here: make and "
        "change consumers, rotate secrets, revoke authorizations. The app must ask for it by name, and they are asked "
        "each time. Whoever has such a token can reach everything that it lets the app hand on."
    ),
    "allowed_networks": gettext_lazy(
        "One per line, such as 203.0.113.0/24. Empty means every network that the account allows."
    ),
    "allowed_origins": gettext_lazy(
        "One per line, such as https://app.example. Only these web pages may call with its tokens from a browser."
    ),
    "calls_per_minute": gettext_lazy("Empty means as many as the account may make."),
}


class SecurityOptions(forms.BaseForm):
    """The part of a consumer's form that looks after them."""

    instance: Consumer

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("authentication_method", "algorithm"):
            if name in self.fields:
                self.fields[name].required = False
        if "calls_per_minute" in self.fields:
            self.fields["calls_per_minute"].widget.attrs["min"] = 1

    @property
    def has_security_open(self) -> bool:
        """Whether one of them is set, or has to be corrected."""
        return any(self._is_set(name) for name in SECURITY_OPTIONS if name in self.fields)

    def _is_set(self, name: str) -> bool:
        asked = self[name]
        default = getattr(Consumer(), name)
        return bool(asked.errors) or asked.value() not in (default, None, "")

    def clean_authentication_method(self) -> str:
        return self._chosen("authentication_method")

    def clean_algorithm(self) -> str:
        return self._chosen("algorithm")

    def _chosen(self, name: str) -> str:
        """What was sent; whoever sends nothing changes nothing."""
        return str(self.cleaned_data[name] or getattr(self.instance, name))
