"""The fields of an OAuth consumer, and the filters of their list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from apps.accounts.models import PermissionGroup
from apps.connections.choices import SECURITY_OPTIONS
from apps.connections.models import Consumer
from apps.connections.models.consumer import ConsumerQuerySet
from apps.settings.access import account_of
from apps.settings.panel import FilterForm, PanelForm, RecordFilter
from apps.settings.sections.api_connections import consumer_security, expiry, health
from apps.settings.sections.api_connections.consumer_security import SecurityOptions

TYPES = (
    (Consumer.CLIENT_CONFIDENTIAL, gettext_lazy("Confidential: it runs on a server and can keep a secret")),
    (Consumer.CLIENT_PUBLIC, gettext_lazy("Public: it runs in a browser, on a phone or on a desk, without a secret")),
)
GROUP = RecordFilter(PermissionGroup.objects.of, label=gettext_lazy("Group permissions"))
STATES = (("enabled", gettext_lazy("Enabled")), ("disabled", gettext_lazy("Disabled")))


class ConsumerForm(SecurityOptions, PanelForm):
    """What of a consumer can be changed at any time."""

    class Meta:
        model = Consumer
        fields = (
            "authorization_grant_type", "name", "description", "permission_group", "redirect_uris", "client_type",
            "cannot_send_pkce", *SECURITY_OPTIONS,
        )  # fmt: skip
        widgets = {
            **consumer_security.WIDGETS,
            "redirect_uris": forms.Textarea(attrs={"rows": 3, "class": "mono", "spellcheck": "false"}),
            "description": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            **consumer_security.HELP_TEXTS,
            "redirect_uris": gettext_lazy(
                "One per line, exactly as the app sends it, such as https://app.example/callback"
            ),
            "permission_group": gettext_lazy("What this consumer may read and write."),
            "cannot_send_pkce": gettext_lazy("Only for an old app on a server that cannot be changed."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "redirect_uris" in self.fields:
            self.fields["redirect_uris"].required = bool(self.instance.pk)
            # Of a new one too, where it shows: which it does for one of the grant types only.
            self.fields["redirect_uris"].is_needed = True  # type: ignore[attr-defined]


class NewConsumerForm(ConsumerForm):
    """Besides, what is chosen once: the grant type, with no silent default, and the type of app."""

    client_type = forms.ChoiceField(
        label=gettext_lazy("Type of app"), choices=TYPES, widget=forms.RadioSelect,
        initial=Consumer.CLIENT_CONFIDENTIAL, required=False,
    )  # fmt: skip
    secret_expires = expiry.ExpiryField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authorization_grant_type"].choices = [("", ""), *Consumer.GRANT_TYPES]  # type: ignore[attr-defined]
        expiry.bind(self, account_of(self.request))

    def clean_client_type(self) -> str:
        return str(self.cleaned_data["client_type"] or Consumer.CLIENT_CONFIDENTIAL)


class ConsumerFilters(FilterForm):
    grant = forms.ChoiceField(
        label=gettext_lazy("Grant type"), choices=[("", gettext_lazy("All")), *Consumer.GRANT_TYPES]
    )
    group = GROUP
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=[("", gettext_lazy("All")), *STATES])
    health = forms.ChoiceField(label=gettext_lazy("Key health"), choices=[("", gettext_lazy("All")), *health.CHOICES])

    lookups = {"grant": "authorization_grant_type", "group": "permission_group"}

    def narrow_status(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        # "NOT is_enabled" would find no index on SQLite.
        return rows.filter(is_enabled__in=[value == "enabled"])

    def narrow_health(self, rows: ConsumerQuerySet, value: str) -> QuerySet[Any]:
        return rows.in_health(value)
