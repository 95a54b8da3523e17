"""Which documents belong to which items and people."""

from __future__ import annotations

from typing import Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.ownership import errors_of_strangers
from apps.company.models import Document
from apps.maintenance.models.item import Item
from apps.maintenance.models.person import Person

LinkT = TypeVar("LinkT", bound="DocumentLink")


class DocumentLinkQuerySet(AccountQuerySet[LinkT]):
    def for_api(self, account: Account) -> Self:
        """The account's links in the order in which they were made, which an index holds ready."""
        return self.of(account).annotate(account_number=Value(account.number)).order_by("pk")


class DocumentLink(AccountOwned):
    """A document at something."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="+", verbose_name=_("document"))

    class Meta:
        abstract = True

    def clean(self) -> None:
        errors = errors_of_strangers(self)
        if errors:
            raise ValidationError(errors)


class ItemDocument(DocumentLink):
    item = models.ForeignKey(Item, models.CASCADE, related_name="documents", verbose_name=_("item"))

    objects = DocumentLinkQuerySet["ItemDocument"].as_manager()

    class Meta:
        verbose_name = _("document of an item")
        verbose_name_plural = _("documents of items")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["document", "item"], name="document_once_at_item")]
        indexes = [
            models.Index(fields=["account", "id"], name="item_document_by_account"),
            models.Index(fields=["document", "id"], name="item_document_by_document"),
            models.Index(fields=["item", "id"], name="item_document_by_item"),
        ]

    def __str__(self) -> str:
        return f"{self.document} – {self.item}"


class PersonDocument(DocumentLink):
    person = models.ForeignKey(Person, models.CASCADE, related_name="documents", verbose_name=_("person"))

    objects = DocumentLinkQuerySet["PersonDocument"].as_manager()

    class Meta:
        verbose_name = _("document of a person")
        verbose_name_plural = _("documents of people")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["document", "person"], name="document_once_at_person")]
        indexes = [
            models.Index(fields=["account", "id"], name="person_document_by_account"),
            models.Index(fields=["document", "id"], name="person_document_by_document"),
            models.Index(fields=["person", "id"], name="person_document_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.document} – {self.person}"
