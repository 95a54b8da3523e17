"""People: who does the work, whether they have a user of the portal or not."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Trim
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account, User
from apps.common.codes import once_per_account, validate_code
from apps.common.models import AccountOwned, AccountQuerySet


def full_name(prefix: str = "") -> Trim:
    """The first and the last name of the person at the path `prefix`; "" where there is nobody."""
    parts = [Coalesce(F(f"{prefix}{name}"), Value("")) for name in ("first_name", "last_name")]
    return Trim(Concat(parts[0], Value(" "), parts[1], output_field=models.CharField()))


def of_portal_user(**values: Any) -> Subquery:
    """A value of the user of the portal who has the person's e-mail address and is of the same account."""
    users: QuerySet[Any] = User.objects.filter(email=OuterRef("email"), account=OuterRef("account"))
    return Subquery(users.values(**values)[:1])


class PersonQuerySet(AccountQuerySet["Person"]):
    def for_api(self, account: Account) -> Self:
        """The account's people in a total, stable order, that of their codes; with what their users may do."""
        return (
            self.of(account)
            .annotate(
                called=full_name(),
                account_active=Coalesce(of_portal_user(found=F("is_active")), Value(value=False)),
                portal_role=Coalesce(of_portal_user(found=F("role")), Value("")),
                portal_group=Coalesce(of_portal_user(found=F("permission_group__name")), Value("")),
            )
            .order_by("code")
        )

    def find(self, account: Account, code: str) -> Person | None:
        """The account's person with this code, or None."""
        return self.of(account).filter(code=code).first()


class Person(AccountOwned):
    """Somebody who works for the company. An e-mail address that is also a user's makes the two one person."""

    code = models.CharField(_("code"), max_length=100, validators=[validate_code])
    first_name = models.CharField(_("first name"), max_length=120)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    active = models.BooleanField(_("active"), default=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["code"]
        constraints = [once_per_account("person_code_once_per_account", _("A person with this code exists already."))]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def clean(self) -> None:
        # As the users of the portal are kept, or the two would not be found to be one person.
        self.email = self.email.lower()
