"""`since`, `until` and `type_date`: which period is asked for, and by which of a row's moments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.api.kinds import Date, value_of
from apps.api.problems import InvalidFields

PARAMETERS = ("since", "until", "type_date")
DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{8}")
# Not the beginning of the next day: after the last one that there is, which many send for "no end", comes none.
REST_OF_DAY = timedelta(days=1) - timedelta.resolution


def read(given: Mapping[str, str], dates: Mapping[str, str]) -> dict[str, Any]:
    """What to filter by; both ends count in, and an end that is a day alone counts in to its last moment.

    `dates` has the path of the moment for each `type_date`, the usual one first. Raises InvalidFields.
    """
    path = dates[_type_date(given, dates)]
    found: dict[str, Any] = {}
    if "since" in given:
        found[f"{path}__gte"] = value_of("since", Date(), given["since"])
    if "until" in given:
        moment = value_of("until", Date(), given["until"])
        is_day = DAY.fullmatch(given["until"]) is not None
        found[f"{path}__lte"] = moment + REST_OF_DAY if is_day else moment
    return found


def whole_day(path: str, given: str, moment: datetime) -> Q | None:
    """Every moment of the day that is `given` alone, and begins at `moment`; None where it is a moment itself."""
    if DAY.fullmatch(given.strip()) is None:
        return None
    return Q(**{f"{path}__gte": moment, f"{path}__lte": moment + REST_OF_DAY})


def _type_date(given: Mapping[str, str], dates: Mapping[str, str]) -> str:
    asked = given.get("type_date", next(iter(dates)))
    if asked not in dates:
        raise InvalidFields({"type_date": _("Choose one of: %(choices)s.") % {"choices": ", ".join(dates)}})
    return asked
