"""Auxiliary catalogs: the lists of an account that give the values of its modules' fields."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.common.codes import CODE_TAKEN
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.ownership import errors_of_strangers
from apps.common.plain_text import validate_line
from apps.company import catalogs
from apps.company.words import WordsField

NAMES = {"es": "name_es", "en": "name_en", "pt-br": "name_pt_br"}
WORDS = ("code", *NAMES.values())
NAME_LENGTH, CODE_LENGTH = 120, 20


class CatalogQuerySet(AccountQuerySet["Catalog"]):
    def closed(self, account: Account, names: set[str]) -> Self:
        """Those of `names` that take no other values than their entries: nothing is an entry of an empty one."""
        has_some = Exists(CatalogEntry.objects.filter(catalog=OuterRef("pk")))
        return self.of(account).filter(has_some, name__in=names, is_closed=True)


class Catalog(AccountOwned):
    """What an account says of one catalog of the registry; the row is made with the first thing that it says.

    `is_closed`: once the catalog has entries, the fields that it gives the values of accept no others.
    """

    name = models.CharField(gettext_lazy("name"), max_length=60, editable=False)
    is_closed = models.BooleanField(gettext_lazy("only these values"), default=True)

    objects = CatalogQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("catalog")
        verbose_name_plural = gettext_lazy("catalogs")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="catalog_once_per_account")]

    def __str__(self) -> str:
        return catalogs.label_of(self.name)

    def clean(self) -> None:
        if catalogs.get(self.name) is None:
            raise ValidationError({"name": _("There is no such catalog.")})


class CatalogEntryQuerySet(AccountQuerySet["CatalogEntry"]):
    def for_list(self, account: Account) -> Self:
        """The account's entries, catalog by catalog and in the order that the company gave them."""
        return self.of(account).select_related("catalog", "account").order_by("catalog_id", "order", "pk")

    def for_api(self, account: Account) -> Self:
        """In the same order, which an index holds ready."""
        return self.of(account).order_by("catalog_id", "order", "pk")

    def within(self, account: Account, name: str) -> Self:
        """The entries of one catalog, in their order."""
        return self.for_list(account).filter(catalog__name=name, catalog__account=account)

    def choices(self, account: Account, name: str) -> Self:
        """Those that can be chosen."""
        return self.within(account, name).filter(is_active=True)


class CatalogEntry(AccountOwned):
    """One value. What is not filled of its names falls back to another; a word means one entry in its catalog."""

    catalog = models.ForeignKey(
        Catalog, models.CASCADE, related_name="entries", verbose_name=gettext_lazy("catalog"), editable=False
    )
    code = models.CharField(gettext_lazy("code"), max_length=CODE_LENGTH, validators=[validate_line])
    name_es = models.CharField(
        gettext_lazy("name in Spanish"), max_length=NAME_LENGTH, blank=True, validators=[validate_line]
    )
    name_en = models.CharField(
        gettext_lazy("name in English"), max_length=NAME_LENGTH, blank=True, validators=[validate_line]
    )
    name_pt_br = models.CharField(
        gettext_lazy("name in Portuguese"), max_length=NAME_LENGTH, blank=True, validators=[validate_line]
    )
    order = models.PositiveIntegerField(gettext_lazy("order"), default=0)
    is_active = models.BooleanField(gettext_lazy("active"), default=True)
    words = WordsField(WORDS)

    objects = CatalogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("catalog entry")
        verbose_name_plural = gettext_lazy("catalog entries")
        ordering = ["catalog", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "catalog", "code"],
                name="catalog_entry_code_once",
                violation_error_code=CODE_TAKEN,
                violation_error_message=gettext_lazy("An entry with this code exists already."),
            )
        ]
        indexes = [models.Index(fields=["account", "catalog", "order", "id"], name="catalog_entry_in_order")]

    def __str__(self) -> str:
        return f"{self.shown_name} ({self.code})"

    def fold_words(self) -> None:
        """Bring `words` up to date, where the row is written without saving it."""
        CatalogEntry._meta.get_field("words").pre_save(self, add=False)

    def name_in(self, *languages: str) -> str:
        """The name in the first of `languages` that has one; else the first one that is filled, else the code."""
        asked = [getattr(self, NAMES[language]) for language in languages if language in NAMES]
        return next(filter(None, (*asked, *(getattr(self, name) for name in NAMES.values()))), self.code)

    @property
    def kept_name(self) -> str:
        """What the account's rows hold of it: the name in the language of the account."""
        return self.name_in(self.account.language)

    @property
    def shown_name(self) -> str:
        """What whoever looks now reads."""
        return self.name_in(get_language() or "", self.account.language)

    def clean(self) -> None:
        errors = errors_of_strangers(self) | self._name_errors()
        if errors:
            raise ValidationError(errors)

    def _name_errors(self) -> dict[str, str]:
        names = [name for name in NAMES.values() if getattr(self, name)]
        if not names:
            own = NAMES.get(self.account.language, "name_en")
            return {own: _("Give it a name in one language at least.")}
        kind = catalogs.get(self.catalog.name)
        most = (kind.longest if kind else 0) or NAME_LENGTH
        if kind and any(use.several for use in kind.uses) and any("," in getattr(self, name) for name in names):
            return {name: _("A comma stands between two of these.") for name in names if "," in getattr(self, name)}
        too_long = _("Where this is used, %(most)s characters fit at most.") % {"most": most}
        return {name: too_long for name in names if len(getattr(self, name)) > most}
