"""Meters, readings, work requests with their files, and third parties, with only the data that a test needs."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

from apps.accounts.models import Account
from apps.company.models import ThirdParty
from apps.maintenance.models import Attachment, Meter, MeterReading, Person, WorkRequest
from apps.maintenance.services.attachments import attach_file
from apps.maintenance.services.meter_readings import add_reading
from apps.maintenance.services.meters import create_meter
from apps.maintenance.services.work_requests import create_request
from tests.factories import TESTER
from tests.orders import an_item, new_person

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def day(number: int) -> datetime:
    """A day of January 2026, at noon."""
    return datetime(2026, 1, number, 12, tzinfo=UTC)


def a_person(account: Account, code: str = "P-1") -> Person:
    return Person.objects.find(account, code) or new_person(account, code)


def new_meter(account: Account, code: str = "EQ-1", **fields: Any) -> Meter:
    """On the item with `code`, which is made unless it is there."""
    given = {"description": "Horómetro", "units_code": "HRS", "units_description": "Horas"} | fields
    return create_meter(account=account, by=TESTER, item=an_item(account, code), **given)


def read(meter: Meter, number: int, value: Any, **options: Any) -> MeterReading:
    """`meter` showed `value` on that day of January."""
    return add_reading(meter=meter, by=TESTER, date=day(number), value=value, **options).reading


def new_reading(account: Account, code: str = "EQ-1") -> MeterReading:
    return read(new_meter(account, code), 1, 10)


def new_request(account: Account, code: str = "", **fields: Any) -> WorkRequest:
    """About the item with `code`, if there is one."""
    item = an_item(account, code) if code else None
    given = {"description": f"Fuga {code}", "date_incident": day(2), "requested_by": "Marta Gil"} | fields
    given.setdefault("person", a_person(account))
    return create_request(account=account, by=TESTER, item=item, **given)


def new_attachment(account: Account, code: str = "", **fields: Any) -> Attachment:
    given = {"content": PNG, "name": f"foto {code}.png"} | fields
    return attach_file(request=new_request(account, code), by=TESTER, **given)


def new_third_party(account: Account, code: str = "T-1", **fields: Any) -> ThirdParty:
    given = {"name": f"Proveedor {code}", "third_party_type": 3} | fields
    return ThirdParty.objects.create(account=account, code=code, **given)
