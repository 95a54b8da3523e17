"""Adding meters."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.codes import taken_code_named
from apps.common.writing import apply, values
from apps.company.catalogs.accepting import accepted
from apps.maintenance.models import Meter
from apps.maintenance.services.meter_readings import add_reading

METER_FIELDS = (
    "item", "serial", "description", "is_counter", "units_code", "units_description", "min_value", "max_value",
    "active",
)  # fmt: skip


@transaction.atomic
def create_meter(
    *,
    account: Account,
    by: Actor,
    last_reading: Decimal | None = None,
    date_reading: datetime | None = None,
    **fields: Any,
) -> Meter:
    """Add a meter; `fields` are those of METER_FIELDS, and `last_reading` is what it showed at `date_reading`.

    Raises ValidationError, which names the fields, and CodeTaken when the item has a meter with this serial.
    """
    meter = Meter(account=account)
    with taken_code_named():
        apply(meter, accepted(meter, fields))
    changes = diff({}, values(meter, METER_FIELDS))
    record("meters.meter_created", account=account, actor=by, target=meter, changes=changes)
    if last_reading is None and date_reading is None:
        return meter
    return _with_first_reading(meter, by, last_reading, date_reading)


def _with_first_reading(meter: Meter, by: Actor, value: Decimal | None, date: datetime | None) -> Meter:
    if value is None or date is None:
        name = "last_reading" if value is None else "date_reading"
        raise ValidationError({name: _("A reading has a value and a date.")})
    return add_reading(meter=meter, by=by, date=date, value=value).meter
