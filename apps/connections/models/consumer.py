"""OAuth consumers (RFC 6749 section 2: the *client*)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractApplication

from apps.accounts.models import Account, PermissionGroup
from apps.common.addresses import validate_networks
from apps.common.beginnings import BeginningField
from apps.common.models import LastUsed
from apps.common.plain_text import validate_line, validate_lines
from apps.common.tokens import new_key
from apps.connections import choices
from apps.connections.callbacks import callback_url_error, without_loopback_port
from apps.connections.models.call_address import CallAddress
from apps.connections.models.consumer_health import HealthQuerySet
from apps.connections.models.consumer_secret import ConsumerSecret
from apps.connections.models.restorable import Restorable, restorable_index


class ConsumerQuerySet(HealthQuerySet["Consumer"]):
    def for_list(self, account: Account) -> ConsumerQuerySet:
        """The account's consumers with group and live secrets, in two queries however many they are."""
        secrets = Prefetch("secrets", ConsumerSecret.objects.live(), to_attr="live_secrets")
        return self.of(account).select_related("permission_group").prefetch_related(secrets)

    def for_api(self, account: Account) -> ConsumerQuerySet:
        """The account's consumers by name, which each has for itself."""
        return self.of(account).order_by("name")

    def sign_in_algorithms(self) -> set[str]:
        """The algorithms that consumers want their ID tokens signed with."""
        wanted = self.filter(offers_sign_in=True, is_enabled=True).order_by()
        return set(wanted.values_list("algorithm", flat=True).distinct())

    def usable(self) -> ConsumerQuerySet:
        """Enabled, of an active account; with everything that decides what it may do."""
        usable = self.filter(is_enabled=True, account__is_active=True)
        return usable.select_related("account", "permission_group")


class Consumer(AbstractApplication, LastUsed, Restorable):
    """A program that may ask for tokens. What it may do is its permission group, nothing else."""

    GRANT_TYPES: ClassVar[Any] = (
        (AbstractApplication.GRANT_AUTHORIZATION_CODE, _("Authorization code")),
        (AbstractApplication.GRANT_CLIENT_CREDENTIALS, _("Client credentials")),
    )
    # The toolkit's own words for these come in English only.
    CLIENT_TYPES: ClassVar[Any] = (
        (AbstractApplication.CLIENT_CONFIDENTIAL, _("Confidential")),
        (AbstractApplication.CLIENT_PUBLIC, _("Public")),
    )

    SECRET, PRIVATE_KEY_JWT = "secret", "private_key_jwt"
    AUTHENTICATION_METHODS: ClassVar[Any] = ((SECRET, _("A secret")), (PRIVATE_KEY_JWT, _("A private key")))
    ALGORITHMS: ClassVar[Any] = (("RS256", "RS256"), ("ES256", "ES256"))

    # Not ours: secrets have their own table, a consumer outlives whoever made it, and nothing skips consent.
    user = None
    client_secret = None
    hash_client_secret = None
    skip_authorization = None
    registration_source = None
    cimd_expires_at = None

    account = models.ForeignKey(Account, models.CASCADE, related_name="consumers", verbose_name=_("account"))
    client_id = models.CharField(_("Key"), max_length=40, unique=True, default=new_key, editable=False)
    name = models.CharField(_("Name"), max_length=120, validators=[validate_line])
    name_key = BeginningField("name")
    description = models.CharField(_("Description"), max_length=255, blank=True, validators=[validate_lines])
    permission_group = models.ForeignKey(
        PermissionGroup, models.PROTECT, related_name="consumers", verbose_name=_("Group permissions")
    )
    authorization_grant_type = models.CharField(_("Grant type"), max_length=44, choices=GRANT_TYPES)
    client_type = models.CharField(
        _("Type of app"), max_length=32, choices=CLIENT_TYPES,
        default=AbstractApplication.CLIENT_CONFIDENTIAL,
    )  # fmt: skip
    redirect_uris = models.TextField(_("Callback URLs"), blank=True)
    cannot_send_pkce = models.BooleanField(_("Cannot send PKCE"), default=False)
    authentication_method = models.CharField(
        _("Authentication method"), max_length=20, choices=AUTHENTICATION_METHODS, default=SECRET
    )
    public_keys = models.TextField(_("Public keys"), blank=True)
    requires_par = models.BooleanField(_("Must push its authorization requests"), default=False)
    requires_dpop = models.BooleanField(_("Must prove possession of a key (DPoP)"), default=False)
    offers_sign_in = models.BooleanField(_("Sign-in with the portal"), default=False)
    algorithm = models.CharField(_("Signature of ID tokens"), max_length=5, choices=ALGORITHMS, default="RS256")
    post_logout_redirect_uris = models.TextField(_("Addresses after sign-out"), blank=True)
    is_resource_server = models.BooleanField(_("May introspect every token of the account"), default=False)
    may_manage_connections = models.BooleanField(_("May manage API Connections"), default=False)
    allowed_networks = models.TextField(_("Allowed networks"), blank=True, validators=[validate_networks])
    allowed_origins = models.TextField(_("Allowed origins"), blank=True)
    calls_per_minute = models.PositiveIntegerField(_("Calls per minute"), null=True, blank=True)
    is_enabled = models.BooleanField(_("enabled"), default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("created by"),
    )  # fmt: skip
    created = models.DateTimeField(_("Creation date"), default=timezone.now, editable=False)

    objects = ConsumerQuerySet.as_manager()

    class Meta:
        verbose_name = _("OAuth consumer")
        verbose_name_plural = _("OAuth consumers")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="consumer_name_once_per_account")]
        indexes = [
            models.Index(fields=["account", "-created", "-id"], name="consumer_by_creation"),
            models.Index(fields=["account", "name_key", "id"], name="consumer_by_beginning"),
            models.Index(fields=["account", "is_enabled", "name"], name="consumer_by_state"),
            models.Index(fields=["account", "authorization_grant_type", "name"], name="consumer_by_grant"),
            models.Index(fields=["account", "permission_group", "name"], name="consumer_by_group"),
            models.Index(fields=["account", "last_used_at"], name="consumer_by_use", condition=Q(is_enabled=True)),
            restorable_index("consumer_restorable"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_confidential(self) -> bool:
        return bool(self.client_type == self.CLIENT_CONFIDENTIAL)

    @property
    def has_secrets(self) -> bool:
        """Whether it proves who it is with a secret; the others have none."""
        return self.is_confidential and self.authentication_method == self.SECRET

    @property
    def callback_urls(self) -> list[str]:
        return self.redirect_uris.split()

    @property
    def sign_out_urls(self) -> list[str]:
        """Where a browser may be sent after it was signed out (OpenID Connect RP-Initiated Logout section 3.1)."""
        return self.post_logout_redirect_uris.split()

    def is_usable(self, request: object) -> bool:
        return bool(self.is_enabled and self.account.is_active)

    def note_more(self, now: datetime, address: str | None) -> None:
        CallAddress.objects.note(account=self.account_id, caller=str(self.pk), address=address, now=now)

    def redirect_uri_allowed(self, uri: str) -> bool:
        """Exact comparison of strings (RFC 9700 section 2.1); a public app on its own machine chooses the port."""
        if self.is_confidential:
            return uri in self.callback_urls
        return without_loopback_port(uri) in map(without_loopback_port, self.callback_urls)

    def clean(self) -> None:
        errors = self._callback_errors() | self._sign_in_errors() | choices.settle(self)
        if self.permission_group_id and self.permission_group.account_id != self.account_id:
            errors["permission_group"] = [ValidationError(_("This permission group does not exist."))]
        if self.cannot_send_pkce and not self.is_confidential:
            errors["cannot_send_pkce"] = [ValidationError(_("Only a confidential app can do without PKCE."))]
        if errors:
            raise ValidationError(errors)

    def _callback_errors(self) -> dict[str, list[ValidationError]]:
        if self.authorization_grant_type != self.GRANT_AUTHORIZATION_CODE:
            self.redirect_uris, self.client_type = "", self.CLIENT_CONFIDENTIAL
            self.cannot_send_pkce = False
            return {}
        if not self.callback_urls:
            return {"redirect_uris": [ValidationError(_("Callback URLs cannot be blank"))]}
        return self._url_errors("redirect_uris", self.callback_urls)

    def _sign_in_errors(self) -> dict[str, list[ValidationError]]:
        if self.authorization_grant_type != self.GRANT_AUTHORIZATION_CODE:
            self.offers_sign_in, self.post_logout_redirect_uris = False, ""
        return self._url_errors("post_logout_redirect_uris", self.sign_out_urls)

    def _url_errors(self, field: str, urls: list[str]) -> dict[str, list[ValidationError]]:
        reasons = [callback_url_error(url, is_public=not self.is_confidential) for url in urls]
        found = [ValidationError(str(reason)) for reason in reasons if reason]
        return {field: found} if found else {}
