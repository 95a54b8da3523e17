"""Third parties: whom the company buys from, sells to, or has work done by."""

from __future__ import annotations

from typing import Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.codes import once_per_account, validate_code
from apps.common.models import AccountOwned, AccountQuerySet


class ThirdPartyType(models.IntegerChoices):
    SERVICE_PROVIDER = 1, _("Service provider")
    MANUFACTURER = 2, _("Manufacturer")
    SUPPLIER = 3, _("Supplier")
    CUSTOMER = 4, _("Customer")


class ThirdPartyQuerySet(AccountQuerySet["ThirdParty"]):
    def for_api(self, account: Account) -> Self:
        """The account's third parties in the order of their codes, which an index holds ready."""
        return self.of(account).annotate(account_number=Value(account.number)).order_by("code")


class ThirdParty(AccountOwned):
    """Somebody outside the company with whom it deals."""

    code = models.CharField(_("code"), max_length=100, validators=[validate_code])
    name = models.CharField(_("name"), max_length=255)
    third_party_type = models.PositiveSmallIntegerField(_("type"), choices=ThirdPartyType.choices)
    identification = models.CharField(_("tax identification"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    telephone_1 = models.CharField(_("telephone"), max_length=40, blank=True)
    telephone_2 = models.CharField(_("second telephone"), max_length=40, blank=True)
    web_page = models.URLField(_("web page"), blank=True)
    address = models.CharField(_("address"), max_length=255, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=120, blank=True)
    zip_code = models.CharField(_("zip code"), max_length=20, blank=True)
    groups_1_desc = models.CharField(_("first classification"), max_length=120, blank=True)
    groups_2_desc = models.CharField(_("second classification"), max_length=120, blank=True)
    notes = models.TextField(_("notes"), blank=True, validators=[MaxLengthValidator(4000)])
    active = models.BooleanField(_("active"), default=True)

    objects = ThirdPartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("third party")
        verbose_name_plural = _("third parties")
        ordering = ["code"]
        constraints = [
            once_per_account("third_party_code_once_per_account", _("A third party with this code exists already."))
        ]
        indexes = [models.Index(fields=["account", "third_party_type", "code"], name="third_party_by_type")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
