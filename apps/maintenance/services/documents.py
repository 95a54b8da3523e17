"""Attaching documents to items and people."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.audit.actors import Actor
from apps.audit.record import record
from apps.common.codes import CodeTaken
from apps.company.models import Document
from apps.maintenance.models import Item, ItemDocument, Person, PersonDocument

MOST_LINKS = 1_000
"""Of one document to things of one kind."""
Link = ItemDocument | PersonDocument


@transaction.atomic
def attach_to_item(*, document: Document, item: Item, by: Actor) -> ItemDocument:
    """Raises ValidationError, and CodeTaken where it is attached already."""
    link = ItemDocument(account=document.account, document=document, item=item)
    _attach(link, by, {"item": [None, item.code]})
    return link


@transaction.atomic
def attach_to_person(*, document: Document, person: Person, by: Actor) -> PersonDocument:
    """Raises ValidationError, and CodeTaken where it is attached already."""
    link = PersonDocument(account=document.account, document=document, person=person)
    _attach(link, by, {"person": [None, person.code]})
    return link


def _attach(link: Link, by: Actor, changes: dict[str, list[object]]) -> None:
    link.full_clean(validate_constraints=False)
    if type(link).objects.of(link.account).filter(document=link.document).count() >= MOST_LINKS:
        raise ValidationError(_("A document can be attached to %(number)d things at most.") % {"number": MOST_LINKS})
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as error:
        raise CodeTaken from error
    account, document = link.account, link.document
    record("document_management.document_attached", account=account, actor=by, target=document, changes=changes)


@transaction.atomic
def detach(*, link: Link, by: Actor) -> None:
    what = {"item": [link.item.code, None]} if isinstance(link, ItemDocument) else {"person": [link.person.code, None]}
    account, document = link.account, link.document
    record("document_management.document_detached", account=account, actor=by, target=document, changes=what)
    link.delete()
