"""Kinds of values: how text from a form or a query becomes a number, a boolean or a date, and how they go out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.api.files import File, Sent
from apps.api.problems import InvalidFields

LARGEST = 2**63 - 1
LOST_PLUS = re.compile(r"(T[\d:.]+) (\d{2}(?::?\d{2})?)$")


class Text(serializers.CharField):
    """Text; null means none. NUL and lone surrogates, which no database takes, are refused."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_blank": True, "allow_null": True} | options)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        value = super().run_validation(data)
        return "" if value is None else value


class Whole(serializers.IntegerField):
    """A whole number that a database can hold; "2" is 2."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": -LARGEST, "max_value": LARGEST} | options)


class Number(serializers.DecimalField):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": None, "decimal_places": None, "allow_null": True} | options)


class Date(serializers.DateTimeField):
    """A moment; one that names no zone is UTC. The "+" of a zone may have arrived as the blank that it is in a form."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"default_timezone": UTC} | options)

    def to_internal_value(self, value: Any) -> datetime:
        moment: datetime = super().to_internal_value(
            LOST_PLUS.sub(r"\1+\2", value) if isinstance(value, str) else value
        )
        return moment


class Day(serializers.DateField):
    """A day, which is no moment: 2026-07-12; null, or an empty text in a form, is none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_null": True} | options)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(None if data == "" else data)


class Yes(serializers.BooleanField):
    """true or false, also as "true", "1", "yes" …"""


class Texts(serializers.ListField):
    """A list of texts; a form, which knows no lists, sends them in one text with blanks between them."""

    takes_text = True
    default_error_messages = {"blank_inside": _("Each entry is one word: “%(entry)s” has blanks or lines in it.")}

    def __init__(self, **options: Any) -> None:
        usual: dict[str, Any] = {"child": Text(allow_null=False, max_length=2000), "max_length": 1000}
        super().__init__(**usual | options)

    def to_internal_value(self, data: Any) -> list[str]:
        found: list[str] = super().to_internal_value(data.split() if isinstance(data, str) else data)
        several = next((entry for entry in found if entry.split() != [entry]), None)
        if several is not None:
            raise serializers.ValidationError(self.error_messages["blank_inside"] % {"entry": several})
        return found


class Choice(serializers.ChoiceField):
    """One of a few words; inside, each may be called differently."""

    def __init__(self, words: Mapping[Any, Any], **options: Any) -> None:
        self.words = dict(words)
        super().__init__(choices=list(words), **options)

    def to_internal_value(self, data: Any) -> Any:
        return self.words[super().to_internal_value(data)]


def value_of(name: str, kind: serializers.Field[Any, Any, Any, Any], given: Any) -> Any:
    """`given` as `kind` understands it. Raises InvalidFields under `name`."""
    if isinstance(given, Sent) and not isinstance(kind, File):
        raise InvalidFields({name: _("No file is expected here.")})
    try:
        return kind.run_validation(given)
    except serializers.ValidationError as error:
        raise InvalidFields({name: first_message(error)}) from error


def first_message(error: serializers.ValidationError) -> str:
    detail: Any = error.detail
    while isinstance(detail, (list, dict)):
        detail = next(iter(detail.values() if isinstance(detail, dict) else detail))
    return str(detail)


def shown(value: Any) -> Any:
    """As it goes out: dates in UTC with +00:00, decimals as plain numbers, everything else as it is."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
