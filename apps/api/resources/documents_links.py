"""/documents_items and /documents_personnel: which documents are attached to what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Model

from apps.api import problems
from apps.api.documented import Documented
from apps.api.fields import Field, Row
from apps.api.kinds import Text, Whole
from apps.api.pointers import Pointer
from apps.api.resources.base import ResourceViewSet
from apps.company.models import Document
from apps.maintenance.models import Item, ItemDocument, Person, PersonDocument
from apps.maintenance.services.documents import attach_to_item, attach_to_person, detach

DOCUMENT = Pointer("document", {"code_document": "code", "id_document": "pk"}, Document.objects.of, is_required=True)
ITEM = Pointer("item", {"code_item": "code", "id_item": "pk"}, Item.objects.of, is_required=True)
PERSON = Pointer("person", {"code_person": "code", "id_person": "pk"}, Person.objects.of, is_required=True)
OF_DOCUMENT = (
    Field("id", Whole()),
    Field("id_company", Whole(), source="account_number"),
    Field("id_document", Whole(), source="document_id"),
    Field("code_document", Text(), source="document__code"),
)


class DocumentLinkViewSet(ResourceViewSet):
    module = "document_management"
    model: ClassVar[type[Model]] = ItemDocument
    lists_all = True
    collection = {"get": "list", "post": "create"}
    member = {"get": "retrieve", "delete": "destroy"}
    key = "id"
    documented = {"create": Documented(errors=(problems.AlreadyExists,))}

    def remove(self, row: Row) -> None:
        detach(link=self.instance(row), by=self.caller.actor)


class DocumentItemViewSet(DocumentLinkViewSet):
    names = ("documents_items",)
    fields = (
        *OF_DOCUMENT,
        Field("id_item", Whole(), source="item_id"),
        Field("code_item", Text(), source="item__code"),
    )
    pointers = (DOCUMENT, ITEM)
    inputs = (*DOCUMENT.inputs, *ITEM.inputs)

    def add(self, values: dict[str, Any]) -> Model:
        return attach_to_item(by=self.caller.actor, **values)


class DocumentPersonViewSet(DocumentLinkViewSet):
    names = ("documents_personnel",)
    model = PersonDocument
    fields = (
        *OF_DOCUMENT,
        Field("id_person", Whole(), source="person_id"),
        Field("code_person", Text(), source="person__code"),
    )
    pointers = (DOCUMENT, PERSON)
    inputs = (*DOCUMENT.inputs, *PERSON.inputs)

    def add(self, values: dict[str, Any]) -> Model:
        return attach_to_person(by=self.caller.actor, **values)
