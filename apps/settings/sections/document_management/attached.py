"""What a document is attached to, in its panel: the first few of each kind, and the page that adds and removes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from apps.accounts.modules import VIEW
from apps.company.models import Document
from apps.maintenance.models import Item, ItemDocument, Person, PersonDocument
from apps.maintenance.services.documents import attach_to_item, attach_to_person
from apps.settings.access import account_of, actor_of, may
from apps.settings.navigation import Text

if TYPE_CHECKING:
    from django.http import HttpRequest

SHOWN, LISTED = 10, 200
ITEMS, PEOPLE = "items", "people"


@dataclass(frozen=True)
class Attached:
    """One kind of thing. `rows` are the link's primary key and where it leads; `has_more`: there are others besides."""

    kind: str
    label: Text
    none: Text
    rows: list[tuple[int, str]]
    has_more: bool


def attached_to(request: HttpRequest, document: Document, most: int = SHOWN) -> list[Attached]:
    """Of each kind of thing that the caller may see, in one query each."""
    found = []
    if may(request, "items", VIEW):
        links = _links(ItemDocument, document, "item", most)
        rows = [(link.pk, str(link.item)) for link in links]
        found.append(_attached(ITEMS, _("Items"), _("It is attached to no item."), rows, most))
    if may(request, "personnel", VIEW):
        people = _links(PersonDocument, document, "person", most)
        rows = [(link.pk, f"{link.person} ({link.person.code})") for link in people]
        found.append(_attached(PEOPLE, _("People"), _("It is attached to nobody."), rows, most))
    return found


def _links(model: type[Any], document: Document, name: str, most: int) -> list[Any]:
    rows = model.objects.of(document.account).filter(document=document).select_related(name)
    return list(rows.order_by(f"{name}__code")[: most + 1])


def _attached(kind: str, label: Text, none: Text, rows: list[tuple[int, str]], most: int) -> Attached:
    return Attached(kind, label, none, rows[:most], len(rows) > most)


def attach(request: HttpRequest, document: Document, kind: str, code: str) -> bool:
    """Attach it to what has this code; whether there is such a thing. Raises ValidationError and CodeTaken."""
    account = account_of(request)
    if kind == ITEMS:
        item = Item.objects.of(account).filter(code=code).first()
        return bool(item and attach_to_item(document=document, item=item, by=actor_of(request)))
    person = Person.objects.find(account, code)
    return bool(person and attach_to_person(document=document, person=person, by=actor_of(request)))


def link_of(document: Document, kind: str, pk: int) -> ItemDocument | PersonDocument | None:
    model: Any = ItemDocument if kind == ITEMS else PersonDocument
    found: ItemDocument | PersonDocument | None = (
        model.objects.of(document.account)
        .filter(document=document, pk=pk)
        .select_related("account", "document")
        .first()
    )
    return found
