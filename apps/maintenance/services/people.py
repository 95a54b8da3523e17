"""Adding people."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.audit.record import Changes, diff, record
from apps.common.codes import taken_code_named
from apps.common.writing import apply, values
from apps.maintenance.models import NumberingKind, Person
from apps.maintenance.services.numbering import next_number

PERSON_FIELDS = ("code", "first_name", "last_name", "email", "active")


@transaction.atomic
def create_person(*, account: Account, by: Actor, **fields: Any) -> Person:
    """Add a person; `fields` are those of PERSON_FIELDS, and without a code one is made.

    Raises ValidationError, which names the fields, and CodeTaken.
    """
    person = Person(account=account)
    blank = values(person, PERSON_FIELDS)
    with taken_code_named():
        apply(person, fields | {"code": fields.get("code") or _free_code(account)})
    changes = diff(blank, values(person, PERSON_FIELDS))
    record("personnel.person_created", account=account, actor=by, target=person, changes=changes)
    return person


def for_person(person: Person | None) -> Changes:
    """What the record says besides of a change that a program makes for somebody."""
    return {"user_code": ["", person.code]} if person else {}


def _free_code(account: Account) -> str:
    """Somebody may have been given by hand the code that would be next."""
    while True:
        code = f"P-{next_number(account=account, kind=NumberingKind.PERSON):04}"
        if Person.objects.find(account, code) is None:
            return code
