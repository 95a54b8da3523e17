"""Single sign-on: the provider at which an account's people sign in instead of here (OpenID Connect Core 1.0)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models.account import Account
from apps.accounts.models.user import Role, User
from apps.accounts.single_sign_on.issuers import is_permitted
from apps.common import walls
from apps.common.plain_text import validate_line
from apps.common.sealing import open_sealed, seal

PROVIDER_ID = re.compile(r"sso-(?P<account>[1-9][0-9]{0,17})", re.ASCII)


class SingleSignOnQuerySet(models.QuerySet["SingleSignOn"]):
    def of(self, account: Account) -> SingleSignOn:
        """What `account` has configured; a row that is not saved yet when it has nothing."""
        return self.filter(account=account).first() or SingleSignOn(account=account)

    def in_force(self) -> SingleSignOnQuerySet:
        """Those that are on and at an issuer that the operator permits today."""
        found = self.filter(is_on=True, account__is_active=True, issuer__in=settings.SSO_ISSUERS)
        return found.select_related("account")

    def for_user(self, user: User) -> SingleSignOn | None:
        """The one of the user's account."""
        return self.in_force().filter(account=user.account_id).first() if user.account_id else None

    def for_domain(self, domain: str) -> SingleSignOn | None:
        """The one for the addresses of `domain`, which one account alone can have."""
        return self.in_force().filter(domain_rows__name=domain.lower()).first()

    def of_provider(self, provider_id: str) -> SingleSignOn | None:
        """The one that allauth knows as `provider_id`."""
        known = PROVIDER_ID.fullmatch(provider_id)
        return self.in_force().filter(account=int(known["account"])).first() if known else None

    def binds(self, user: User) -> bool:
        """Whether `user` may sign in at the account's provider only; its owners keep a second way in."""
        if user.account_id is None or user.role == Role.SUPER_ADMINISTRATOR:
            return False
        return self.in_force().filter(account=user.account_id, is_required=True).exists()


class SingleSignOn(models.Model):
    """One per account. `provider_id` is how allauth knows it, and the binding of a person to it."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="single_sign_on", verbose_name=_("account"))
    is_on = models.BooleanField(_("on"), default=False)
    is_required = models.BooleanField(_("required"), default=False)
    name = models.CharField(_("name of the provider"), max_length=60, blank=True, validators=[validate_line])
    issuer = models.URLField(_("issuer"), max_length=255, blank=True)
    client_id = models.CharField(_("client ID"), max_length=191, blank=True, validators=[validate_line])
    sealed = models.TextField(blank=True, editable=False)
    last_four = models.CharField(_("last four characters"), max_length=4, blank=True, editable=False)

    objects = SingleSignOnQuerySet.as_manager()

    class Meta:
        verbose_name = _("single sign-on")
        verbose_name_plural = _("single sign-on")

    def __str__(self) -> str:
        return self.name or self.issuer

    @property
    def provider_id(self) -> str:
        return f"sso-{self.account_id}"

    @property
    def domains(self) -> list[str]:
        return [domain.name for domain in self.domain_rows.all()] if self.pk else []

    @property
    def _place(self) -> str:
        return f"single_sign_on|account={self.account_id}|secret"

    def seal(self, plain: str) -> None:
        self.sealed, self.last_four = seal(plain, place=self._place), plain[-4:]

    def open(self) -> str:
        """The client secret. Raises CannotOpen when the row was tampered with, MissingKey when its key is gone."""
        return open_sealed(self.sealed, place=self._place)

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if self.issuer and not is_permitted(self.issuer):
            errors["issuer"] = _("The operator of this installation has not permitted this issuer.")
        if self.is_on:
            needed = {field: getattr(self, field) for field in ("name", "issuer", "client_id")}
            needed["client_secret"] = self.sealed
            errors |= {name: _("Needed while single sign-on is on.") for name, value in needed.items() if not value}
        if self.is_required and not self.is_on:
            errors["is_required"] = _("Turn single sign-on on first.")
        if errors:
            raise ValidationError(errors)


class SignOnDomain(models.Model):
    """Whose addresses, by what follows their @, sign in at the account's provider."""

    single_sign_on = models.ForeignKey(
        SingleSignOn, models.CASCADE, related_name="domain_rows", verbose_name=_("single sign-on")
    )
    name = models.CharField(
        _("domain"), max_length=190, unique=True, error_messages={"unique": _("Another account has this domain.")}
    )

    class Meta:
        verbose_name = _("domain of single sign-on")
        verbose_name_plural = _("domains of single sign-on")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Among the domains of all accounts."""
        with walls.aside():
            super().validate_unique(exclude)
